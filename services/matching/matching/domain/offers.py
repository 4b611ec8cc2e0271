"""What is offered to whom (R000-017, 018, 033): a pure rule, asked by the view and before anything is done."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matching.domain.eligibility import years_before_graduation
from matching.domain.life_cycle import Outcome, TargetGroup

LAST_YEAR, LAST_YEAR_BUT_ONE = 1, 2


class Measure(StrEnum):
    """What the programme can do for somebody: 職涯輔導活動, 關鍵職能課程或職業訓練, 專案媒合."""

    ACTIVITIES = "activities"
    COURSES = "courses"
    RECOMMENDATIONS = "recommendations"


class Mode(StrEnum):
    """Whether a measure is open to somebody, or may only be looked at."""

    OFFERED = "offered"
    PREVIEW = "preview"


@dataclass(frozen=True, slots=True)
class Offer:
    """One measure, how far it is open, and the rules that say so."""

    measure: Measure
    mode: Mode
    rules: tuple[str, ...]


def offered(
    group: TargetGroup,
    *,
    outcome: Outcome | None,
    expected_graduation: date | None,
    granted: frozenset[Measure],
    on: date,
) -> tuple[Offer, ...]:
    """What somebody is offered on a day; nothing without an eligible decision.

    ``granted`` are the measures on which a branch decided to spend resources for somebody unemployed (R000-033). The
    seed speaks of principles (為原則): a student of the last year but one may preview what the next year will bring.
    """
    if outcome is not Outcome.ELIGIBLE:
        return ()
    if group is TargetGroup.UNEMPLOYED:
        return tuple(Offer(one, Mode.OFFERED, ("R000-033",)) for one in Measure if one in granted)
    years = 0 if expected_graduation is None else years_before_graduation(expected_graduation, on)
    if years == LAST_YEAR_BUT_ONE:
        return (
            Offer(Measure.ACTIVITIES, Mode.OFFERED, ("R000-017",)),
            Offer(Measure.RECOMMENDATIONS, Mode.PREVIEW, ("R000-017", "R000-018")),
        )
    if years == LAST_YEAR:
        return (
            Offer(Measure.COURSES, Mode.OFFERED, ("R000-018",)),
            Offer(Measure.RECOMMENDATIONS, Mode.OFFERED, ("R000-018",)),
        )
    return ()
