"""A process that does one job and is killed in the middle of a chunk: `-m tests.chassis.job_process <url> <done>`."""

import asyncio
import os
import signal
import sys

from chassis.jobs import Job, Runner

from tests.chassis.toy import keeper
from tests.chassis.toy_job import adding


async def main(url: str, dies_at: int) -> None:
    """Do the job until ``dies_at`` items are committed and more are written."""
    toy = keeper(url)

    async def die(job: Job) -> None:
        if job.done == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    adding(toy, die)
    await Runner(toy.service).step()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
