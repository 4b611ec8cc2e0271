"""Take in many vacancies of one request, each as if it came alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.db import Transaction
from chassis.domain import DomainError

from vacancy.domain.statement import Statement
from vacancy.repository.vacancies import Vacancies
from vacancy.service.upsert_vacancy import Upserted, upsert_vacancy


@dataclass(frozen=True, slots=True)
class Taken:
    """One vacancy to take in. ``expected``: the versions that the caller saw, None for any."""

    source: str
    source_id: str
    facts: Statement
    draft: bool
    expected: frozenset[str] | None


async def upsert_each(tx: Transaction, wanted: Sequence[Taken]) -> list[Upserted | DomainError]:
    """The vacancy after each, or the rule that it breaks, in order; a broken one writes nothing.

    Those that are held are locked first, in the order in which everybody locks them; of one key in the order given.
    """
    keys: dict[str, list[str]] = {}
    for one in wanted:
        keys.setdefault(one.source, []).append(one.source_id)
    await Vacancies(tx).lock_by_source(keys)
    answers: dict[int, Upserted | DomainError] = {}
    for number in sorted(range(len(wanted)), key=lambda one: (wanted[one].source, wanted[one].source_id)):
        one = wanted[number]
        try:
            async with tx.connection.begin_nested():
                answers[number] = await upsert_vacancy(
                    tx,
                    source=one.source,
                    source_id=one.source_id,
                    facts=one.facts,
                    expected=one.expected,
                    draft=one.draft,
                )
        except DomainError as broken:
            answers[number] = broken
    return [answers[number] for number in range(len(wanted))]
