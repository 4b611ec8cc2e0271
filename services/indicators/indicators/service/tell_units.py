"""What an event says is counted: one fact may be a unit of several series, or take one back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from chassis.service import Heard
from contracts.envelope import Envelope, Fact
from contracts.matching import (
    ActivityAttended,
    Counted,
    PlacementCheckpointReached,
    PlacementStarted,
    ReferralIssued,
    YouthRegistered,
)
from contracts.training import ApplicationDecided, EnrolmentCompleted, EnrolmentStarted
from contracts.vacancy import VacancyPublished

from indicators.domain.contributions import Dimensions, Dropped, Series, Told, Unit
from indicators.service.load_series import stable_checkpoint

OUTSIDE_YOUTH = "30+"
"""8.6.2 counts people of 15 to 29; the band is that of the placement's first day."""
ELIGIBLE: Mapping[bool | None, str] = MappingProxyType({True: "eligible", False: "not_eligible", None: "undecided"})


def told(heard: Sequence[Heard]) -> list[Told]:
    """The units that events tell, in the order in which they came."""
    return [one for event in heard for one in TELLS[type(event.fact)](event.fact, event.envelope)]


def _registered(fact: YouthRegistered, envelope: Envelope) -> list[Told]:
    detail = ELIGIBLE[fact.eligible]
    return [_person(Series.REGISTERED_YOUTHS, fact, envelope, fact.registered_on, detail)]


def _attended(fact: ActivityAttended, envelope: Envelope) -> list[Told]:
    return [_person(Series.ACTIVITY_ATTENDANCES, fact, envelope, fact.attended_on, fact.kind)]


def _referred(fact: ReferralIssued, envelope: Envelope) -> list[Told]:
    return [_person(Series.REFERRALS, fact, envelope, fact.issued_on)]


def _enrolled(fact: EnrolmentStarted, envelope: Envelope) -> list[Told]:
    return [_person(Series.ENROLMENTS, fact, envelope, fact.started_on, fact.kind)]


def _completed(fact: EnrolmentCompleted, envelope: Envelope) -> list[Told]:
    return [_person(Series.COURSE_COMPLETIONS, fact, envelope, fact.completed_on, fact.kind)]


def _placed(fact: PlacementStarted, envelope: Envelope) -> list[Told]:
    every = _person(Series.PLACEMENTS, fact, envelope, fact.started_on)
    if fact.age_band == OUTSIDE_YOUTH:
        return [every, _dropped(Series.YOUTH_PLACEMENTS, envelope)]
    return [every, _person(Series.YOUTH_PLACEMENTS, fact, envelope, fact.started_on)]


def _followed_up(fact: PlacementCheckpointReached, envelope: Envelope) -> list[Told]:
    if fact.checkpoint != stable_checkpoint():
        return []
    if not fact.employed:
        return [_dropped(Series.STABLE_PLACEMENTS, envelope)]
    return [_person(Series.STABLE_PLACEMENTS, fact, envelope, fact.due_on)]


def _decided(fact: ApplicationDecided, envelope: Envelope) -> list[Told]:
    return [_unit(Series.DECIDED_APPLICATIONS, envelope, fact.decided_on, Dimensions(detail=fact.outcome))]


def _published(fact: VacancyPublished, envelope: Envelope) -> list[Told]:
    dimensions = Dimensions(county=fact.county, industry=fact.industry)
    return [_unit(Series.PUBLISHED_VACANCIES, envelope, fact.published_on, dimensions)]


def _person(series: Series, fact: Counted, envelope: Envelope, on: date, detail: str | None = None) -> Unit:
    dimensions = Dimensions(fact.gender, fact.age_band, fact.county, fact.industry, fact.target_group, detail)
    return _unit(series, envelope, on, dimensions, person=fact.youth_id)


def _unit(series: Series, envelope: Envelope, on: date, dimensions: Dimensions, *, person: UUID | None = None) -> Unit:
    return Unit(series, envelope.subject, on, dimensions, envelope.id, envelope.sequence, person)


def _dropped(series: Series, envelope: Envelope) -> Dropped:
    return Dropped(series, envelope.subject, envelope.sequence)


TELLS: Mapping[type[Fact], Callable[[Any, Envelope], list[Told]]] = MappingProxyType(
    {
        VacancyPublished: _published,
        YouthRegistered: _registered,
        ActivityAttended: _attended,
        ReferralIssued: _referred,
        EnrolmentStarted: _enrolled,
        EnrolmentCompleted: _completed,
        PlacementStarted: _placed,
        PlacementCheckpointReached: _followed_up,
        ApplicationDecided: _decided,
    }
)
