"""A file of vacancies from upload to the last outcome, through the gateway, beside what a partner does without it.

The same rows one by one are a PUT and a screening each, over several connections at once. The file is a copy of the
open feed with free text as long as real rows have; it is loaded new, again as it is, and again with every row restated.
A tenth and half of it, each into an empty service, show whether the time grows with the rows.
"""

import asyncio
import contextlib
import csv
import gzip
import io
import time
from collections.abc import Callable, Iterator
from typing import Any

import aiohttp
import psutil
from localkafka.ports import free_ports
from onebox.sample import read_sample
from onebox.shell import HOST

from bench.report import Bar, NotMeasured, Report, Row
from bench.sizes import Size
from bench.stand import Stand, standing

LOOK_EVERY_SECONDS = 0.5
"""Often enough for a figure of a minute; every look costs the gateway and the service a hundredth of a second."""
PATIENCE_SECONDS = 900.0
ONE_BY_ONE = 16
SHARE = 50
"""One by one is measured on this part of the rows: it does not get faster with more of them."""
OF_ONE_EMPLOYER = 1_000
"""Rows after which the sample's employers come again under other names: a real feed has about two rows of each."""
ROWS_A_MINUTE = 100_000
MOST_MEGABYTES = 400
GROWTH = 0.9
"""Of the speed that a tenth of the rows has: what a row costs does not grow with how many there are."""
DETAIL = (
    "1.負責門市櫃檯接待、電話應對與顧客諮詢服務，協助處理退換貨及客訴案件。\n2.商品上架、盤點、陳列與庫存整理，配合節慶檔期佈置。\n"
    "3.每日營業報表登打與月底帳務核對，熟悉試算表操作者尤佳。\n4.配合公司教育訓練，通過考核者調整職務與薪資，升遷管道透明。\n"
    "5.其他主管交辦事項。\n工作時間：週一至週五 09:00-18:00，午休一小時，國定假日依規定休假。\n"
    "其他條件：細心負責、具團隊精神，無經驗可，到職後安排資深同仁帶領。"
)
"""About as long as the free text of real rows; no two rows have the same, and titles differ as often as theirs."""
PAGE = "https://job.taiwanjobs.gov.tw/Internet/jobwanted/JobDetail.aspx"
HEADER = (
    "OCCU_DESC",
    "WK_TYPE",
    "CJOB2_COUNT",
    "JOB_PERSON",
    "STOP_DATE",
    "JOB_DETAIL",
    "CITYNAME",
    "EXPERIENCE",
    "WKTIME",
    "SALARYCD",
    "NT_L",
    "NT_U",
    "EDGRDESC",
    "URL_QUERY",
    "COMPNAME",
    "TRANDATE",
)


