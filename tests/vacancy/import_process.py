"""A process that imports and is killed in a chunk: `-m tests.vacancy.import_process <url> <store>`."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from chassis.jobs import Job, Pieces, Runner
from chassis.jobs.runner import LANES
from chassis.service import Service
from chassis.settings import Mode
from pydantic import SecretStr
from vacancy.adapters.checked_rows import Taken
from vacancy.main import build_service
from vacancy.service.import_vacancies import IMPORT, import_vacancies
from vacancy.settings import VacancySettings


async def main(url: str, store: str) -> None:
    """Import until the first piece is committed and the next ones are under way."""
    settings = VacancySettings(mode=Mode.DEVELOPMENT, database_url=SecretStr(url), uploads_url=store)
    service = build_service(settings)

    @asynccontextmanager
    async def dying(service: Service, job: Job) -> AsyncIterator[Pieces[Taken]]:
        async with import_vacancies(service, job) as pieces:
            asked = 0

            async def take() -> Taken | None:
                nonlocal asked
                asked += 1
                # asked for only when the first is committed: those after it are under way
                if asked > LANES:
                    os.kill(os.getpid(), signal.SIGKILL)
                return await pieces.take()

            yield replace(pieces, take=take)

    service.jobs, service.schedules = {IMPORT: dying}, ()
    await Runner(service).step()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
