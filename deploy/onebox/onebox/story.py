"""The story: one real vacancy all the way, told over HTTP, each step's result checked.

Every request that changes something carries an idempotency key, so the story goes on through a process that is killed
under it: it asks again until the platform answers.
"""

import asyncio
import sys
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from onebox.client import AGAIN_SECONDS, PATIENCE_SECONDS, Answer, Client, StepFailed
from onebox.sample import SampleVacancy, read_sample

TOP_MISSING = 5
COUNTY = "63000"
INDUSTRY = "112-10"
DIGITAL = ("全端", "軟體", "資訊", "網路")
GOOD_PAY = 45_000
"""NT$ a month: clearly above the one entry wage that is known."""
ATTESTED: Mapping[str, Any] = {
    "employment_type": "full_time",
    "insurance": {"labour": True, "health": True},
    "working_conditions": {
        "hours_per_week": 40,
        "days_off_per_week": 2,
        "leave_stated": True,
        "no_current_violation": True,
    },
    "hazards": {"none_attested": True},
    "direct_employment": True,
    "industry": INDUSTRY,
}


@dataclass(slots=True)
class Chosen:
    """The vacancy that the story follows."""

    id: str
    etag: str
    sample: SampleVacancy
    decision: str = ""
    missing: list[str] = field(default_factory=list)
    open_questions: list[str] = field(default_factory=list)


