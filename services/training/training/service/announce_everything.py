"""How courses, enrolments, applications and erasures are told as they are, by the least series of facts (``announce``).

An enrolment is told as it was told: a course that was restated since taught what it taught, and where it did.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from chassis import erasure
from chassis.announce import Telling
from chassis.db import Transaction
from chassis.decisions import Decision, Decisions
from contracts.envelope import Fact
from contracts.erasure import TrainingErasureConfirmed
from fields.calendar import business_date

from training.domain.application import Application, ApplicationState, Outcome
from training.domain.supplement import Closed
from training.models import APPLICATION, COURSE, ENROLMENT, TABLES
from training.repository.applications import Applications
from training.repository.courses import Courses
from training.repository.enrolments import Enrolments
from training.repository.supplements import SupplementRequests
from training.service.decide_eligibility import decided
from training.service.tell_course import stated_fact
from training.service.tell_enrolment import facts_of

Told = Mapping[UUID, Sequence[Fact]]


async def tell_courses(tx: Transaction, course_ids: Sequence[UUID]) -> Told:
    """Every course as it stands."""
    return {course.id: [stated_fact(course)] for course in await Courses(tx).of_all(course_ids)}


async def tell_enrolments(tx: Transaction, enrolment_ids: Sequence[UUID]) -> Told:
    """What has begun, and what was completed; what was only asked for is nobody's news."""
    said = await Enrolments(tx).told(enrolment_ids)
    told = {}
    for enrolment in await Enrolments(tx).of_all(enrolment_ids):
        if enrolment.started_on is not None:
            course = await Courses(tx).get(enrolment.course_id)
            told[enrolment.id] = list((await facts_of(tx, course, enrolment, *said[enrolment.id])).values())
    return told


async def tell_applications(tx: Transaction, application_ids: Sequence[UUID]) -> Told:
    """The last decision about each that was decided, and its return where a supplement did not come in time."""
    found = [one for one in await Applications(tx).of_all(application_ids) if one.decision_id is not None]
    decisions = await Decisions(tx).get_all([one.decision_id for one in found if one.decision_id is not None])
    return {one.id: [await _decided(tx, one, decisions[one.decision_id])] for one in found if one.decision_id}


async def _decided(tx: Transaction, application: Application, decision: Decision) -> Fact:
    outcome, on = Outcome(decision.outcome), decision.reference_date
    if application.state is ApplicationState.RETURNED and outcome is Outcome.SUPPLEMENT_REQUESTED:
        request = await SupplementRequests(tx).newest(application.id)
        if request.closed_as is Closed.RETURNED and request.closed_at is not None:
            outcome, on = Outcome.RETURNED, business_date(request.closed_at)
    return decided(application, decision, outcome, on=on)


TELLINGS = (
    Telling(COURSE, tell_courses),
    Telling(ENROLMENT, tell_enrolments),
    Telling(APPLICATION, tell_applications),
    erasure.telling(TABLES, TrainingErasureConfirmed),
)
