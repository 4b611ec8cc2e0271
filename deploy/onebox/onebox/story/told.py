"""What the chapters of the story share: who speaks, what has been told so far, and how a result is checked."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from fields.calendar import business_date

from onebox.client import AGAIN_SECONDS, PATIENCE_SECONDS, Client, StepFailed
from onebox.sample import SampleVacancy

BRANCH = "north"
COUNTY = "63000"
INDUSTRY = "112-10"
OFFICER = "officer-0042"
LAST_PLAN_YEAR = 115
"""The programme ends with ROC 115 (R000-004): a later story is told in its last year."""

Step = tuple[str, Callable[[], Awaitable[str]]]
"""A title, and what is done; it returns the line that the closing table shows."""


@dataclass(slots=True)
class Chosen:
    """The vacancy that the story follows."""

    id: str
    etag: str
    sample: SampleVacancy
    decision: str = ""
    missing: list[str] = field(default_factory=list)
    open_questions: list[str] = field(default_factory=list)


class Told:
    """The story so far. ``run`` keeps the names of one telling apart from another's on the same platform."""

    def __init__(self, client: Client, *, run: str, rows: int | None) -> None:
        self.client = client
        self.run = run
        self.rows = rows
        self.plan = ""
        self.vacancy: Chosen | None = None
        self.people: dict[str, dict[str, Any]] = {}
        """The young people by their part in the story, as last answered, each with its ``etag``."""
        self.decisions: list[tuple[str, str]] = []
        """Who may replay which decision: kind of client and path."""
        self.counts: dict[str, int] = {}
        """What each contribution series counted after the first day of work."""

    @property
    def chosen(self) -> Chosen:
        """The vacancy that is followed."""
        if self.vacancy is None:
            raise StepFailed("no vacancy was chosen: an earlier step failed")
        return self.vacancy

    @property
    def today(self) -> date:
        """The business date."""
        return business_date(datetime.now(UTC))

    @property
    def plan_year(self) -> int:
        """The ROC year of the execution plan."""
        return min(self.today.year - 1911, LAST_PLAN_YEAR)

    @property
    def plan_day(self) -> date:
        """A day that the plan covers, today when it does."""
        return min(self.today, date(LAST_PLAN_YEAR + 1911, 12, 31))

    def check(self, right: bool, otherwise: str) -> None:
        """Raise StepFailed with what was seen."""
        if not right:
            raise StepFailed(otherwise)

    async def until(self, ask: Callable[[], Awaitable[Any]], right: Callable[[Any], bool], otherwise: str) -> Any:
        """Ask until the answer is right, for what has to cross from one service to another; raises StepFailed."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not right(answer := await ask()):
            self.check(time.monotonic() < deadline, f"{otherwise}; last seen: {answer}")
            await asyncio.sleep(AGAIN_SECONDS)
        return answer

    async def count(self, series: str, *, industry: str = INDUSTRY, county: str = COUNTY) -> int:
        """What a contribution series counts in a county and an industry."""
        answer = await self.client.ask("planning", "GET", f"/v1/contributions/{series}?by=county&by=industry")
        cells = {(cell["key"]["county"], cell["key"]["industry"]): cell["count"] for cell in answer.body["cells"]}
        return int(cells.get((county, industry), 0))

    async def job(self, kind: str, path: str) -> dict[str, Any]:
        """Wait for a job to succeed."""

        async def ask() -> dict[str, Any]:
            return (await self.client.ask(kind, "GET", path)).body

        def over(job: dict[str, Any]) -> bool:
            return job["state"] not in ("queued", "running")

        ended: dict[str, Any] = await self.until(ask, over, f"the job at {path} does not end")
        self.check(ended["state"] == "succeeded", f"the job ended otherwise: {ended}")
        return ended
