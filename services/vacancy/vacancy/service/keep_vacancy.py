"""Writing vacancies down: their next version, the entries in the change feed, and who took the step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from chassis import changes
from chassis.changes import Entry
from chassis.db import Transaction, new_id
from fields.places import branch_of

from vacancy.domain.life_cycle import State
from vacancy.domain.records import Step
from vacancy.domain.screening import Summary
from vacancy.domain.vacancy import Vacancy
from vacancy.repository.records import Records
from vacancy.repository.vacancies import RESOURCE, Vacancies
from vacancy.repository.visibility import NO_OWNER
from vacancy.service.count_health import NOTHING_SAID, count_moves
from vacancy.service.record_skills import reads_otherwise, record_skills


@dataclass(frozen=True, slots=True)
class Move:
    """A locked vacancy before and after a step."""

    before: Vacancy
    after: Vacancy


async def keep(tx: Transaction, *, before: Vacancy, after: Vacancy) -> Vacancy:
    """Write a locked vacancy as its next version and say so in the feed."""
    [kept] = await keep_all(tx, [Move(before, after)])
    return kept


async def keep_all(
    tx: Transaction, moves: Sequence[Move], said: Mapping[UUID, Summary] = NOTHING_SAID
) -> list[Vacancy]:
    """Write locked vacancies as their next versions, in as many statements as for one; the order is kept.

    ``said`` is what the decisions say that led them there, where some did, by their ids.
    """
    if not moves:
        return []
    kept = [replace(move.after, version=move.before.version + 1, updated_at=tx.now) for move in moves]
    await Vacancies(tx).save_all(kept)
    said_anew = [now for move, now in zip(moves, kept, strict=True) if reads_otherwise(move.before, now)]
    await record_skills(tx, said_anew)
    told: list[Entry] = []
    for move, vacancy in zip(moves, kept, strict=True):
        if branch_of(move.before.county) != branch_of(vacancy.county):
            told.append(_left(move.before, version=vacancy.version))
        told.append(_present(vacancy))
    await changes.record_all(tx, told)
    await count_moves(tx, [(move.before, move.after) for move in moves], said)
    rejected = [one for one in moves if one.before.state is State.REJECTED]
    # rejected anew is rejected for what it says now: the appeal was against what it said
    overtaken = [
        one.before.id
        for one in rejected
        if one.after.state is not State.REJECTED or one.after.screening_id != one.before.screening_id
    ]
    if overtaken:
        await Records(tx).lapse_appeals(overtaken)
    return kept


async def keep_step(
    tx: Transaction, *, before: Vacancy, after: Vacancy, transition: str, reason: str | None = None
) -> Vacancy:
    """Write a locked vacancy as its next version, and who moved it on, and why."""
    kept = await keep(tx, before=before, after=after)
    await Records(tx).add_steps([step_of(tx, Move(before, kept), transition=transition, reason=reason)])
    return kept


def step_of(tx: Transaction, move: Move, *, transition: str, reason: str | None = None) -> Step:
    """The record of a step whose ``after`` is written."""
    return Step(
        id=new_id(),
        vacancy_id=move.after.id,
        vacancy_version=move.after.version,
        transition=transition,
        origin=move.before.state,
        target=move.after.state,
        reason=reason,
        acting_person=tx.principal.acting_person,
        taken_by=tx.principal.client_id,
        taken_at=tx.now,
    )


async def say_they_changed(tx: Transaction, vacancies: Sequence[Vacancy]) -> None:
    """Tell everybody who sees vacancies about their present versions."""
    await changes.record_all(tx, [_present(one) for one in vacancies])


def _present(vacancy: Vacancy) -> Entry:
    return Entry(RESOURCE, vacancy.id, vacancy.version, owner_org=vacancy.owner_org, county=vacancy.county)


def _left(before: Vacancy, *, version: int) -> Entry:
    """Tells the branch that served the old county; it does not see the vacancy any more."""
    return Entry(RESOURCE, before.id, version, owner_org=NO_OWNER, county=before.county, operation="delete")