class Story:
    """The steps, in order; each returns the line that the closing table shows."""

    def __init__(self, client: Client, *, run: str, rows: int | None = None) -> None:
        self._client = client
        self._run = run
        self._rows = list(read_sample())[-(rows or 0) :]
        self._held: dict[str, Chosen] = {}
        self._chosen: Chosen | None = None
        self._before: dict[str, Any] = {}

    @property
    def steps(self) -> list[tuple[str, Callable[[], Awaitable[str]]]]:
        """Titles and steps."""
        return [
            (f"an association upserts {len(self._rows)} real vacancies, row by row", self.upsert),
            ("every vacancy is screened against the eight criteria", self.screen),
            ("the association attests what one vacancy lacked", self.attest),
            ("it is screened again: only 'in principle' questions remain", self.screen_again),
            ("an officer of the branch decides them, with a reason", self.review),
            ("the vacancy is published", self.publish),
            ("the count moves by one, by county and industry", self.count),
            ("the screening decision is replayed: the same answer", self.replay),
            ("the same upsert is sent again: nothing moves", self.upsert_again),
        ]

    @property
    def chosen(self) -> Chosen:
        """The vacancy that is followed; chosen at the screening."""
        if self._chosen is None:
            raise StepFailed("no vacancy was chosen: an earlier step failed")
        return self._chosen

    async def upsert(self) -> str:
        """PUT each sample row by its source key."""
        self._before = await self._counts()
        results: Counter[str] = Counter()
        for row in self._rows:
            answer = await self._upsert(row)
            results[answer.body["result"]] += 1
            self._held[row.source_id] = Chosen(answer.body["id"], answer.etag or "", row)
        self._check(results.total() == len(self._rows), f"{results.total()} rows were answered")
        self._check(results["created"] == len(self._rows), f"not every row was created: {dict(results)}")
        return ", ".join(f"{count} {name}" for name, count in results.most_common())

    async def screen(self) -> str:
        """Screen every vacancy; choose one that lacks attestations only and pays well above the known entry wage."""
        outcomes: Counter[str] = Counter()
        missing: Counter[str] = Counter()
        for held in self._held.values():
            decision = await self._screen(held)
            outcomes[decision["outcome"]] += 1
            missing.update(held.missing)
            pay = held.sample.facts["pay"]
            digital = any(word in held.sample.facts["title"] for word in DIGITAL)
            good = digital and pay["basis"] == "monthly" and pay.get("minimum", 0) >= GOOD_PAY
            if self._chosen is None and good and held.sample.facts.get("county") == COUNTY:
                self._chosen = held
        self._check(outcomes.total() == len(self._rows), f"{outcomes.total()} of {len(self._rows)} have an outcome")
        self._check(outcomes["qualified"] == 0, "a vacancy qualified without one attestation")
        top = ", ".join(f"{name} ({count})" for name, count in missing.most_common(TOP_MISSING))
        counted = ", ".join(f"{count} {name}" for name, count in outcomes.most_common())
        return f"{counted}; most often missing: {top}"

    async def attest(self) -> str:
        """Attest the chosen vacancy's missing facts."""
        chosen = self.chosen
        body = {"facts": ATTESTED, "basis": "written statement of the employer"}
        path = f"/v1/vacancies/{chosen.id}/attestations"
        answer = await self._client.ask("association", "POST", path, body=body, etag=chosen.etag)
        chosen.etag = answer.etag or ""
        return f"{chosen.sample.facts['title']}: {', '.join(sorted(ATTESTED))}"

    async def screen_again(self) -> str:
        """Screen the chosen vacancy again."""
        decision = await self._screen(self.chosen)
        self._check(
            decision["outcome"] == "needs_review", f"the outcome is {decision['outcome']}: {decision['findings']}"
        )
        self.chosen.open_questions = [one["criterion"] for one in decision["findings"] if one["verdict"] != "pass"]
        return f"{decision['outcome']}: {', '.join(self.chosen.open_questions)}"

    async def review(self) -> str:
        """Decide the in-principle criteria as an officer, for what the vacancy itself says and nothing more."""
        facts, open_questions = self.chosen.sample.facts, ", ".join(self.chosen.open_questions)
        reason = (
            "By its title the work is in information technology, and it pays "
            f"NT${facts['pay']['minimum']:,} a month or more. "
            f"What is left open ({open_questions}) is asked for in principle only."
        )
        answer = await self._client.ask(
            "branch",
            "POST",
            f"/v1/vacancies/{self.chosen.id}/review",
            body={"outcome": "qualified", "reason": reason},
            etag=self.chosen.etag,
            acting="officer-0042",
        )
        self.chosen.etag = answer.etag or ""
        self._check(answer.body["state"] == "qualified", f"the state is {answer.body['state']}")
        return str(answer.body["state"])

    async def publish(self) -> str:
        """Open the vacancy to young people."""
        path = f"/v1/vacancies/{self.chosen.id}/publication"
        answer = await self._client.ask("branch", "POST", path, etag=self.chosen.etag, acting="officer-0042")
        self.chosen.etag = answer.etag or ""
        self._check(answer.body["state"] == "published", f"the state is {answer.body['state']}")
        return str(answer.body["case_number"])

    async def count(self) -> str:
        """Wait until the publication has crossed to the indicators service."""
        expected = self._before["total"] + 1
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (now := await self._counts())["total"] < expected:
            self._check(time.monotonic() < deadline, f"the count stays at {now['total']}, {expected} was expected")
            await asyncio.sleep(AGAIN_SECONDS)
        cell = (COUNTY, INDUSTRY)
        was, is_now = self._before["cells"].get(cell, 0), now["cells"].get(cell, 0)
        self._check(now["total"] == expected, f"the total moved from {self._before['total']} to {now['total']}")
        self._check(is_now == was + 1, f"county {COUNTY}, industry {INDUSTRY} moved from {was} to {is_now}")
        return f"{COUNTY} / {INDUSTRY}: {was} → {is_now}; total {now['total']}"

    async def replay(self) -> str:
        """Replay the last screening decision."""
        path = f"/v1/screenings/{self.chosen.decision}/replay"
        answer = await self._client.ask("association", "POST", path)
        self._check(answer.body["same"] is True, f"the replay differs: {answer.body}")
        return f"same: {answer.body['outcome']}"

    async def upsert_again(self) -> str:
        """Send the chosen row once more: no new version, no new count."""
        before = await self._counts()
        answer = await self._upsert(self.chosen.sample)
        self._check(answer.body["result"] == "unchanged", f"the result is {answer.body['result']}")
        self._check(answer.etag == self.chosen.etag, f"the version moved from {self.chosen.etag} to {answer.etag}")
        self._check(await self._counts() == before, "the count moved")
        return f"unchanged, still version {answer.etag}"

    async def _upsert(self, row: SampleVacancy) -> Answer:
        # keys of its own, in the sample's source: another source's would be duplicates of what was published before
        path = f"/v1/vacancies/by-source/taiwanjobs/{self._run}-{row.source_id}"
        return await self._client.ask("association", "PUT", path, body=row.facts)

    async def _screen(self, held: Chosen) -> dict[str, Any]:
        path = f"/v1/vacancies/{held.id}/screenings"
        answer = await self._client.ask("association", "POST", path, etag=held.etag)
        held.etag, held.decision = answer.etag or "", answer.body["id"]
        held.missing = answer.body["missing"]
        return answer.body

    async def _counts(self) -> dict[str, Any]:
        path = "/v1/contributions/published-vacancies?by=county&by=industry"
        answer = await self._client.ask("planning", "GET", path)
        cells = {(cell["key"]["county"], cell["key"]["industry"]): cell["count"] for cell in answer.body["cells"]}
        return {"total": answer.body["total"], "cells": cells}

    def _check(self, right: bool, otherwise: str) -> None:
        if not right:
            raise StepFailed(otherwise)


async def tell(base: str, clients: Mapping[str, Mapping[str, str]], *, rows: int | None = None) -> bool:
    """Tell the story with the last ``rows`` of the sample (None: all); prints as it goes; True when all was right."""
    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        story = Story(Client(session, base, clients), run=uuid.uuid4().hex[:8], rows=rows)
        table: list[tuple[str, str, str, float]] = []
        for number, (title, step) in enumerate(story.steps, start=1):
            print(f"[{number}/{len(story.steps)}] {title} ...", file=sys.stderr, flush=True)
            started = time.monotonic()
            try:
                line, mark = await step(), "ok"
            except StepFailed as failed:
                line, mark = str(failed), "FAILED"
            table.append((mark, title, line, time.monotonic() - started))
            if mark == "FAILED":
                break
    print_table(table)
    return all(mark == "ok" for mark, *_ in table) and len(table) == len(story.steps)


def print_table(table: list[tuple[str, str, str, float]]) -> None:
    """The closing table: one row a step."""
    width = max(len(title) for _, title, _, _ in table)
    print()
    for number, (mark, title, line, seconds) in enumerate(table, start=1):
        print(f"{number:>2}  {mark:<6}  {title:<{width}}  {seconds:6.1f} s  {line}")
    print()
