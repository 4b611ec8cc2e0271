"""Events heard → use cases."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from uuid import UUID

from chassis.db import Transaction
from chassis.service import Handler, Heard
from contracts.envelope import Fact
from contracts.matching import TrainingReferralOpened, YouthErasureRequested, YouthRegistered, YouthWithdrawn
from contracts.vacancy import ExecutionPlanAcknowledged

from training.domain.course import HeldPlan
from training.domain.enrolment import Demographics
from training.repository.courses import Courses
from training.service.enrol_youth import open_referred
from training.service.leave_programme import erase_youth, join_programme, leave_programme
from training.service.lock_people import lock_people


async def lock_heard(tx: Transaction, heard: Sequence[Heard]) -> None:
    """Lock the people of a batch of events, then their courses, each in the order in which everybody locks them."""
    if len(heard) == 1:
        return
    persons, registrations, leaving, courses = set[UUID](), set[UUID](), set[UUID](), set[UUID]()
    for one in heard:
        fact, subject = one.fact, one.envelope.subject
        if isinstance(fact, TrainingReferralOpened):
            persons.add(fact.youth_id)
            courses.add(fact.course_id)
        elif isinstance(fact, YouthRegistered | YouthWithdrawn | YouthErasureRequested):
            persons.add(subject)
            registrations.update({*fact.registrations} - {subject})
            leaving.update(() if isinstance(fact, YouthRegistered) else (subject,))
    await lock_people(tx, persons=persons, registrations=registrations, leaving=leaving, courses=courses)


async def on_plan_acknowledged(heard: Heard, tx: Transaction) -> None:
    """A branch's plan holds from now on; of two revisions the later one, whichever is heard first."""
    assert isinstance(heard.fact, ExecutionPlanAcknowledged)  # noqa: S101 - handlers are called by type
    fact = heard.fact
    plan = HeldPlan(
        plan_id=heard.envelope.subject,
        branch=fact.branch,
        roc_year=fact.roc_year,
        revision=fact.revision,
        starts_on=fact.starts_on,
        ends_on=fact.ends_on,
        industries=fact.industries,
        acknowledged_on=fact.acknowledged_on,
        document_number=fact.document_number,
    )
    await Courses(tx).hold_plan(plan)


async def on_referred(heard: Heard, tx: Transaction) -> None:
    """A training referral opens an enrolment; one to a course that nobody knows waits for an operator."""
    assert isinstance(heard.fact, TrainingReferralOpened)  # noqa: S101 - handlers are called by type
    fact = heard.fact
    demographics = Demographics(fact.target_group, fact.gender, fact.age_band, fact.county, fact.industry)
    await open_referred(
        tx,
        referral_id=heard.envelope.subject,
        course_id=fact.course_id,
        youth_id=fact.youth_id,
        demographics=demographics,
        on=fact.opened_on,
    )


async def on_withdrawn(heard: Heard, tx: Transaction) -> None:
    """A youth left: what is open ends."""
    assert isinstance(heard.fact, YouthWithdrawn)  # noqa: S101 - handlers are called by type
    fact = heard.fact
    await leave_programme(
        tx,
        person_id=heard.envelope.subject,
        registrations=fact.registrations,
        on=fact.withdrawn_on,
        sequence=heard.envelope.sequence,
    )


async def on_registered(heard: Heard, tx: Transaction) -> None:
    """A youth is registered: for the first time, again after leaving, or with other facts."""
    assert isinstance(heard.fact, YouthRegistered)  # noqa: S101 - handlers are called by type
    subject, sequence = heard.envelope.subject, heard.envelope.sequence
    await join_programme(tx, person_id=subject, registrations=heard.fact.registrations, sequence=sequence)


async def on_erasure_requested(heard: Heard, tx: Transaction) -> None:
    """A youth asked to be erased: what was written about the person goes, and others hear that it has gone."""
    assert isinstance(heard.fact, YouthErasureRequested)  # noqa: S101 - handlers are called by type
    fact = heard.fact
    await erase_youth(tx, person_id=heard.envelope.subject, registrations=fact.registrations, on=fact.requested_on)


HANDLERS: Mapping[type[Fact], Handler] = MappingProxyType(
    {
        ExecutionPlanAcknowledged: on_plan_acknowledged,
        TrainingReferralOpened: on_referred,
        YouthRegistered: on_registered,
        YouthWithdrawn: on_withdrawn,
        YouthErasureRequested: on_erasure_requested,
    }
)
