"""Recommend to many at once: keep the list of each young person whom the caller sees and who is offered matching.

The lists are computed before anything is written, in one batch: on the cluster of ``dask_scheduler``, or on threads of
this process. They are then kept a few at a time. Whoever has left meanwhile gets none, and for whoever says something
else by then the list is searched again; a run that is taken up anew goes on after the last list that was kept.
"""

import asyncio
import os
from bisect import bisect_right
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from threading import Event
from uuid import UUID

from chassis.db import Transaction, new_id
from chassis.jobs import Chunk, Job, Progress, request
from chassis.service import Service

from matching import scale_out
from matching.adapters.engine_rows import YouthRow, youths_of
from matching.domain.offers import Measure
from matching.domain.recommendation import Listed
from matching.domain.subject import Subject
from matching.engine.snapshot import Ranking
from matching.engine.tables import Youths
from matching.parts import live_of, scheduler_of
from matching.repository.candidates import CandidateYouths
from matching.repository.held_vacancies import HeldVacancies
from matching.repository.people import People
from matching.repository.recommendation_sets import RecommendationSet, RecommendationSets
from matching.service.find_candidates import MAY_ASK
from matching.service.live_snapshot import Live
from matching.service.permission import require_kind
from matching.service.recommend import KEPT
from matching.service.subjects import subjects_of

RECOMMENDATION_RUN = "recommendation-run"
PIECE = 5_000
BATCH = 100


class RunEnded(Exception):
    """The run was cancelled, or its process told to stop, while its lists were computed."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody as read when the lists were computed: the place in the order of registration, and the version."""

    position: int
    youth_id: UUID
    person_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Computed:
    """The lists of a run: ``people`` in the order of their positions, the engine's table of them, and their ranking."""

    live: Live
    people: Sequence[Known]
    youths: Youths
    ranking: Ranking


async def request_recommendation_run(tx: Transaction) -> Job:
    """Ask for a run over everybody whom the principal sees; raises OrganisationKindRefused."""
    require_kind(tx.principal, MAY_ASK)
    return await request(tx, kind=RECOMMENDATION_RUN, parameters={"places": KEPT})


@asynccontextmanager
async def recommendation_run(service: Service, job: Job) -> AsyncIterator[Chunk]:
    """The job: everything is computed first, then a batch of lists is kept a chunk."""
    live = live_of(service)
    await live.warm()
    async with service.database.reading() as connection:
        tx = service.begin(connection, job.principal)
        now = await live.current(tx)
        people, youths = await _read(tx, now)
    computed = Computed(now, people, youths, await _ranked(service, now, youths))

    async def chunk(tx: Transaction, job: Job) -> Progress:
        return await keep_lists(tx, computed, job, limit=BATCH)

    yield chunk


async def keep_lists(tx: Transaction, computed: Computed, job: Job, *, limit: int) -> Progress:
    """Keep the next lists, their people locked: nobody is erased, or leaves, meanwhile."""
    first = bisect_right(computed.people, job.cursor or 0, key=lambda one: one.position)
    rows = range(first, min(first + limit, len(computed.people)))
    known = [computed.people[row] for row in rows]
    await People(tx).locked(sorted({one.person_id for one in known}))
    held = await CandidateYouths(tx).these([one.youth_id for one in known])
    offered = {one.id: one for one in await subjects_of(tx, held) if one.offered(Measure.RECOMMENDATIONS)}
    chosen = [(row, offered[one.youth_id]) for row, one in zip(rows, known, strict=True) if one.youth_id in offered]
    # thousands of explanations: not where the lease is kept
    listed = await asyncio.to_thread(_explained, computed, chosen)
    ids = await HeldVacancies(tx).ids_of(sorted({number for places in listed for number, _, _ in places}))
    await RecommendationSets(tx).add_all(
        [_kept(tx, computed.live, subject, places, ids) for (_, subject), places in zip(chosen, listed, strict=True)]
    )
    counts = Counter(job.counts) + Counter(kept=len(chosen), not_offered=len(known) - len(chosen))
    done, left = job.done + len(known), len(computed.people) - rows.stop
    cursor = known[-1].position if known else job.cursor
    return Progress(cursor, done, done + left, counts, finished=not left)


async def _ranked(service: Service, now: Live, youths: Youths) -> Ranking:
    """Every list at once, in a thread; one that nobody waits for any more ends with the part it is at."""
    ended = Event()

    def unless_ended(done: int) -> None:
        if ended.is_set():
            raise RunEnded

    search = partial(
        scale_out.topk_batch, threads=os.cpu_count() or 1, scheduler=scheduler_of(service), progress=unless_ended
    )
    try:
        return await asyncio.to_thread(search, now.snapshot, youths, KEPT)
    finally:
        ended.set()


async def _read(tx: Transaction, now: Live) -> tuple[list[Known], Youths]:
    """Who is offered matching today, as numbers; thousands of profiles at a time."""
    people: list[Known] = []
    table = youths_of([], now.codebook, now.skills)
    after = 0
    while found := await CandidateYouths(tx).matchable(after=after, limit=PIECE):
        after = found[-1][1]
        subjects = [one for one in await subjects_of(tx, found) if one.offered(Measure.RECOMMENDATIONS)]
        people += [Known(one.number, one.id, one.person_id, one.youth.version) for one in subjects]
        rows = [YouthRow(one.number, one.profile) for one in subjects]
        table = table.with_more(await asyncio.to_thread(youths_of, rows, now.codebook, now.skills))
    return people, table


Place = tuple[int, int, dict[str, int]]
"""A vacancy's number, its score, and the points of each component."""


def _explained(computed: Computed, chosen: Sequence[tuple[int, Subject]]) -> list[list[Place]]:
    snapshot = computed.live.snapshot
    lists = []
    for row, subject in chosen:
        youths, at, numbers = computed.youths, row, computed.ranking.numbers[row].tolist()
        if subject.youth.version != computed.people[row].version:
            youths, at = youths_of([YouthRow(0, subject.profile)], computed.live.codebook, computed.live.skills), 0
            numbers = snapshot.topk(youths, at, KEPT)[0].numbers[0].tolist()
        explained = snapshot.explain_all(youths, at, [number for number in numbers if number >= 0])
        lists.append(
            [(one.vacancy, one.score, {each.name: each.points for each in one.components}) for one in explained]
        )
    return lists


def _kept(
    tx: Transaction, live: Live, subject: Subject, places: Sequence[Place], ids: Mapping[int, UUID]
) -> RecommendationSet:  # fmt: skip
    return RecommendationSet(
        id=new_id(),
        youth_id=subject.id,
        person_id=subject.person_id,
        owner_org=tx.principal.org,
        snapshot=live.snapshot.identity,
        policy=live.snapshot.policy.version,
        items=[
            Listed(ids[number], rank, score, points) for rank, (number, score, points) in enumerate(places, start=1)
        ],
        kept_at=tx.now,
    )
