"""A branch decides what it spends on somebody unemployed (R000-033)."""

from collections.abc import Sequence
from uuid import UUID

from chassis import audit
from chassis.audit import Act
from chassis.auth import OrgKind
from chassis.db import Transaction, new_id

from matching.domain.errors import MeasuresForUnemployed
from matching.domain.life_cycle import TargetGroup
from matching.domain.offers import Measure
from matching.domain.resources import ResourceDecision
from matching.repository.resource_decisions import ResourceDecisions
from matching.repository.youths import RESOURCE, Youths
from matching.service.keep_youth import keep, lock_youth
from matching.service.permission import require_kind

BRANCH = frozenset({OrgKind.BRANCH})


async def decide_resources(
    tx: Transaction,
    *,
    youth_id: UUID,
    expected: frozenset[str],
    granted: bool,
    measures: Sequence[Measure],
    reason: str,
) -> ResourceDecision:
    """Keep an officer's decision with its reason; the last one counts for what is offered.

    Raises OrganisationKindRefused, ActingPersonMissing, YouthUnknown, VersionStale, MeasuresForUnemployed,
    TransitionRefused.
    """
    require_kind(tx.principal, BRANCH)
    officer = tx.principal.require_acting_person()
    held = await lock_youth(tx, youth_id, expected=expected)
    held.check_decisions()
    if held.target_group is not TargetGroup.UNEMPLOYED:
        raise MeasuresForUnemployed(target_group=held.target_group)
    kept = await keep(tx, before=held, after=held)
    decision = ResourceDecision(
        id=new_id(),
        youth_id=kept.id,
        youth_version=kept.version,
        granted=granted,
        measures=frozenset(measures) if granted else frozenset(),
        reason=reason,
        officer=officer,
        decided_by=tx.principal.client_id,
        decided_at=tx.now,
    )
    await ResourceDecisions(tx).add(decision)
    await audit.record(tx, Act("decide", RESOURCE, kept.id, ("resources",)))
    return decision


async def list_resource_decisions(tx: Transaction, *, youth_id: UUID) -> list[ResourceDecision]:
    """What branches decided about somebody whom the principal sees, oldest first; raises YouthUnknown."""
    youth = await Youths(tx).get(youth_id)
    await audit.record(tx, Act("read", RESOURCE, youth.id, ("resources",)))
    return await ResourceDecisions(tx).of(youth.id)
