"""Find vacancies that state one opening, and link them; keep a duplicate from being published; let officers decide."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Literal
from uuid import UUID

from chassis.conditional import check_version
from chassis.db import Transaction, new_id
from chassis.jobs import Chunk, Job, Progress
from chassis.service import Service
from fields.calendar import business_date
from fields.places import COUNTIES, branch

from vacancy.adapters.title_similarity import title_similarity
from vacancy.domain.duplicates import (
    Compared,
    Comparison,
    DuplicateLink,
    DuplicatePolicy,
    LinkState,
    kept_first,
    pair_fingerprint,
)
from vacancy.domain.errors import DuplicateOfAnother
from vacancy.repository.duplicates import Duplicates, Pair
from vacancy.repository.references import References
from vacancy.repository.vacancies import Vacancies
from vacancy.repository.visibility import OFFICES
from vacancy.service.permission import branch_named, require_kind

RULES = "duplicate-vacancies"
BATCH = 500

Alike = dict[frozenset[UUID], DuplicateLink]


async def link_duplicates(tx: Transaction, vacancies: Sequence[UUID]) -> int:
    """Compare vacancies, locked by the caller, with what other sources state; returns how many links were written.

    Two that are alike are linked, a link between two that are not any more lapses. Where nobody else states anything of
    the employers, that is one read for as many vacancies as there are. Raises NoRuleSetInForce.
    """
    duplicates = Duplicates(tx)
    if not await duplicates.concern(vacancies):
        return 0
    mine = await duplicates.under_way(vacancies)
    held = {one.pair: one for one in await duplicates.of_locked(vacancies)}
    alike = await _alike(tx, mine, held)
    found = [held[pair].found_again(link) for pair, link in alike.items() if pair in held]
    # what is not under way any more blocks nothing, and is compared when it comes back
    compared = {one.id for one in mine}
    lapsed = [one.lapsed() for pair, one in held.items() if pair not in alike and pair & compared]
    changed = [one for one in found + lapsed if one is not held[one.pair]]
    new = [link for pair, link in alike.items() if pair not in held]
    if new:
        await duplicates.add(new)
    if changed:
        await duplicates.save(changed)
    return len(new) + len(changed)


async def _alike(tx: Transaction, mine: Sequence[Compared], held: Collection[frozenset[UUID]]) -> Alike:
    duplicates = Duplicates(tx)
    others = {one.id: one for one in await duplicates.others([one.id for one in mine])}
    # what was linked is compared again, also where it is not among the newest any more
    linked = {one for pair in held for one in pair} - others.keys()
    others |= {one.id: one for one in await duplicates.under_way(linked)} if linked else {}
    if not others:
        return {}
    rules = await References(tx).rule_set_in_force(RULES, on=business_date(tx.now))
    comparison = Comparison(DuplicatePolicy.of(rules), title_similarity)
    # a chain's thousands take a while, in which the process has others to answer
    pairs = await asyncio.to_thread(partial(comparison.find, mine, others.values(), held=held))
    links = [_found(tx, one, other, score=score, policy=comparison.policy) for one, other, score in pairs]
    return {link.pair: link for link in links}


def _found(tx: Transaction, one: Compared, other: Compared, *, score: float, policy: DuplicatePolicy) -> DuplicateLink:
    kept, duplicate = kept_first(one, other)
    return DuplicateLink(
        id=new_id(),
        kept_id=kept.id,
        duplicate_id=duplicate.id,
        state=LinkState.LINKED,
        version=1,
        score=round(score, 4),
        fingerprint=pair_fingerprint(one, other),
        policy_version=policy.version,
        found_at=tx.now,
    )


async def refuse_duplicate(tx: Transaction, vacancy_id: UUID) -> None:
    """Raise DuplicateOfAnother when a locked vacancy duplicates one that is kept and has not ended.

    Compared once more: two that were screened at the same moment have not seen each other.
    """
    if not await Duplicates(tx).concern([vacancy_id]):
        return
    await link_duplicates(tx, [vacancy_id])
    for pair in await Duplicates(tx).pairs_of(vacancy_id):
        if pair.blocks and pair.link.duplicate_id == vacancy_id:
            kept = None if pair.kept is None else {"id": str(pair.kept.vacancy_id), "number": pair.kept.case_number}
            raise DuplicateOfAnother(link=str(pair.link.id), kept=kept)


async def find_duplicates(service: Service) -> dict[str, int]:
    """Compare every vacancy under way with what other sources state, a batch a transaction."""
    after, compared, written = 0, 0, 0
    while True:
        async with service.database.transaction() as connection:
            batch = await _compare(service.begin(connection, service.system), after=after)
        compared, written = compared + batch.compared, written + batch.written
        if not batch.compared:
            return {"compared": compared, "written": written}
        after = batch.after


@asynccontextmanager
async def duplicate_search(service: Service, job: Job) -> AsyncIterator[Chunk]:
    """The same as a job: a batch a chunk. Two screened in one moment may have missed each other."""

    async def chunk(tx: Transaction, job: Job) -> Progress:
        batch = await _compare(tx, after=job.cursor or 0)
        written = job.counts.get("written", 0) + batch.written
        done = job.done + batch.compared
        return Progress(cursor=batch.after, done=done, counts={"written": written}, finished=not batch.compared)

    yield chunk


@dataclass(frozen=True, slots=True)
class _Batch:
    after: int
    compared: int
    written: int


async def _compare(tx: Transaction, *, after: int) -> _Batch:
    found = await Duplicates(tx).live_after(after, limit=BATCH)
    if not found:
        return _Batch(after, 0, 0)
    return _Batch(found[-1][0], len(found), await link_duplicates(tx, [one for _, one in found]))


async def list_duplicates(tx: Transaction, *, vacancy_id: UUID) -> list[Pair]:
    """The links of one vacancy, oldest first; raises VacancyUnknown."""
    vacancy = await Vacancies(tx).get(vacancy_id)
    return await Duplicates(tx).pairs_of(vacancy.id)


async def read_duplicates(
    tx: Transaction, *, state: LinkState, named_branch: str | None, after: int, limit: int
) -> list[Pair]:
    """An office's links, the first found first; the agency may look at one branch's.

    Raises OrganisationKindRefused, BranchMissing.
    """
    require_kind(tx.principal, OFFICES)
    served = branch(branch_named(tx.principal, named_branch)) if named_branch else None
    counties = COUNTIES if served is None else served.counties
    return await Duplicates(tx).page(state, [one.code for one in counties], after=after, limit=limit)


async def decide_duplicate(
    tx: Transaction,
    *,
    link_id: UUID,
    expected: frozenset[str] | None,
    transition: Literal["release", "restore"],
    reason: str,
) -> Pair:
    """An officer says that the two are two openings after all, or takes that back.

    Raises OrganisationKindRefused, ActingPersonMissing, DuplicateLinkUnknown, VersionStale, TransitionRefused.
    """
    require_kind(tx.principal, OFFICES)
    officer = tx.principal.require_acting_person()
    duplicates = Duplicates(tx)
    held = await duplicates.locked(link_id)
    check_version(held.version, expected)
    decided = held.decided(transition, reason=reason, officer=officer, by=tx.principal.client_id, at=tx.now)
    await duplicates.save([decided])
    [pair] = [one for one in await duplicates.pairs_of(decided.duplicate_id) if one.link.id == decided.id]
    return pair
