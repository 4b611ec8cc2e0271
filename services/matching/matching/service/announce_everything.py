"""How people, and what is done for them, are told as they are, by the least series of facts (``announce``)."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from chassis.announce import Telling
from chassis.db import Transaction
from chassis.rebuild import Projection
from contracts.catalogue import topic_of
from contracts.envelope import Fact
from contracts.matching import ActivityAttended, TrainingReferralOpened, YouthErasureRequested
from contracts.training import CourseStated
from contracts.vacancy import VacancyPublished
from fields.calendar import business_date

from matching.domain.training_referral import TrainingReferralState
from matching.models import (
    ATTENDANCE,
    HELD_COURSE,
    HELD_PLAN,
    HELD_VACANCY,
    PERSON,
    PLACEMENT,
    REFERRAL,
    TRAINING_REFERRAL,
)
from matching.repository.activities import Activities
from matching.repository.erasures import Erasures
from matching.repository.people import People
from matching.repository.placements import Placements
from matching.repository.referrals import Referrals
from matching.repository.training_referrals import TrainingReferrals
from matching.repository.upkeep import Upkeep
from matching.service.keep_referral import told as referral_told
from matching.service.say_standing import known_as, standing
from matching.service.tell_placement import told as placement_told


async def tell_people(tx: Transaction, person_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Fact]]:
    """Everybody as last counted, whoever left, and whoever asked to be erased; who was never counted is no news."""
    asked = await Erasures(tx).requested_on(person_ids)
    registrations = await Upkeep(tx).registrations(person_ids)
    told: dict[UUID, Sequence[Fact]] = {}
    for person in await People(tx).locked(person_ids):
        # what was said before registrations were told lacks them
        facts = standing(person, known_as(registrations[person.id]))
        if person.id in asked:
            facts.append(YouthErasureRequested(requested_on=asked[person.id], registrations=registrations[person.id]))
        if facts:
            told[person.id] = facts
    return told


async def tell_attendances(tx: Transaction, attendance_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Fact]]:
    """Who attended what."""
    told = {}
    for row in await Activities(tx).told(attendance_ids):
        facts = dict(row._mapping)
        aggregate, person = facts.pop("id"), facts.pop("person_id")
        told[aggregate] = [ActivityAttended.model_validate(facts | {"youth_id": person})]
    return told


async def tell_referrals(tx: Transaction, referral_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Fact]]:
    """What was issued, and how it ended; what was only thought over is no news."""
    told = {}
    for one in await Referrals(tx).these(referral_ids):
        # nothing is written to a referral after its end, so that is when it was last written
        if facts := referral_told(one, ended_on=business_date(one.updated_at)):
            told[one.id] = facts
    return told


async def tell_training_referrals(tx: Transaction, referral_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Fact]]:
    """Who was sent to which course, unless the person left before; one that follows another was never told."""
    names = ("course_id", "opened_on", "target_group", "gender", "age_band", "county", "industry")
    return {
        row.id: [
            TrainingReferralOpened.model_validate(
                {name: getattr(row, name) for name in names} | {"youth_id": row.person_id}
            )
        ]
        for row in await TrainingReferrals(tx).told(referral_ids)
        if row.seq and row.state != TrainingReferralState.WITHDRAWN
    }


async def tell_placements(tx: Transaction, placement_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Fact]]:
    """Who works where, what the follow-ups found, and who has left."""
    checkpoints = await Placements(tx).checkpoints(placement_ids)
    found = await Placements(tx).these(placement_ids)
    return {one.id: placement_told(one, checkpoints[one.id]) for one in found}


TELLINGS = (
    Telling(PERSON, tell_people, walk="id"),
    Telling(ATTENDANCE, tell_attendances),
    Telling(REFERRAL, tell_referrals),
    Telling(TRAINING_REFERRAL, tell_training_referrals),
    Telling(PLACEMENT, tell_placements),
)
PROJECTIONS = (
    Projection(tables=(HELD_VACANCY, HELD_PLAN), topics=frozenset({topic_of(VacancyPublished.TYPE)})),
    Projection(tables=(HELD_COURSE,), topics=frozenset({topic_of(CourseStated.TYPE)})),
)
"""Numbers of vacancies and skills stay: what is heard again gets the number it had, and ties go as before."""
