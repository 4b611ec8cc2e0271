"""Screen again what was judged under other rules than those in force, and say only what changed."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from uuid import UUID

from chassis.db import Transaction
from chassis.decisions import Decision, Decisions
from chassis.jobs import Chunk, Job, Progress
from chassis.service import Service
from fields.calendar import business_date

from vacancy.domain.life_cycle import ANNOUNCED, SCREENED, State
from vacancy.domain.screening import missing_facts
from vacancy.domain.vacancy import Vacancy
from vacancy.repository.references import References
from vacancy.repository.stock import Stock
from vacancy.service.screen_vacancy import RULES, Decided, conclude_all, judge_all, store_all

RESCREENING = "rescreening"
AT_ONCE = 200
UNCHANGED = "unchanged"
WAITING = frozenset({State.NEEDS_INFORMATION, State.NEEDS_REVIEW})


@asynccontextmanager
async def rescreening(service: Service, job: Job) -> AsyncIterator[Chunk]:
    """The job. What young people can see stands as it was published: it is counted, for officers to look at."""

    async def chunk(tx: Transaction, job: Job) -> Progress:
        version = (await References(tx).rule_set_in_force(RULES, on=business_date(tx.now))).version
        stock = Stock(tx)
        after = job.cursor or 0
        found = await stock.judged_otherwise(SCREENED | ANNOUNCED, version, after=after, limit=AT_ONCE)
        held = [one.vacancy for one in found]
        judged = await judge_all(tx, held)
        before = await Decisions(tx).get_all([one.screening_id for one in held if one.screening_id is not None])
        counts = dict(job.counts)
        same, other = [], []
        for vacancy, decision in zip(held, judged, strict=True):
            unchanged = _unchanged(vacancy, before, decision)
            name = UNCHANGED if unchanged else f"{vacancy.outcome}>{decision.outcome}"
            if vacancy.state in ANNOUNCED:
                name = f"{vacancy.state}: {name}"
            counts[name] = counts.get(name, 0) + 1
            if vacancy.state in ANNOUNCED or unchanged:
                same.append(vacancy.id)
            else:
                other.append((vacancy, vacancy, Decided.of(decision)))
        await stock.mark_judged(same, version)
        await store_all(tx, [decided.decision for _, _, decided in other])
        await conclude_all(tx, other, again=True)
        return Progress(
            cursor=found[-1].position if found else after,
            done=job.done + len(found),
            counts=counts,
            finished=len(found) < AT_ONCE,
        )

    yield chunk


def _unchanged(vacancy: Vacancy, before: Mapping[UUID, Decision], after: Decision) -> bool:
    """Whether nobody would hear anything else: the outcome, and what is missing where somebody waits for that.

    What an officer approved waits for nothing: it stays approved while the rules leave it to judgement.
    """
    if vacancy.outcome != after.outcome or vacancy.screening_id is None:
        return False
    held = before[vacancy.screening_id]
    return vacancy.state not in WAITING or missing_facts(held.findings) == missing_facts(after.findings)
