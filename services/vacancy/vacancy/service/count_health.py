"""Count what partners sent and what became of it, as it happens: differences, written beside what makes them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from types import MappingProxyType
from uuid import UUID

from chassis.db import Transaction
from chassis.decisions import Decisions
from chassis.jobs import Chunk, Job, Progress
from chassis.service import Service
from fields.calendar import business_date

from vacancy.domain.partner_health import Tally
from vacancy.domain.screening import Summary
from vacancy.domain.vacancy import Vacancy
from vacancy.repository.health_counts import HealthCounts
from vacancy.repository.vacancies import Vacancies

HEALTH_FOLD = "health-fold"
AT_ONCE = 5_000
NOTHING_SAID: Mapping[UUID, Summary] = MappingProxyType({})


async def receive(tx: Transaction, held: Sequence[Vacancy]) -> list[Vacancy]:
    """Remember that the partner sent locked vacancies today, changed or not; the order is kept."""
    today = business_date(tx.now)
    late = [one for one in held if one.received_on != today]
    if not late:
        return list(held)
    await Vacancies(tx).received([one.id for one in late], today)
    received = [replace(one, received_on=today) for one in held]
    tally = Tally()
    for before, after in zip(held, received, strict=True):
        tally.received(before, by=-1)
        tally.received(after, by=1)
    await HealthCounts(tx).add(tally)
    return received


async def count_new(tx: Transaction, vacancies: Sequence[Vacancy], said: Sequence[Summary] = ()) -> None:
    """Count vacancies that have just come; ``said`` is what their first screenings say, in order, if there are any."""
    tally = Tally()
    for one in vacancies:
        tally.received(one, by=1)
    for one, summary in zip(vacancies, said, strict=False):
        tally.screened(one, summary, by=1)
    await HealthCounts(tx).add(tally)


async def count_moves(
    tx: Transaction, moves: Sequence[tuple[Vacancy, Vacancy]], said: Mapping[UUID, Summary] = NOTHING_SAID
) -> None:
    """Count otherwise what has moved to another county, or was screened; ``said`` are the screenings that are known."""
    moved = [(before, after) for before, after in moves if _counts_as(before) != _counts_as(after)]
    if not moved:
        return
    referred = {one.screening_id for pair in moved for one in pair if one.screening_id is not None}
    unsaid = list(referred - said.keys())
    others = await Decisions(tx).findings_of(unsaid) if unsaid else {}
    known = {**said, **{one: Summary.of(outcome, findings) for one, (outcome, findings) in others.items()}}
    tally = Tally()
    for pair in moved:
        for vacancy, by in zip(pair, (-1, 1), strict=True):
            tally.received(vacancy, by=by)
            if vacancy.screening_id is not None:
                tally.screened(vacancy, known[vacancy.screening_id], by=by)
    await HealthCounts(tx).add(tally)


def _counts_as(vacancy: Vacancy) -> tuple[object, ...]:
    return vacancy.county, vacancy.screening_id, vacancy.screened_on


@asynccontextmanager
async def health_fold(service: Service, job: Job) -> AsyncIterator[Chunk]:
    """The job: what was counted since the last time is added up, some keys a transaction; no figure changes."""

    async def chunk(tx: Transaction, job: Job) -> Progress:
        folded = await HealthCounts(tx).fold(limit=AT_ONCE)
        done = job.done + folded
        return Progress(cursor=None, done=done, counts={"folded": done}, finished=folded < AT_ONCE)

    yield chunk


async def recount_health(service: Service) -> dict[str, int]:
    """The command that counts everything anew: after processes of before there were counts have ended."""
    async with service.database.transaction() as connection:
        return {"counts": await HealthCounts(service.begin(connection, service.system)).recount()}
