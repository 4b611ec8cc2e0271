"""Writing registrations down: locked after their person, in their next version, told to the feed and to the audit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from chassis import audit, changes
from chassis.audit import Act
from chassis.changes import Entry
from chassis.conditional import check_version
from chassis.db import Transaction
from fields.calendar import business_date
from fields.places import branch_of

from matching.domain.life_cycle import State, TargetGroup
from matching.domain.person import age_band
from matching.domain.statement import PERSONAL, Statement, differing
from matching.domain.youth import Youth, born
from matching.repository.people import People
from matching.repository.visibility import CLIENT, NO_OWNER
from matching.repository.youths import RESOURCE, Youths


@dataclass(frozen=True, slots=True)
class Move:
    """A locked registration before and after a step."""

    before: Youth
    after: Youth


async def lock_youth(tx: Transaction, youth_id: UUID, *, expected: frozenset[str] | None = None) -> Youth:
    """One registration, locked after its person as everybody does it; raises YouthUnknown, VersionStale."""
    seen = await Youths(tx).get(youth_id)
    await People(tx).locked([seen.person_id])
    held = await Youths(tx).locked(youth_id)
    check_version(held.version, expected)
    return held


def new_youth(
    tx: Transaction,
    group: TargetGroup,
    facts: Statement,
    *,
    ids: tuple[UUID, UUID],
    county: str,
    source_version: int | None = None,
) -> Youth:
    """The first version of a registration under its id and its person's; it is not written yet.

    Raises BirthDateInvalid.
    """
    on = business_date(tx.now)
    youth_id, person_id = ids
    return Youth(
        id=youth_id,
        person_id=person_id,
        owner_org=tx.principal.org,
        owner_kind=str(tx.principal.org_kind),
        county=county,
        target_group=group,
        state=State.ACTIVE,
        version=1,
        stated=facts,
        corrected={},
        owners={},
        officers={},
        course_skills=(),
        source_version=source_version,
        age_band=age_band(born(facts, on), on),
        registered_on=on,
        outcome=None,
        decision_id=None,
        decided_on=None,
        created_at=tx.now,
        updated_at=tx.now,
    )


async def add_all(tx: Transaction, youths: Sequence[Youth]) -> None:
    """Write new registrations."""
    if youths:
        await Youths(tx).add_all(youths)
        await changes.record_all(tx, [_present(one) for one in youths])
        await audit.record_all(tx, [Act("write", RESOURCE, one.id, _personal(one)) for one in youths])


async def keep_all(tx: Transaction, moves: Sequence[Move]) -> list[Youth]:
    """Write locked registrations as their next versions, in as many statements as for one; the order is kept."""
    if not moves:
        return []
    kept = [replace(move.after, version=move.before.version + 1, updated_at=tx.now) for move in moves]
    await Youths(tx).save_all(kept)
    said: list[Entry] = []
    for move, youth in zip(moves, kept, strict=True):
        if branch_of(move.before.county) != branch_of(youth.county):
            said.append(_gone(move.before, youth.version, owner=NO_OWNER, county=move.before.county))
        said.append(_present(youth))
    await changes.record_all(tx, said)
    await audit.record_all(tx, [Act("write", RESOURCE, move.after.id, _changed(move)) for move in moves])
    return kept


async def keep(tx: Transaction, *, before: Youth, after: Youth) -> Youth:
    """Write one locked registration as its next version."""
    [kept] = await keep_all(tx, [Move(before, after)])
    return kept


async def say_gone(tx: Transaction, youth: Youth, *, clients: Sequence[str]) -> None:
    """Tell these clients, and nobody else, that a person is no longer theirs to see."""
    await changes.record_all(tx, [_gone(youth, youth.version, owner=f"{CLIENT}{one}", county=None) for one in clients])


async def say_erased(tx: Transaction, youth: Youth) -> None:
    """Tell whoever saw a registration that there is none any more."""
    await changes.record_all(tx, [_gone(youth, youth.version, owner=youth.owner_org, county=youth.county)])


def _present(youth: Youth) -> Entry:
    return Entry(RESOURCE, youth.id, youth.version, owner_org=youth.owner_org, county=youth.county)


def _gone(youth: Youth, version: int, *, owner: str, county: str | None) -> Entry:
    return Entry(RESOURCE, youth.id, version, owner_org=owner, county=county, operation="delete")


def _personal(youth: Youth) -> tuple[str, ...]:
    return tuple(name for name in PERSONAL if name in youth.facts)


def _changed(move: Move) -> tuple[str, ...]:
    return tuple(sorted(differing(move.before.facts, move.after.facts)))
