"""Careers activities (職涯輔導活動): created under an acknowledged plan, attended, or cancelled."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chassis import outbox
from chassis.auth import OrgKind, Principal
from chassis.conditional import check_version
from chassis.db import Transaction, new_id
from contracts.matching import ActivityAttended
from fields.calendar import business_date
from fields.places import branch_of

from matching.domain.activity import (
    Activity,
    ActivityKind,
    ActivityState,
    Attendance,
    AttendanceRecorded,
    covering,
)
from matching.domain.offers import Measure
from matching.repository.activities import Activities, Placed
from matching.repository.held_plans import HeldPlans
from matching.service.permission import require_kind
from matching.service.permission_of_work import ORGANISING
from matching.service.subjects import locked_subject_of

Expected = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Planned:
    """What somebody wants to hold."""

    kind: ActivityKind
    title: str
    industry: str | None
    county: str
    held_on: date
    capacity: int


async def plan_activity(tx: Transaction, planned: Planned) -> Activity:
    """Create an activity under a plan that covers its day and industry (R000-034).

    A university holds it under the plan of the branch that serves the county. Raises OrganisationKindRefused,
    PlanNotCovering.
    """
    require_kind(tx.principal, ORGANISING)
    branch = _branch(tx.principal, planned.county)
    plans = await HeldPlans(tx).on(branch, planned.held_on)
    plan = covering(plans, branch=branch, on=planned.held_on, industry=planned.industry)
    activity = Activity(
        id=new_id(),
        plan_id=plan.id,
        branch=branch,
        owner_org=tx.principal.org,
        kind=planned.kind,
        title=planned.title,
        industry=planned.industry,
        county=planned.county,
        held_on=planned.held_on,
        capacity=planned.capacity,
        attended=0,
        state=ActivityState.PLANNED,
        version=1,
        created_at=tx.now,
        updated_at=tx.now,
    )
    await Activities(tx).add(activity)
    return activity


async def cancel_activity(tx: Transaction, *, activity_id: UUID, expected: Expected) -> Activity:
    """It does not take place.

    Raises OrganisationKindRefused, ActivityUnknown, VersionStale, TransitionRefused, AttendanceRecorded.
    """
    require_kind(tx.principal, ORGANISING)
    held = await Activities(tx).locked(activity_id)
    check_version(held.version, expected)
    cancelled = held.cancelled(at=tx.now)
    await Activities(tx).save(cancelled)
    return cancelled


async def record_attendance(tx: Transaction, *, activity_id: UUID, youth_id: UUID) -> Attendance:
    """A young person who is offered activities was there (R000-017).

    Raises OrganisationKindRefused, ActivityUnknown, YouthUnknown, NotOffered, TransitionRefused, NotHeldYet,
    ActivityFull, AttendanceRecorded.
    """
    require_kind(tx.principal, ORGANISING)
    await Activities(tx).get(activity_id)
    # the person before the activity: whoever begins something for somebody locks that person first
    subject = await locked_subject_of(tx, youth_id)
    subject.require(Measure.ACTIVITIES)
    held = await Activities(tx).locked(activity_id)
    today = business_date(tx.now)
    await Activities(tx).save(held.attended_by_one_more(today=today, at=tx.now))
    attendance = Attendance(
        id=new_id(),
        activity_id=held.id,
        youth_id=subject.id,
        person_id=subject.person_id,
        seq=1,
        attended_on=held.held_on,
        recorded_by=tx.principal.client_id,
        recorded_at=tx.now,
    )
    counted = subject.counted(held.held_on)
    if not await Activities(tx).attend(attendance, counted):
        raise AttendanceRecorded(activity_id=str(activity_id))
    fact = ActivityAttended(
        youth_id=subject.person_id,
        activity_id=held.id,
        kind=held.kind.value,
        attended_on=held.held_on,
        county=held.county,
        industry=held.industry,
        **counted,
    )
    await outbox.record(tx, fact, aggregate_id=attendance.id, sequence=attendance.seq)
    return attendance


async def list_attendances(tx: Transaction, *, activity_id: UUID, after: int, limit: int) -> list[Placed]:
    """Who attended an activity; raises ActivityUnknown."""
    activity = await Activities(tx).get(activity_id)
    return await Activities(tx).attendances(activity.id, after=after, limit=limit)


def _branch(principal: Principal, county: str) -> str:
    """A branch acts for itself; a university under the plan of the branch that serves the county."""
    if principal.org_kind is OrgKind.BRANCH and principal.region is not None:
        return principal.region
    return branch_of(county).code
