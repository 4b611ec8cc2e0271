"""Long work: every chunk counts once, whoever does it and whatever happens to the one who does."""

import asyncio
import subprocess
import sys
from datetime import timedelta
from uuid import UUID

import pytest
from chassis.auth import OrgKind, Principal
from chassis.jobs import Job, Jobs, JobState, JobUnknown, Runner, Schedule
from chassis.testing import FrozenClock
from sqlalchemy import select

from tests.chassis.toy import Keeper
from tests.chassis.toy_job import KIND, ORG, OTHER, FileLost, adding, ask, cancel, items, look, lose_lease, named


async def test_a_job_is_done_chunk_by_chunk_and_shows_how_far_it_is(toy: Keeper) -> None:
    seen: list[tuple[JobState, int, int | None]] = []

    async def remember(job: Job) -> None:
        now = await look(toy, job)
        seen.append((now.state, now.done, now.percent))

    adding(toy, remember)
    asked = await ask(toy)
    assert (asked.state, asked.percent) == (JobState.QUEUED, None)

    assert await Runner(toy.service).step() == 1

    ended = await look(toy, asked)
    assert seen == [(JobState.RUNNING, 0, None), (JobState.RUNNING, 2, 40), (JobState.RUNNING, 4, 80)]
    assert (ended.state, ended.done, ended.total, ended.counts, ended.percent) == ("succeeded", 5, 5, {"added": 5}, 100)
    assert ended.finished_at == toy.service.clock()
    assert await items(toy) == named(5)
    assert await Runner(toy.service).step() == 0


async def test_a_job_acts_as_whoever_asked_for_it(toy: Keeper) -> None:
    adding(toy)
    await ask(toy, total=1, principal=OTHER.acting_as("someone"))

    await Runner(toy.service).step()

    async with toy.service.database.reading() as connection:
        assert (await connection.execute(select(toy.item.c.owner_org))).scalars().all() == ["b"]


async def test_a_broken_rule_ends_a_job_with_its_problem_and_what_was_done_stands(toy: Keeper) -> None:
    async def break_a_rule(job: Job) -> None:
        if job.done == 2:
            raise FileLost(row=3)

    adding(toy, break_a_rule)
    asked = await ask(toy)

    await Runner(toy.service).step()

    ended = await look(toy, asked)
    assert (ended.state, ended.done) == (JobState.FAILED, 2)
    assert ended.problem == {
        "type": "urn:youthlink:problem:file-lost",
        "code": "file-lost",
        "title": "檔案遺失",
        "title_en": "The file is lost",
        "row": 3,
    }
    assert await items(toy) == named(2)


async def test_an_error_nobody_foresaw_is_tried_again_where_the_last_chunk_ended(toy: Keeper) -> None:
    failing = [True]

    async def stumble(job: Job) -> None:
        if job.done == 2 and failing:
            failing.pop()
            raise RuntimeError("nobody foresaw this")

    adding(toy, stumble)
    asked = await ask(toy)
    await Runner(toy.service).step()
    assert (await look(toy, asked)).state is JobState.RUNNING
    assert await Runner(toy.service).step() == 0, "not at once: it may be what everybody meets just now"

    await lose_lease(toy)
    await Runner(toy.service).step()

    assert (await look(toy, asked)).state is JobState.SUCCEEDED
    assert await items(toy) == named(5)


async def test_a_job_is_nobody_elses_but_the_agency_sees_it(toy: Keeper) -> None:
    adding(toy)
    asked = await ask(toy)
    agency = Principal(subject="w", client_id="w", org="wda", org_kind=OrgKind.WORKFORCE_AGENCY)

    with pytest.raises(JobUnknown):
        await look(toy, asked, principal=OTHER)
    with pytest.raises(JobUnknown):
        await cancel(toy, asked, principal=OTHER)
    assert (await look(toy, asked, principal=agency)).id == asked.id


async def test_one_organisations_queue_does_not_hold_up_anothers(toy: Keeper) -> None:
    order: list[str] = []

    async def meanwhile(job: Job) -> None:
        order.append(job.principal.org)
        if job.principal.org == "a" and len(order) == 1:
            await Runner(toy.service).step()

    adding(toy, meanwhile)
    for principal in (ORG, ORG, OTHER):
        await ask(toy, total=1, principal=principal, prefix=f"{principal.org}{len(order)}")

    while await Runner(toy.service).step():
        pass

    assert order == ["a", "b", "a"]


async def test_a_schedule_asks_once_a_period_however_many_runners_there_are(toy: Keeper, clock: FrozenClock) -> None:
    adding(toy)
    toy.service.schedules = [Schedule("daily", KIND, timedelta(days=1), {"total": 1})]

    async def all_of_them() -> None:
        await asyncio.gather(*(Runner(toy.service).step() for _ in range(4)))

    await all_of_them()
    clock.advance(hours=23)
    await all_of_them()
    assert len(await items(toy)) == 1

    clock.advance(days=5)
    await all_of_them()
    await all_of_them()
    assert len(await items(toy)) == 2


@pytest.mark.faults
async def test_a_job_whose_process_is_killed_in_a_chunk_is_finished_by_another(toy: Keeper) -> None:
    adding(toy)
    asked = await ask(toy, total=9)
    url = toy.service.settings.database_url.get_secret_value()
    killed = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-m", "tests.chassis.job_process", url, "4"], check=False
    )
    assert killed.returncode == -9
    held = await look(toy, asked)
    assert (held.state, held.done) == (JobState.RUNNING, 4)

    await lose_lease(toy)
    await Runner(toy.service).step()

    assert (await look(toy, asked)).counts == {"added": 9}
    assert await items(toy) == named(9)


async def test_jobs_are_listed_newest_first(toy: Keeper) -> None:
    adding(toy)
    asked: list[UUID] = [(await ask(toy, principal=principal)).id for principal in (ORG, OTHER, ORG, ORG)]

    async with toy.service.database.reading() as connection:
        jobs = Jobs(toy.service.begin(connection, ORG))
        first = await jobs.page(kind=KIND, before=None, limit=2)
        rest = await jobs.page(kind=KIND, before=first[-1][0], limit=2)

    assert [job.id for _, job in first + rest] == [asked[3], asked[2], asked[0]]
