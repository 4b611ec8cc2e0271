"""The story: a vacancy and a young person all the way, told over HTTP by everybody who takes part in it.

Every request that changes something carries an idempotency key, so the story goes on through a process that is killed
under it: it asks again until the platform answers.
"""

import sys
import time
import uuid
from collections.abc import Mapping

import aiohttp

from onebox.client import Client, StepFailed
from onebox.story.course import Course
from onebox.story.erasure import Erasure
from onebox.story.people import People
from onebox.story.subsidy import Subsidy
from onebox.story.told import Step, Told
from onebox.story.vacancies import Vacancies
from onebox.story.work import Work

__all__ = ("tell",)


def steps_of(told: Told) -> list[Step]:
    """Every step in its order."""
    chapters = (Vacancies, People, Course, Work, Subsidy, Erasure)
    return [step for chapter in chapters for step in chapter(told).steps]


async def tell(
    base: str, clients: Mapping[str, Mapping[str, str]], *, rows: int | None = None, run: str | None = None
) -> bool:
    """Tell the story with the last ``rows`` of the sample (None: all); prints as it goes; True when all was right.

    ``run`` names this telling; None: a name that no other has.
    """
    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        steps = steps_of(Told(Client(session, base, clients), run=run or uuid.uuid4().hex[:8], rows=rows))
        table: list[tuple[str, str, str, float]] = []
        for number, (title, step) in enumerate(steps, start=1):
            print(f"[{number}/{len(steps)}] {title} ...", file=sys.stderr, flush=True)
            started = time.monotonic()
            try:
                line, mark = await step(), "ok"
            except StepFailed as failed:
                line, mark = str(failed), "FAILED"
            table.append((mark, title, line, time.monotonic() - started))
            if mark == "FAILED":
                break
    print_table(table)
    return all(mark == "ok" for mark, *_ in table) and len(table) == len(steps)


def print_table(table: list[tuple[str, str, str, float]]) -> None:
    """The closing table: one row a step."""
    width = max(len(title) for _, title, _, _ in table)
    print()
    for number, (mark, title, line, seconds) in enumerate(table, start=1):
        print(f"{number:>2}  {mark:<6}  {title:<{width}}  {seconds:6.1f} s  {line}")
    print()
