"""A course in figures that give nobody away: small cells are withheld, and so is what would reveal them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from training.domain.enrolment import TOOK_PART, EnrolmentState

LEAST_CELL = 5
"""A cell of fewer people is withheld; one of nobody is nobody's data and shown."""
WOMEN_TARGET = Fraction(1, 3)
"""女性學員參與比例 (R003-012): shown, never enforced."""
PASS_TARGET_PERCENT = 80
"""課後評量通過率 (R003-008): shown, never enforced."""
GENDERS = ("female", "male", "unknown")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many enrolments of one state and gender there are, and what they answered."""

    state: EnrolmentState
    gender: str | None
    people: int
    rated: int
    satisfaction: int


@dataclass(frozen=True, slots=True)
class CourseFigures:
    """What may be shown of a course; None is withheld, or there is nothing to divide by."""

    people: int | None
    by_gender: Mapping[str, int | None]
    women_share: float | None
    women_target_met: bool | None
    ended: int | None
    completed: int | None
    completion_percent: float | None
    completion_target_met: bool | None
    rated: int | None
    satisfaction: float | None


def withheld(cells: Mapping[str, int], *, least: int = LEAST_CELL) -> dict[str, int | None]:
    """The cells of a total that is shown: small ones are None, and others with them as needed."""
    small = {name for name, count in cells.items() if 0 < count < least}
    others = sorted((count, name) for name, count in cells.items() if count and name not in small)
    # what is left of the total must not give a small cell away
    while others and small and (len(small) == 1 or sum(cells[name] for name in small) < least):
        small.add(others.pop(0)[1])
    return {name: None if name in small else count for name, count in cells.items()}


def figures_of(tallies: Sequence[Tally], *, least: int = LEAST_CELL) -> CourseFigures:
    """What may be shown of everybody who took part."""
    part = [one for one in tallies if one.state in TOOK_PART]
    people = sum(one.people for one in part)
    cells = {name: sum(one.people for one in part if (one.gender or "unknown") == name) for name in GENDERS}
    shown: dict[str, int | None] = dict.fromkeys(GENDERS) if people < least else withheld(cells, least=least)
    known = cells["female"] + cells["male"]
    share = Fraction(cells["female"], known) if known and None not in (shown["female"], shown["male"]) else None
    ended = sum(one.people for one in part if one.state is not EnrolmentState.ATTENDING)
    completed = sum(one.people for one in part if one.state is EnrolmentState.COMPLETED)
    told = withheld({"completed": completed, "failed": ended - completed}, least=least)["completed"]
    done = told if ended >= least else None
    rated = sum(one.rated for one in part)
    enough = rated >= least
    return CourseFigures(
        people=people if people >= least else None,
        by_gender=shown,
        women_share=None if share is None else round(float(share), 3),
        women_target_met=None if share is None else share >= WOMEN_TARGET,
        ended=ended if ended >= least else None,
        completed=done,
        completion_percent=None if done is None else round(100 * done / ended, 1),
        completion_target_met=None if done is None else 100 * done >= PASS_TARGET_PERCENT * ended,
        rated=rated if enough else None,
        satisfaction=round(sum(one.satisfaction for one in part) / rated, 2) if enough else None,
    )
