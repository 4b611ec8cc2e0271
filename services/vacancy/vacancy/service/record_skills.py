"""Read the skills that vacancies ask for out of their texts: at every change of a statement, and by a newer lexicon."""

from collections.abc import Sequence
from uuid import UUID

from chassis.db import Transaction
from chassis.service import Service

from vacancy.domain.lexicon import Lexicon
from vacancy.domain.vacancy import Vacancy
from vacancy.domain.worked_out import WorkedOut, work_out
from vacancy.repository.skills import Held, Reading, Skills
from vacancy.repository.vacancies import Vacancies
from vacancy.service.load_lexicon import load_lexicon
from vacancy.service.work_out import work_out_all

BATCH = 500
_READ = ("title", "description", "occupation_code", "education", "experience")


async def record_skills(tx: Transaction, vacancies: Sequence[Vacancy]) -> None:
    """Keep what the present lexicon finds in vacancies as they stand, in as many statements as for one.

    Their rows are written or locked by this transaction.
    """
    await keep_read(tx, vacancies, work_out_all([one.facts for one in vacancies]))


async def keep_read(tx: Transaction, vacancies: Sequence[Vacancy], worked_out: Sequence[WorkedOut]) -> None:
    """The same of what is worked out already."""
    pairs = zip(vacancies, worked_out, strict=True)
    readings = [Reading(one.id, one.version, read.lexicon_version, read.dimensions, read.skills) for one, read in pairs]
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
    reads = [(one, work_out(one.facts, chosen)) for one in unread]
    readings = [Reading(one.id, one.version, chosen.version, read.dimensions, read.skills) for one, read in reads]
    await Skills(tx).put_all(readings, read_before={one.id for one in unread})
    return (unread[-1].position if unread else after), len(unread)
