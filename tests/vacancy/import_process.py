"""A process that imports and is killed in a chunk: `-m tests.vacancy.import_process <url> <store> <done>`."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chassis.db import Transaction
from chassis.jobs import Chunk, Job, Progress, Runner
from chassis.service import Service
from chassis.settings import Mode
from pydantic import SecretStr
from vacancy.main import build_service
from vacancy.service.import_vacancies import IMPORT, import_vacancies
from vacancy.settings import VacancySettings


async def main(url: str, store: str, dies_at: int) -> None:
    """Import until ``dies_at`` rows are committed and the next ones are written."""
    settings = VacancySettings(mode=Mode.DEVELOPMENT, database_url=SecretStr(url), uploads_url=store)
    service = build_service(settings)

    @asynccontextmanager
    async def dying(service: Service, job: Job) -> AsyncIterator[Chunk]:
        async with import_vacancies(service, job) as load:

            async def chunk(tx: Transaction, at: Job) -> Progress:
                progress = await load(tx, at)
                if at.done == dies_at:
                    os.kill(os.getpid(), signal.SIGKILL)
                return progress

            yield chunk

    service.jobs, service.schedules = {IMPORT: dying}, ()
    await Runner(service).step()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
