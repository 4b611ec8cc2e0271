"""A branch files its execution plan of a year and amends it; the agency acknowledges it (備查)."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from chassis import outbox
from chassis.auth import OrgKind
from chassis.conditional import check_version
from chassis.db import Transaction, new_id
from contracts.vacancy import ExecutionPlanAcknowledged, ExecutionPlanFiled, PlanTargets
from fields.calendar import business_date

from vacancy.domain.errors import AssociationUnknown, IndustryUnknown, PlanFiled
from vacancy.domain.plan import ExecutionPlan, PlanContent, PlanRevision, PlanState, check_period
from vacancy.repository.associations import Associations
from vacancy.repository.plans import Plans
from vacancy.repository.references import References
from vacancy.service.permission import branch_named, require_kind

BRANCHES = frozenset({OrgKind.BRANCH})
AGENCY = frozenset({OrgKind.WORKFORCE_AGENCY})


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with its present revision."""

    plan: ExecutionPlan
    revision: PlanRevision


async def file_plan(tx: Transaction, *, roc_year: int, content: PlanContent) -> Planned:
    """File a branch's plan of a year; it opens nothing until it is acknowledged (R000-034).

    Raises OrganisationKindRefused, ActingPersonMissing, BranchMissing, PeriodInvalid, IndustryUnknown,
    AssociationUnknown, PlanFiled.
    """
    require_kind(tx.principal, BRANCHES)
    officer = tx.principal.require_acting_person()
    branch = branch_named(tx.principal, None)
    await _check(tx, content, branch=branch, roc_year=roc_year)
    plan = ExecutionPlan(
        id=new_id(),
        branch=branch,
        roc_year=roc_year,
        state=PlanState.FILED,
        version=1,
        seq=1,
        revision=1,
        acknowledged_revision=None,
        created_at=tx.now,
        updated_at=tx.now,
    )
    if not await Plans(tx).add(plan):
        raise PlanFiled(branch=branch, roc_year=roc_year)
    return await _keep_revision(tx, plan, content, officer=officer, reason=None)


async def amend_plan(
    tx: Transaction, *, plan_id: UUID, expected: frozenset[str] | None, content: PlanContent, reason: str
) -> Planned:
    """File other content; what was acknowledged holds until the amendment is acknowledged too.

    Raises OrganisationKindRefused, ActingPersonMissing, PlanUnknown, VersionStale, PeriodInvalid, IndustryUnknown,
    AssociationUnknown.
    """
    require_kind(tx.principal, BRANCHES)
    officer = tx.principal.require_acting_person()
    held = await Plans(tx).locked(plan_id)
    check_version(held.version, expected)
    await _check(tx, content, branch=held.branch, roc_year=held.roc_year)
    amended = held.amended(at=tx.now)
    await Plans(tx).save(amended)
    return await _keep_revision(tx, amended, content, officer=officer, reason=reason)


async def acknowledge_plan(
    tx: Transaction, *, plan_id: UUID, expected: frozenset[str] | None, document_number: str
) -> Planned:
    """The agency acknowledges the present revision under a document number (文號).

    Raises OrganisationKindRefused, ActingPersonMissing, PlanUnknown, VersionStale, TransitionRefused.
    """
    require_kind(tx.principal, AGENCY)
    officer = tx.principal.require_acting_person()
    held = await Plans(tx).locked(plan_id)
    check_version(held.version, expected)
    plan = held.acknowledged(at=tx.now)
    revision = replace(
        await Plans(tx).revision(plan.id, plan.revision),
        document_number=document_number,
        acknowledging_officer=officer,
        acknowledged_by=tx.principal.client_id,
        acknowledged_at=tx.now,
    )
    await Plans(tx).save(plan)
    await Plans(tx).acknowledge(revision)
    await outbox.record(tx, acknowledgement(plan, revision), aggregate_id=plan.id, sequence=plan.seq)
    return Planned(plan, revision)


async def read_plan(tx: Transaction, *, plan_id: UUID) -> Planned:
    """A plan with its present revision; raises PlanUnknown."""
    plan = await Plans(tx).get(plan_id)
    return Planned(plan, await Plans(tx).revision(plan.id, plan.revision))


async def list_revisions(tx: Transaction, *, plan_id: UUID) -> list[PlanRevision]:
    """Every revision of a plan, oldest first; raises PlanUnknown."""
    plan = await Plans(tx).get(plan_id)
    return await Plans(tx).revisions(plan.id)


async def _check(tx: Transaction, content: PlanContent, *, branch: str, roc_year: int) -> None:
    check_period(content, roc_year)
    known = {one.code for one in await References(tx).key_industries()}
    for number, code in enumerate(content.industries):
        if code not in known:
            raise IndustryUnknown(code, pointer=f"/industries/{number}")
    ids = [UUID(one) for one in content.associations]
    if not await Associations(tx).all_of_branch(ids, branch):
        raise AssociationUnknown(branch=branch)


async def _keep_revision(
    tx: Transaction, plan: ExecutionPlan, content: PlanContent, *, officer: str, reason: str | None
) -> Planned:
    revision = PlanRevision(
        plan_id=plan.id,
        revision=plan.revision,
        content=content,
        reason=reason,
        officer=officer,
        filed_by=tx.principal.client_id,
        filed_at=tx.now,
    )
    await Plans(tx).add_revision(revision)
    await outbox.record(tx, filing(plan, revision), aggregate_id=plan.id, sequence=plan.seq)
    return Planned(plan, revision)


def filing(plan: ExecutionPlan, revision: PlanRevision) -> ExecutionPlanFiled:
    """That a revision was filed."""
    return ExecutionPlanFiled(**_facts(plan, revision))


def acknowledgement(plan: ExecutionPlan, revision: PlanRevision) -> ExecutionPlanAcknowledged:
    """That a revision which bears its acknowledgement was acknowledged."""
    assert revision.acknowledged_at is not None  # noqa: S101 - the caller has looked, or has just done it
    return ExecutionPlanAcknowledged(
        **_facts(plan, revision),
        acknowledged_on=business_date(revision.acknowledged_at),
        document_number=revision.document_number or "",
    )


def _facts(plan: ExecutionPlan, revision: PlanRevision) -> dict[str, Any]:
    content = revision.content
    return {
        "branch": plan.branch,
        "roc_year": plan.roc_year,
        "revision": revision.revision,
        "starts_on": content.starts_on,
        "ends_on": content.ends_on,
        "industries": list(content.industries),
        "targets": PlanTargets(**content.targets),
    }
