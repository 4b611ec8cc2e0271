"""The company registry's open data (商工登記公示資料): over HTTP, or from a file of the same rows.

"Could not ask" is never "not registered": a time-out, an open circuit, too many at once, a refusal, or an answer that
cannot be read all raise RegistryNotAsked.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import aiohttp
from fields.roc import RocDateInvalid, parse_roc_date

from vacancy.adapters.circuit import Circuit
from vacancy.domain.registry import RegistryAnswer, RegistryNotAsked, RegistryStatus

COMPANY = "5F64D864-61CB-4D0D-8AD9-492047CC1EA6"
"""公司登記基本資料-應用一: one row for a company, an empty body for any other number."""
KIND = "673F0FC0-B3A7-429F-9041-E9866836B66D"
"""統編查是否為公司/分公司/商業: whether a number is a branch office's or a business's."""
ACTIVE = "核准設立"
ANSWER_BYTES = 1_000_000
FAILURES, REST_SECONDS, AT_ONCE = 5, 30.0, 2
"""Two at once hold at most two of a process's ten database connections while the registry is waited for."""


class HttpCompanyRegistry:
    """Asks the registry's open API."""

    def __init__(self, base_url: str, *, timeout_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._base_url = base_url.rstrip("/")
        self._timeout = timeout_seconds
        self._circuit = Circuit(failures=FAILURES, rest_seconds=REST_SECONDS, clock=clock)
        self._asking = 0

    async def look_up(self, company_number: str, *, on: date) -> RegistryAnswer:
        """What the registry says of a number on a day; raises RegistryNotAsked."""
        if self._circuit.open:
            raise RegistryNotAsked("circuit-open")
        if self._asking >= AT_ONCE:
            raise RegistryNotAsked("busy")
        self._asking += 1
        try:
            answer = await self._ask(company_number, on)
        except RegistryNotAsked:
            self._circuit.failed()
            raise
        finally:
            self._asking -= 1
        self._circuit.succeeded()
        return answer

    async def _ask(self, company_number: str, on: date) -> RegistryAnswer:
        try:
            async with asyncio.timeout(self._timeout), aiohttp.ClientSession() as session:
                rows = await self._rows(session, COMPANY, f"Business_Accounting_NO eq {company_number}")
                if rows:
                    return company_answer(rows, company_number, on)
                return kind_answer(await self._rows(session, KIND, f"No eq {company_number}"))
        except TimeoutError as error:
            raise RegistryNotAsked("timeout") from error
        except aiohttp.ClientError as error:
            raise RegistryNotAsked("unreachable") from error

    async def _rows(self, session: aiohttp.ClientSession, data_set: str, condition: str) -> Sequence[Any]:
        asked = {"$format": "json", "$filter": condition, "$skip": "0", "$top": "50"}
        async with session.get(f"{self._base_url}/od/data/api/{data_set}", params=asked) as response:
            if response.status != 200:
                raise RegistryNotAsked(f"http-{response.status}")
            body = b""
            async for chunk in response.content.iter_chunked(65_536):
                body += chunk
                if len(body) > ANSWER_BYTES:
                    raise RegistryNotAsked("unreadable")
        return _list_of(body) if body.strip() else []


class FileCompanyRegistry:
    """Answers from a file: a JSON list of rows as 應用一 gives them. What the file does not hold was not asked."""

    def __init__(self, path: Path) -> None:
        rows = _list_of(path.read_bytes())
        self._rows = {str(row.get("Business_Accounting_NO")): row for row in rows if isinstance(row, Mapping)}
        self._source = f"file:{path.name}"

    async def look_up(self, company_number: str, *, on: date) -> RegistryAnswer:
        """What the file says of a number on a day; raises RegistryNotAsked."""
        row = self._rows.get(company_number)
        if row is None:
            raise RegistryNotAsked("not-in-file")
        return company_answer([row], company_number, on, source=self._source)


def company_answer(
    rows: Sequence[Any], company_number: str, on: date, *, source: str = f"gcis:{COMPANY}"
) -> RegistryAnswer:
    """Read a company's row; raises RegistryNotAsked for anything else."""
    row = rows[0]
    if not isinstance(row, Mapping) or row.get("Business_Accounting_NO") != company_number:
        raise RegistryNotAsked("unreadable")
    described = row.get("Company_Status_Desc")
    if not isinstance(described, str) or not described:
        raise RegistryNotAsked("unreadable")
    if described != ACTIVE:
        return RegistryAnswer(RegistryStatus.NOT_ACTIVE, described, source)
    begins, ends = _roc_date(row.get("Sus_Beg_Date")), _roc_date(row.get("Sus_End_Date"))
    if begins is not None and begins <= on and (ends is None or on <= ends):
        return RegistryAnswer(RegistryStatus.NOT_ACTIVE, "停業", source)
    return RegistryAnswer(RegistryStatus.REGISTERED, described, source)


def kind_answer(rows: Sequence[Any]) -> RegistryAnswer:
    """Read whether a number that is no company's is a branch office's or a business's; raises RegistryNotAsked."""
    source = f"gcis:{KIND}"
    if not all(isinstance(row, Mapping) and row.get("exist") in ("Y", "N") for row in rows):
        raise RegistryNotAsked("unreadable")
    kinds = [str(row.get("TYPE")) for row in rows if row["exist"] == "Y"]
    if not kinds:
        return RegistryAnswer(RegistryStatus.NOT_REGISTERED, "查無登記", source)
    return RegistryAnswer(RegistryStatus.REGISTERED, "、".join(kinds), source)


def _list_of(body: bytes) -> Sequence[Any]:
    try:
        rows = json.loads(body)
    except ValueError as error:
        raise RegistryNotAsked("unreadable") from error
    if not isinstance(rows, list):
        raise RegistryNotAsked("unreadable")
    return rows


def _roc_date(text: object) -> date | None:
    """A ROC date of seven digits; nothing where none is written."""
    if not isinstance(text, str) or not text.strip():
        return None
    try:
        return parse_roc_date(text)
    except RocDateInvalid as error:
        raise RegistryNotAsked("unreadable") from error
