"""Imports that are broken off, cancelled, overtaken and swept: every row still has exactly one outcome."""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from chassis.auth import OrgKind, Principal
from chassis.jobs import Job, Jobs, Pieces, Runner, request
from chassis.jobs.runner import LANES
from chassis.service import Service
from chassis.testing import FrozenClock, Platform, until_somebody_waits
from sqlalchemy import func, select, update
from vacancy.domain.imports import RowOutcome
from vacancy.domain.source_rows import StatedRow
from vacancy.models import IMPORT_OUTCOME, VACANCY
from vacancy.repository.imports import ImportOutcomes
from vacancy.service import import_vacancies
from vacancy.service.import_vacancies import CHUNK, IMPORT, IMPORT_SWEEP, sweep_imports
from vacancy.service.upsert_vacancies import upsert_vacancies

from tests.factories.feed import send
from tests.factories.vacancy import Caller, a_statement
from tests.vacancy.test_imports import a_line, done, outcomes, rows

MANY = (LANES - 1) * CHUNK + 7
ASSOCIATION = Principal("org-1", "association-org-1", "org-1", OrgKind.ASSOCIATION)


def many(*, title: str = "社工員") -> bytes:
    """A file of as many chunks as are under way at once, in which a key comes twice and a row is wrong."""
    lines = [a_line(f"n-{number}", title=title) for number in range(MANY - 2)]
    return rows(*lines, a_line("n-0", title="後來的"), a_line("x", county="99999"))


async def numbers(service: Service, job: UUID) -> list[int]:
    """The rows that have an outcome."""
    async with service.database.reading() as connection:
        tx = service.begin(connection, ASSOCIATION)
        found = await ImportOutcomes(tx).page(job, result=None, after=0, limit=10_000)
        return [one.number for one in found]


@pytest.mark.faults
async def test_an_import_whose_process_is_killed_in_a_chunk_is_finished_by_another(
    association: Caller, vacancy: Service
) -> None:
    asked = (await send(association, many())).json()
    url, store = vacancy.settings.database_url.get_secret_value(), vacancy.settings.uploads_url
    command = [sys.executable, "-m", "tests.vacancy.import_process", url, store]

    killed = await asyncio.to_thread(subprocess.run, command, capture_output=True, check=False, timeout=60)
    assert killed.returncode == -9, killed.stderr.decode()
    assert await numbers(vacancy, UUID(asked["id"])) == list(range(1, CHUNK + 1))
    async with vacancy.database.transaction() as connection:
        await connection.execute(update(vacancy.tables.job).values(lease_until=func.now() - timedelta(seconds=1)))
    while await Runner(vacancy).step():
        pass

    ended = (await association.get(f"/v1/vacancy-imports/{asked['id']}")).json()
    assert (ended["state"], ended["done"]) == ("succeeded", MANY)
    assert ended["counts"] == {"created": MANY - 2, "superseded": 1, "rejected": 1}
    assert await numbers(vacancy, UUID(asked["id"])) == list(range(1, MANY + 1))
    async with vacancy.database.reading() as connection:
        written = (await connection.execute(select(func.count(), func.max(VACANCY.c.version)))).one()
        screened = await connection.execute(select(func.count()).select_from(vacancy.tables.decision))
        assert (*written, screened.scalar_one()) == (MANY - 2, 1, MANY - 2)


