"""Read the skills that vacancies ask for out of their texts: at every change of a statement, and by a newer lexicon."""

from collections.abc import Sequence
from uuid import UUID

from chassis.db import Transaction
from chassis.service import Service

from vacancy.domain.demand import dimensions_of
from vacancy.domain.lexicon import Lexicon
from vacancy.domain.skills import find_skills
from vacancy.domain.statement import Statement
from vacancy.domain.vacancy import Vacancy
from vacancy.repository.skills import Held, Reading, Skills
from vacancy.repository.vacancies import Vacancies
from vacancy.service.load_lexicon import load_lexicon

BATCH = 500
_READ = ("title", "description", "occupation_code", "education", "experience")


async def record_skills(tx: Transaction, vacancies: Sequence[Vacancy]) -> None:
    """Keep what the present lexicon finds in vacancies as they stand, in as many statements as for one.

    Their rows are written or locked by this transaction.
    """
    lexicon = load_lexicon()
    readings = [_read(one.id, one.version, one.facts, lexicon) for one in vacancies]
    await Skills(tx).put_all(readings, read_before={one.id for one in vacancies if one.version > 1})


def reads_otherwise(before: Vacancy, after: Vacancy) -> bool:
    """Whether a reading of the vacancy after a step differs from the one before it."""
    said, says = before.facts, after.facts
    return any(said.get(name) != says.get(name) for name in _READ)


async def skills_of(tx: Transaction, *, vacancy_id: UUID) -> Held:
    """The skills that a vacancy asks for, with the words that say so; raises VacancyUnknown."""
    vacancy = await Vacancies(tx).get(vacancy_id)
    return await Skills(tx).of(vacancy.id)


async def extract_skills(service: Service) -> dict[str, int]:
    """Read every vacancy that the present lexicon has not read, a batch a transaction; running it again goes on."""
    read = after = 0
    while True:
        async with service.database.transaction() as connection:
            reached, count = await extract_batch(service.begin(connection, service.system), after=after, limit=BATCH)
        read += count
        if count < BATCH:
            return {"read": read}
        after = reached


async def extract_batch(tx: Transaction, *, after: int, limit: int, lexicon: Lexicon | None = None) -> tuple[int, int]:
    """Read at most ``limit`` such vacancies after a position; returns the last one's position, and how many."""
    chosen = lexicon or load_lexicon()
    unread = await Skills(tx).unread(lexicon_version=chosen.version, after=after, limit=limit)
    readings = [_read(one.id, one.version, one.facts, chosen) for one in unread]
    await Skills(tx).put_all(readings, read_before={one.id for one in unread})
    return (unread[-1].position if unread else after), len(unread)


def _read(vacancy_id: UUID, version: int, facts: Statement, lexicon: Lexicon) -> Reading:
    found = find_skills(facts["title"], facts.get("description"), lexicon)
    return Reading(vacancy_id, version, lexicon.version, dimensions_of(facts), found)
