"""The life of a vacancy as data: its states and the named transitions between them."""

from enum import StrEnum

from chassis.domain import LifeCycle, Transition


class State(StrEnum):
    """Where a vacancy stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    NEEDS_INFORMATION = "needs_information"
    NEEDS_REVIEW = "needs_review"
    QUALIFIED = "qualified"
    REJECTED = "rejected"
    PUBLISHED = "published"
    SUSPENDED = "suspended"
    FILLED = "filled"
    CLOSED = "closed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What a screening (審查) concludes."""

    QUALIFIED = "qualified"
    NEEDS_INFORMATION = "needs_information"
    NEEDS_REVIEW = "needs_review"
    REJECTED = "rejected"


OPEN = frozenset({State.SUBMITTED, State.NEEDS_INFORMATION, State.NEEDS_REVIEW})
SCREENED = frozenset({State.NEEDS_INFORMATION, State.NEEDS_REVIEW, State.QUALIFIED, State.REJECTED})

ANNOUNCED = frozenset({State.PUBLISHED, State.SUSPENDED})
"""The states of a vacancy that was opened to young people and has not come to an end: others keep an entry of it."""

IN_STOCK = OPEN | SCREENED | ANNOUNCED
"""What rules have something to say about: handed in, and not over."""

MAY_EXPIRE = OPEN | ANNOUNCED | {State.QUALIFIED}
"""What is still on its way when the closing date passes. A rejected vacancy stays rejected: it may be appealed."""

LIFE_CYCLE = LifeCycle(
    (
        Transition("keep_draft", frozenset({State.DRAFT}), State.DRAFT),
        Transition("submit", frozenset({State.DRAFT}), State.SUBMITTED),
        # new content must not lift what an office suspended
        Transition("restate", frozenset(State) - {State.SUSPENDED}, State.SUBMITTED),
        # a published vacancy lacks nothing, and what has ended is restated
        Transition("attest", OPEN | SCREENED, State.SUBMITTED),
        Transition("resubmit", SCREENED, State.SUBMITTED),
        Transition("qualify", OPEN, State.QUALIFIED),
        Transition("request_information", OPEN, State.NEEDS_INFORMATION),
        Transition("refer_to_officer", OPEN, State.NEEDS_REVIEW),
        Transition("reject", OPEN, State.REJECTED),
        # other rules came into force; what was published stands, and officers are told
        Transition("qualify_again", SCREENED, State.QUALIFIED),
        Transition("request_information_again", SCREENED, State.NEEDS_INFORMATION),
        Transition("refer_to_officer_again", SCREENED, State.NEEDS_REVIEW),
        Transition("reject_again", SCREENED, State.REJECTED),
        Transition("approve", frozenset({State.NEEDS_REVIEW}), State.QUALIFIED),
        Transition("refuse", frozenset({State.NEEDS_REVIEW}), State.REJECTED),
        Transition("appeal", frozenset({State.REJECTED}), State.REJECTED),
        Transition("dismiss_appeal", frozenset({State.REJECTED}), State.REJECTED),
        Transition("grant_appeal_of_review", frozenset({State.REJECTED}), State.QUALIFIED),
        Transition("grant_appeal_of_screening", frozenset({State.REJECTED}), State.SUBMITTED),
        Transition("publish", frozenset({State.QUALIFIED}), State.PUBLISHED),
        Transition("suspend", frozenset({State.PUBLISHED}), State.SUSPENDED),
        Transition("resume", frozenset({State.SUSPENDED}), State.PUBLISHED),
        Transition("fill", ANNOUNCED, State.FILLED),
        # somebody who had filled it has left
        Transition("reopen", frozenset({State.FILLED}), State.PUBLISHED),
        Transition("close", ANNOUNCED, State.CLOSED),
        Transition("expire", MAY_EXPIRE, State.EXPIRED),
        Transition("withdraw", MAY_EXPIRE | {State.DRAFT}, State.WITHDRAWN),
    )
)

TRANSITION_OF_OUTCOME = {
    Outcome.QUALIFIED: "qualify",
    Outcome.NEEDS_INFORMATION: "request_information",
    Outcome.NEEDS_REVIEW: "refer_to_officer",
    Outcome.REJECTED: "reject",
}
