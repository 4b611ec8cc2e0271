"""An import for the OpenAPI document."""

from typing import Any

from vacancy.schemas.examples.vacancies import AT, VACANCY_ID

IMPORT_ID = "0197c1f1-0c55-7e40-8d21-9a7c3b1f4e33"
FEED: dict[str, Any] = {
    "success": True,
    "result": {
        "records": [
            {
                "OCCU_DESC（職務名稱）": "網路軟體程式設計師",
                "WK_TYPE（職務性質）": "全職",
                "CJOB2_COUNT（職務小類別代碼）": "080203",
                "JOB_PERSON（雇用人數）": "2",
                "STOP_DATE（應徵截止日期）": "20261231",
                "JOB_DETAIL（工作內容）": "系統開發與維護。",
                "CITYNAME（工作地點）": "台北市信義區",
                "SALARYCD（核薪方式）": "月薪",
                "NT_L（薪資範圍下限）": "45000",
                "NT_U（薪資範圍上限）": "60000",
                "URL_QUERY（職缺資料URL）": "https://job.taiwanjobs.gov.tw/Internet/jobwanted/JobDetail.aspx"
                "?EMPLOYER_ID=2556007&HIRE_ID=13327969",
                "COMPNAME（公司名稱）": "範例資訊股份有限公司",
            }
        ]
    },
}
ROWS_CSV = (
    "source_id,title,employer.name,county,openings,pay.basis,pay.minimum\r\n"
    "a-1,資安工程師,範例資訊股份有限公司,63000,2,monthly,45000\r\n"
)
ROWS_NDJSON = (
    '{"source_id": "a-1", "title": "資安工程師", "employer": {"name": "範例資訊股份有限公司"}, "county": "63000", '
    '"pay": {"basis": "monthly", "minimum": 45000}}\n'
)
ASKED: dict[str, Any] = {
    "id": IMPORT_ID,
    "state": "queued",
    "parameters": {
        "format": "taiwanjobs",
        "source": "taiwanjobs",
        "dry_run": False,
        "kind": "csv",
        "bytes": 812_446,
    },
    "done": 0,
    "total": None,
    "percent": None,
    "counts": {},
    "problem": None,
    "cancel_requested": False,
    "created_at": AT,
    "started_at": None,
    "finished_at": None,
}
RUNNING = {
    **ASKED,
    "state": "running",
    "done": 500,
    "total": 680,
    "percent": 73,
    "counts": {"created": 481, "unchanged": 12, "rejected": 7},
    "started_at": AT,
}
OUTCOMES = {
    "items": [
        {
            "number": 1,
            "outcome": "created",
            "source_id": "2556007-13327969",
            "vacancy_id": VACANCY_ID,
            "screening": "needs_information",
            "missing": ["insurance.labour", "insurance.health", "hazards.none_attested", "direct_employment"],
            "notes": [{"pointer": "/openings", "code": "not-understood", "column": "JOB_PERSON", "received": "若干"}],
        },
        {
            "number": 2,
            "outcome": "rejected",
            "source_id": None,
            "vacancy_id": None,
            "screening": None,
            "missing": [],
            "notes": [{"code": "county-not-named", "pointer": "/county", "column": "CITYNAME", "received": "新竹"}],
        },
    ],
    "next_cursor": "q5Jr0u9Zb2C1mY7k0pXvQ2k",
}
