"""Screen many vacancies in the background: those that wait for a screening, or for facts that have come since."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from chassis import jobs
from chassis.db import Transaction
from chassis.jobs import Chunk, Job, Progress
from chassis.service import Service

from vacancy.domain.life_cycle import State
from vacancy.repository.stock import Stock, StockFilters
from vacancy.repository.visibility import OWNERS
from vacancy.service.permission import require_kind
from vacancy.service.screen_vacancy import Decided, conclude_all, decide_all

SCREENING_RUN = "screening-run"
AT_ONCE = 200


async def request_run(tx: Transaction, *, states: Sequence[State], filters: StockFilters) -> Job:
    """Ask for the screening of every vacancy in these states that the caller sees; raises OrganisationKindRefused."""
    require_kind(tx.principal, OWNERS)
    narrowed = {"county": filters.county, "industry": filters.industry, "source": filters.source}
    parameters = {"states": [str(one) for one in states], **narrowed}
    return await jobs.request(tx, kind=SCREENING_RUN, parameters=parameters)


@asynccontextmanager
async def screening_run(service: Service, job: Job) -> AsyncIterator[Chunk]:
    """The job: a chunk is locked, decided and concluded in one transaction."""
    asked = dict(job.parameters)
    states = [State(one) for one in asked.pop("states")]
    filters = StockFilters(**asked)
    async with service.database.reading() as connection:
        total = await Stock(service.begin(connection, job.principal)).count(states, filters)

    async def chunk(tx: Transaction, job: Job) -> Progress:
        after = job.cursor or 0
        found = await Stock(tx).read(states, filters, after=after, limit=AT_ONCE, lock=True)
        held = [one.vacancy for one in found]
        decided = await decide_all(tx, held) if held else []
        await conclude_all(tx, list(zip(held, held, map(Decided.of, decided), strict=True)))
        done = job.done + len(found)
        return Progress(
            cursor=found[-1].position if found else after,
            done=done,
            total=max(total, done),
            counts=Counter(job.counts) + Counter(one.outcome for one in decided),
            finished=len(found) < AT_ONCE,
        )

    yield chunk