async def test_a_large_file_is_worked_out_by_other_processes_and_comes_to_the_same(
    association: Caller, vacancy: Service, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = await done(association, platform, await send(association, many()))
    expected = {one["number"]: (one["source_id"], one["notes"]) for one in await outcomes(association, alone)}
    monkeypatch.setattr(import_vacancies, "WORTH_BYTES", 0)

    found = await done(association, platform, await send(association, many(title="志工督導")))

    # the last row says of its vacancy what it said before
    assert found["counts"] == {"updated": MANY - 3, "unchanged": 1, "superseded": 1, "rejected": 1}
    seen = {one["number"]: (one["source_id"], one["notes"]) for one in await outcomes(association, found)}
    assert seen == expected


async def test_a_cancelled_import_keeps_what_it_has_loaded(association: Caller, vacancy: Service) -> None:
    asked = (await send(association, many())).json()
    real = vacancy.jobs[IMPORT]

    # the first chunk commits, and the cancellation is seen before the second
    job = await job_of(vacancy, UUID(asked["id"]))
    async with real(vacancy, job) as work, vacancy.database.transaction() as connection:
        assert isinstance(work, Pieces)
        done = await work.do(vacancy.begin(connection, ASSOCIATION), job, await work.take())
    assert (done.units, work.total) == (CHUNK, MANY)
    cancelled = await association.post(f"/v1/vacancy-imports/{asked['id']}/cancellation")

    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    assert await Runner(vacancy).step() in (0, 1)
    assert await numbers(vacancy, UUID(asked["id"])) == list(range(1, CHUNK + 1))
    again = await association.post(f"/v1/vacancy-imports/{asked['id']}/cancellation")
    assert (again.status_code, again.json()["code"]) == (409, "transition-refused")


async def job_of(service: Service, job: UUID) -> Job:
    """The job as it stands."""
    async with service.database.reading() as connection:
        return await Jobs(service.begin(connection, ASSOCIATION)).get(job, kind=IMPORT)


async def test_two_imports_of_the_same_keys_at_once_create_each_vacancy_once(vacancy: Service) -> None:
    stated = [StatedRow(f"n-{number}", a_statement(), (), number) for number in range(1, 200)]

    async def load(held: asyncio.Event) -> list[RowOutcome]:
        async with vacancy.database.transaction() as connection:
            loaded = await upsert_vacancies(vacancy.begin(connection, ASSOCIATION), source="partner", rows=stated)
            await held.wait()
            return loaded

    let_go = asyncio.Event()
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        loading = [group.create_task(load(let_go)) for _ in range(2)]
        # one of them for the other's rows
        await until_somebody_waits(vacancy, *loading)
        let_go.set()
    results = Counter(one.outcome.value for task in loading for one in task.result())

    assert results == {"created": 199, "unchanged": 199}


async def upload_of(vacancy: Service, shown: dict[str, Any]) -> str:
    """Where an import's file is kept, which nobody is shown."""
    job = vacancy.tables.job
    async with vacancy.database.reading() as connection:
        held = await connection.execute(select(job.c.parameters["_upload"].astext).where(job.c.id == UUID(shown["id"])))
        return str(held.scalar_one())


async def test_files_and_outcomes_are_kept_for_seven_days(
    association: Caller, vacancy: Service, platform: Platform, clock: FrozenClock
) -> None:
    found = await done(association, platform, await send(association, rows(a_line("a"))))
    waiting = (await send(association, rows(a_line("b")))).json()
    folder = Path(vacancy.settings.uploads_url.removeprefix("file://"))
    old, awaited = [folder / await upload_of(vacancy, one) for one in (found, waiting)]
    path = f"/v1/vacancy-imports/{found['id']}/outcomes"

    async def after(days: float) -> None:
        clock.advance(days=days)
        for file in (old, awaited):
            if file.exists():
                moment = (clock.now - timedelta(days=7, seconds=1)).timestamp()
                os.utime(file, (moment, moment))
        await sweep(vacancy)

    await sweep(vacancy)
    assert old.exists()
    clock.advance(days=7)
    assert len((await association.get(path)).json()["items"]) == 1
    await after(days=0.001)
    gone = await association.get(path)
    assert (gone.status_code, gone.json()["code"]) == (410, "outcomes-gone")
    assert (old.exists(), awaited.exists()) == (False, True)
    async with vacancy.database.reading() as connection:
        assert (await connection.execute(select(func.count()).select_from(IMPORT_OUTCOME))).scalar_one() == 0


async def sweep(service: Service) -> None:
    """Carry out the sweep once."""
    async with service.database.transaction() as connection:
        tx = service.begin(connection, service.system)
        job = await request(tx, kind=IMPORT_SWEEP, parameters={})
        async with sweep_imports(service, job) as chunk:
            await chunk(tx, job)


async def test_an_import_whose_file_is_gone_fails_and_says_so(
    association: Caller, vacancy: Service, platform: Platform
) -> None:
    answer = await send(association, rows(a_line("a")))
    await vacancy.uploads.discard(await upload_of(vacancy, answer.json()))

    found = await done(association, platform, answer)

    assert (found["state"], found["problem"]["code"]) == ("failed", "upload-gone")
    assert await outcomes(association, found) == []


@pytest.mark.parametrize("kind", ["csv", "ndjson"])
async def test_outcomes_are_downloaded_as_a_file(association: Caller, platform: Platform, kind: str) -> None:
    file = rows(a_line("a"), a_line("=cmd"), a_line("-b", county="99999"))
    found = await done(association, platform, await send(association, file))

    answer = await association.get(f"/v1/vacancy-imports/{found['id']}/outcomes", download=kind)

    lines = answer.text.splitlines()
    assert answer.headers["content-disposition"] == f"attachment; filename=outcomes-{found['id']}.{kind}"
    if kind == "csv":
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert lines[0] == "\ufeffnumber,outcome,source_id,vacancy_id,screening,missing,notes"
        assert lines[1].startswith("1,created,a,")
        assert len(lines) == 4
    else:
        assert [line.partition(",")[0] for line in lines] == ['{"number":1', '{"number":2', '{"number":3']


async def test_outcomes_are_paged_and_narrowed(association: Caller, platform: Platform) -> None:
    file = rows(*(a_line(f"n-{number}", county="99999" if number % 2 else "63000") for number in range(9)))
    found = await done(association, platform, await send(association, file))
    path = f"/v1/vacancy-imports/{found['id']}/outcomes"

    seen: list[int] = []
    cursor: str | None = None
    while True:
        page = (
            await association.get(path, outcome="rejected", limit=3, **({"cursor": cursor} if cursor else {}))
        ).json()
        seen += [one["number"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert seen == [2, 4, 6, 8]
