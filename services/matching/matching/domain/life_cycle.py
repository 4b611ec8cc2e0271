"""The states of a registration (登錄) and the steps between them, and the answers of an eligibility decision."""

from enum import StrEnum

from chassis.domain import LifeCycle, Transition


class TargetGroup(StrEnum):
    """Whom the programme is for: 在校青年 and 未就業青年."""

    IN_SCHOOL = "in_school"
    UNEMPLOYED = "unemployed"


class State(StrEnum):
    """Where a registration stands."""

    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    ERASING = "erasing"
    ERASED = "erased"


class Outcome(StrEnum):
    """What an eligibility decision says."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    NEEDS_INFORMATION = "needs_information"


HELD = frozenset({State.ACTIVE, State.WITHDRAWN})
"""States in which there is a person; afterwards there is a number without one."""

LIFE_CYCLE = LifeCycle(
    (
        Transition("state", frozenset({State.ACTIVE}), State.ACTIVE),
        Transition("correct", frozenset({State.ACTIVE}), State.ACTIVE),
        Transition("consent", frozenset({State.ACTIVE}), State.ACTIVE),
        Transition("decide", frozenset({State.ACTIVE}), State.ACTIVE),
        Transition("register_again", frozenset({State.WITHDRAWN}), State.ACTIVE),
        Transition("withdraw", frozenset({State.ACTIVE}), State.WITHDRAWN),
        # the right to be erased does not end with the programme; it is done when every service has confirmed
        Transition("erase", HELD, State.ERASING),
    )
)