def run(size: Size) -> Report:
    """Load a tenth and half of the rows into empty services, then all of them three times, and a part one by one."""
    report = Report("vacancy-import")
    for rows in (size.rows // 10, size.rows // 2):
        with standing() as stand:
            report.rows.append(_Loading(stand).row("new rows", _file(rows, wage=32_000), rows))
    with standing() as stand:
        loading = _Loading(stand)
        first, restated = _file(size.rows, wage=32_000), _file(size.rows, wage=45_000)
        report.rows += [
            loading.row(name, file, size.rows)
            for name, file in (("new rows", first), ("the same again", first), ("every row restated", restated))
        ]
        seconds = asyncio.run(_one_by_one(stand, size.rows // SHARE))
        report.rows.append(_row("one by one: PUT and screening", size.rows // SHARE, seconds))
    tenth, _, new, *_, alone = report.rows
    report.bars += [
        Bar("new rows/s", new["rows/s"], ROWS_A_MINUTE / 60),
        Bar("rows/s of all rows / of a tenth", new["rows/s"] / tenth["rows/s"], GROWTH),
        Bar("times as fast as one by one", new["rows/s"] / alone["rows/s"], 5),
        Bar(
            "peak MB of the service, all its processes",
            max(one["MB"] or 0 for one in report.rows),
            MOST_MEGABYTES,
            "below",
        ),
    ]
    return report


class _Loading:
    """The service's processes that an import runs on, and what they hold meanwhile."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        [health_port] = free_ports(1)
        api, _ = stand.start_gateway()
        jobs = stand.start("vacancy-jobs", "vacancy", "vacancy.worker", "jobs", health_port=health_port)
        self._roles = [psutil.Process(one.pid) for one in (api, stand.await_ready(jobs, health_port))]

    def row(self, name: str, file: bytes, rows: int) -> Row:
        """Load a file; the seconds to its last outcome, and the most memory seen at a look."""
        seconds, megabytes = asyncio.run(_load(self._stand, file, rows=rows, held=self._megabytes))
        return _row(name, rows, seconds, megabytes)

    def _megabytes(self) -> float:
        """What api, jobs, and the processes that compute for them hold; what they share counts once."""
        own, shared = 0, 0
        for one in [each for role in self._roles for each in (role, *role.children(recursive=True))]:
            # one that computes ends when its file is through
            with contextlib.suppress(psutil.NoSuchProcess):
                seen = one.memory_info()
                own += seen.rss - seen.shared
                shared = max(shared, seen.shared)
        return (own + shared) / 1e6


def _row(name: str, rows: int, seconds: float, megabytes: float | None = None) -> Row:
    return {"what": name, "rows": rows, "seconds": seconds, "rows/s": rows / seconds, "MB": megabytes}


def _rows(many: int, *, wage: int) -> Iterator[list[object]]:
    sample = [one.facts for one in read_sample() if "county" in one.facts]
    for number in range(many):
        facts = sample[number % len(sample)]
        yield [
            f"{facts['title']} {number // len(sample)}", "全職", "080203", "2", "20271231",
            f"{DETAIL[number % 40 :]}依第{number}組之班別排定。", "台北市信義區", "無", "日班",
            "月薪", wage + number % 1_000, "0", "大學", f"{PAGE}?EMPLOYER_ID={number % 977}&HIRE_ID={number}",
            f"{facts['employer']['name']}{number // OF_ONE_EMPLOYER}", "20260630",
        ]  # fmt: skip


def _file(many: int, *, wage: int) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADER)
    writer.writerows(_rows(many, wage=wage))
    return gzip.compress(text.getvalue().encode(), 1)


async def _load(stand: Stand, file: bytes, *, rows: int, held: Callable[[], float]) -> tuple[float, float]:
    """Send a file and wait for its last outcome; returns the seconds of both together, and the most that was held."""
    most = 0.0
    headers = {"Authorization": f"Bearer {await _token(stand)}", "Content-Type": "text/csv"}
    base = f"http://{HOST}:{stand.gateway_port}"
    async with aiohttp.ClientSession(base, headers=headers) as session:
        began = time.monotonic()
        keyed = {"Idempotency-Key": f"bench-{began}"}
        async with session.post("/v1/vacancy-imports?format=taiwanjobs", data=file, headers=keyed) as answer:
            if answer.status != 202:
                raise NotMeasured(f"the import was answered {answer.status}: {await answer.text()}")
            place = answer.headers["Location"]
        while time.monotonic() - began < PATIENCE_SECONDS:
            async with session.get(place) as answer:
                found: dict[str, Any] = await answer.json()
            most = max(most, held())
            if found["state"] == "succeeded" and found["done"] == rows:
                return time.monotonic() - began, most
            if found["state"] not in ("queued", "running"):
                raise NotMeasured(f"the import ended {found['state']}: {found['problem']}")
            await asyncio.sleep(LOOK_EVERY_SECONDS)
    raise NotMeasured(f"the import took more than {PATIENCE_SECONDS:.0f} s")


async def _one_by_one(stand: Stand, many: int) -> float:
    """A PUT and a screening a row, as fast as several connections go."""
    headers = {"Authorization": f"Bearer {await _token(stand)}"}
    facts = [one.facts | {"description": DETAIL} for one in read_sample() if "county" in one.facts]
    waiting = iter(range(many))
    base = f"http://{HOST}:{stand.gateway_port}"

    async def work(session: aiohttp.ClientSession) -> None:
        for number in waiting:
            path = f"/v1/vacancies/by-source/one-by-one/{number}"
            async with session.put(path, json=facts[number % len(facts)]) as answer:
                made = await answer.json()
            screened = {"If-Match": "*", "Idempotency-Key": f"{number}"}
            async with session.post(f"/v1/vacancies/{made['id']}/screenings", headers=screened) as answer:
                if answer.status != 201:
                    raise NotMeasured(f"a screening was answered {answer.status}: {await answer.text()}")

    async with aiohttp.ClientSession(base, headers=headers) as session:
        began = time.monotonic()
        await asyncio.gather(*(work(session) for _ in range(ONE_BY_ONE)))
        return time.monotonic() - began


async def _token(stand: Stand) -> str:
    return await asyncio.to_thread(stand.token, "association")
