"""Take in a vacancy under the key of the system it comes from."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from chassis import outbox
from chassis.conditional import check_version
from chassis.db import Transaction, new_id
from chassis.outbox import Said
from fields.calendar import business_date

from vacancy.domain.errors import IndustryUnknown
from vacancy.domain.life_cycle import State
from vacancy.domain.statement import Statement, differences
from vacancy.domain.vacancy import Vacancy, case_number
from vacancy.repository.references import References
from vacancy.repository.vacancies import Vacancies
from vacancy.repository.visibility import OWNERS
from vacancy.service.announce_standing import changed
from vacancy.service.count_health import count_new, receive
from vacancy.service.keep_vacancy import keep, say_they_changed
from vacancy.service.permission import require_kind
from vacancy.service.record_skills import record_skills


class UpsertResult(StrEnum):
    """What an upsert did."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Upserted:
    """The vacancy after an upsert, and what the upsert did."""

    vacancy: Vacancy
    result: UpsertResult


async def upsert_vacancy(
    tx: Transaction,
    *,
    source: str,
    source_id: str,
    facts: Statement,
    expected: frozenset[str] | None,
    draft: bool = False,
) -> Upserted:
    """Create the vacancy, restate it, or leave it alone when the content is the same.

    Other content sends it back to ``submitted``, a published one too: it must be screened again. A ``draft`` stays one
    until it is sent without that word, or submitted. Raises OrganisationKindRefused, IndustryUnknown, VersionStale,
    TransitionRefused (a draft of what was submitted; what an office suspended).
    """
    require_kind(tx.principal, OWNERS)
    await check_industry(tx, facts, pointer="/industry")
    vacancies = Vacancies(tx)
    held = await vacancies.locked_by_source(source, source_id)
    if held is None:
        check_version(0, expected)
        state = State.DRAFT if draft else State.SUBMITTED
        [number] = await Vacancies(tx).next_numbers(1)
        created = new_vacancy(tx, number, source=source, source_id=source_id, facts=facts, state=state)
        if await vacancies.add(created):
            await say_they_changed(tx, [created])
            await record_skills(tx, [created])
            await count_new(tx, [created])
            return Upserted(created, UpsertResult.CREATED)
        # another first upsert of the same key has committed while ours waited to insert
        return await upsert_vacancy(tx, source=source, source_id=source_id, facts=facts, expected=expected, draft=draft)
    check_version(held.version, expected)
    [held] = await receive(tx, [held])
    after = held.sent_again(facts, draft=draft)
    if after is held:
        return Upserted(held, UpsertResult.UNCHANGED)
    return Upserted(await _keep_restated(tx, before=held, after=after), UpsertResult.CHANGED)


async def check_industry(tx: Transaction, facts: Statement, *, pointer: str) -> None:
    """Raise IndustryUnknown when facts name a key industry that is not on the list."""
    industry = facts.get("industry")
    known = {industry} if industry is not None and await References(tx).is_key_industry(industry) else set()
    check_industry_among(known, facts, pointer=pointer)


def check_industry_among(known: Collection[str], facts: Statement, *, pointer: str) -> None:
    """The same where the list is known already."""
    industry = facts.get("industry")
    if industry is not None and industry not in known:
        raise IndustryUnknown(industry, pointer=pointer)


async def _keep_restated(tx: Transaction, *, before: Vacancy, after: Vacancy) -> Vacancy:
    kept = await keep(tx, before=before, after=after)
    if kept.seq > before.seq:
        await outbox.record_all(tx, [said_restated(before, kept)])
    return kept


def said_restated(before: Vacancy, after: Vacancy) -> Said:
    """That a published vacancy now states something else."""
    return changed(after, "restated", facts=[one.path for one in differences(before.facts, after.facts)])


def new_vacancy(
    tx: Transaction, number: int, *, source: str, source_id: str, facts: Statement, state: State
) -> Vacancy:
    """The first version of a vacancy, with its running number; it is not written yet."""
    return Vacancy(
        id=new_id(),
        case_number=case_number(number, on=business_date(tx.now)),
        owner_org=tx.principal.org,
        source=source,
        source_id=source_id,
        state=state,
        version=1,
        seq=0,
        source_facts=facts,
        attested_facts={},
        outcome=None,
        screening_id=None,
        published_on=None,
        created_at=tx.now,
        updated_at=tx.now,
        received_on=business_date(tx.now),
    )
