"""Copies of the open vacancy feed (台灣就業通): rows by trait, and its three encodings in both spellings."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx2 as httpx

from tests.factories.vacancy import Caller

SUFFIXES = {
    "OCCU_DESC": "職務名稱",
    "WK_TYPE": "職務性質",
    "CJOB1_COUNT": "職務大類別代碼",
    "CJOB_NAME1": "職務大類別名稱",
    "CJOB2_COUNT": "職務小類別代碼",
    "CJOB_NAME2": "職務小類別名稱",
    "JOB_PERSON": "雇用人數",
    "STOP_DATE": "應徵截止日期",
    "JOB_DETAIL": "工作內容",
    "CITYNAME": "工作地點",
    "EXPERIENCE": "工作經驗",
    "WKTIME": "工作時間",
    "SALARYCD": "核薪方式",
    "NT_L": "薪資範圍下限",
    "NT_U": "薪資範圍上限",
    "EDGRDESC": "最低學歷要求",
    "URL_QUERY": "職缺資料URL",
    "COMPNAME": "公司名稱",
    "TRANDATE": "職缺更新日期",
}
PAGE = "https://job.taiwanjobs.gov.tw/Internet/jobwanted/JobDetail.aspx"
NEGOTIABLE = "依學經歷、證照核薪(每月經常性薪資達4萬元以上)"
Row = Mapping[str, str]


def a_feed_row(hire: int = 13_327_969, **changes: str) -> dict[str, str]:
    """A row in which every column says something."""
    row = {
        "OCCU_DESC": "網路軟體程式設計師",
        "WK_TYPE": "全職",
        "CJOB1_COUNT": "08",
        "CJOB_NAME1": "資訊／軟體／系統",
        "CJOB2_COUNT": "080203",
        "CJOB_NAME2": "網路軟體程式設計師",
        "JOB_PERSON": "2",
        "STOP_DATE": "20261231",
        "JOB_DETAIL": "系統開發與維護。\n需輪值。",
        "CITYNAME": "台北市信義區",
        "EXPERIENCE": "1年以上",
        "WKTIME": "日班",
        "SALARYCD": "月薪",
        "NT_L": "45000",
        "NT_U": "60000",
        "EDGRDESC": "大學",
        "URL_QUERY": f"{PAGE}?EMPLOYER_ID=2556007&HIRE_ID={hire}",
        "COMPNAME": "範例資訊股份有限公司",
        "TRANDATE": "20260630",
    }
    return row | changes


def header(*, suffixed: bool) -> list[str]:
    """The column names in one of their two spellings."""
    return [f"{name}（{suffix}）" if suffixed else name for name, suffix in SUFFIXES.items()]


def as_csv(rows: Sequence[Row], *, suffixed: bool = True) -> bytes:
    """As published: UTF-8 with a BOM, everything quoted."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(header(suffixed=suffixed))
    writer.writerows([[row.get(name, "") for name in SUFFIXES] for row in rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_json(rows: Sequence[Row], *, suffixed: bool = True, **answer: Any) -> bytes:
    """As answered."""
    names = dict(zip(SUFFIXES, header(suffixed=suffixed), strict=True))
    records = [{names[name]: text for name, text in row.items()} for row in rows]
    document = {"success": True, "result": {"records": records}} | answer
    return json.dumps(document, ensure_ascii=False).encode()


def as_xml(rows: Sequence[Row], *, suffixed: bool = True) -> bytes:
    """As published; the newer copies have the suffix in the element's name."""
    names = dict(zip(SUFFIXES, header(suffixed=suffixed), strict=True))
    records = [
        "".join(f"<{names[name]}><![CDATA[{text}]]></{names[name]}>" for name, text in row.items()) for row in rows
    ]
    body = "".join(f"<Data>{record}</Data>" for record in records)
    return f'<?xml version="1.0" encoding="utf-8"?><DataList>{body}</DataList>'.encode()


async def send(
    caller: Caller, content: bytes, *, kind: str = "text/csv", key: str | None = None, **parameters: Any
) -> httpx.Response:
    """Ask for an import of a file; of rows in YouthLink's own format unless told otherwise."""
    asked = {"format": "youthlink", "source": "partner"} | parameters
    headers = caller.headers(key=True) | {"Content-Type": kind}
    if key is not None:
        headers["Idempotency-Key"] = key
    return await caller.http.post(
        "/v1/vacancy-imports",
        content=content,
        headers=headers,
        params={name: said for name, said in asked.items() if said is not None},
    )
