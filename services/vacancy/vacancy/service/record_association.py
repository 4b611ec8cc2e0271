"""An officer records which association a branch cooperates with, how, and for how long."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from chassis.conditional import check_version
from chassis.db import Transaction, new_id

from vacancy.domain.association import Association, AssociationKind, CooperationMode
from vacancy.domain.errors import AssociationRecorded, PeriodInvalid
from vacancy.repository.associations import Associations
from vacancy.repository.visibility import OFFICES
from vacancy.service.permission import branch_named, require_kind


@dataclass(frozen=True, slots=True)
class Cooperation:
    """What is said of an association and of the cooperation with it."""

    name: str
    kind: AssociationKind
    certificate: str
    mode: CooperationMode
    mode_note: str | None
    starts_on: date
    ends_on: date


async def record_association(tx: Transaction, *, org: str, branch: str | None, cooperation: Cooperation) -> Association:
    """Record a cooperation; a branch records its own, the agency names the branch.

    Raises OrganisationKindRefused, ActingPersonMissing, BranchMissing, PeriodInvalid, AssociationRecorded.
    """
    require_kind(tx.principal, OFFICES)
    officer = tx.principal.require_acting_person()
    _check_period(cooperation)
    association = Association(
        id=new_id(),
        org=org,
        branch=branch_named(tx.principal, branch),
        version=1,
        officer=officer,
        recorded_by=tx.principal.client_id,
        created_at=tx.now,
        updated_at=tx.now,
        **_fields(cooperation),
    )
    if not await Associations(tx).add(association):
        raise AssociationRecorded(org=org, branch=association.branch)
    return association


async def change_association(
    tx: Transaction, *, association_id: UUID, cooperation: Cooperation, expected: frozenset[str] | None
) -> Association:
    """Replace what is recorded.

    Raises OrganisationKindRefused, ActingPersonMissing, PeriodInvalid, AssociationUnknown, VersionStale.
    """
    require_kind(tx.principal, OFFICES)
    officer = tx.principal.require_acting_person()
    _check_period(cooperation)
    held = await Associations(tx).locked(association_id)
    check_version(held.version, expected)
    changed = replace(
        held,
        version=held.version + 1,
        officer=officer,
        recorded_by=tx.principal.client_id,
        updated_at=tx.now,
        **_fields(cooperation),
    )
    await Associations(tx).save(changed)
    return changed


def _check_period(cooperation: Cooperation) -> None:
    if cooperation.ends_on < cooperation.starts_on:
        allowed = f"{cooperation.starts_on} or later"
        raise PeriodInvalid(pointer="/ends_on", received=cooperation.ends_on, allowed=allowed)


def _fields(cooperation: Cooperation) -> dict[str, Any]:
    return {name: getattr(cooperation, name) for name in cooperation.__slots__}
