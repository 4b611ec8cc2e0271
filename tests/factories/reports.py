"""What users report, and what officers decide of it."""

from typing import Any

import httpx2 as httpx

from tests.factories.vacancy import Caller


async def report(caller: Caller, vacancy_id: str, **changes: Any) -> httpx.Response:
    """Report that the pay is lower than stated, unless told otherwise."""
    return await caller.post(f"/v1/vacancies/{vacancy_id}/reports", {"reason": "pay_lower", **changes})


async def decide(office: Caller, report_id: str, outcome: str = "upheld", *, etag: str | None = "*") -> httpx.Response:
    """Uphold a report, or dismiss it."""
    body = {"outcome": outcome, "reason": "經雇主確認"}
    return await office.post(f"/v1/reports/{report_id}/decision", body, etag=etag, acting_person="officer-17")
