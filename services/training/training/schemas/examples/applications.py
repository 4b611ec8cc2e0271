"""An employer's application, from a draft that lacks a document to its withdrawal."""

from typing import Any

from training.schemas.examples.calls import CALL_ID
from training.schemas.examples.courses import AT

APPLICATION_ID = "019a5c40-1a11-7e21-8c01-1d2e3f4a5b01"
DOCUMENT_ID = "019a5c40-2b22-7e32-8c02-2e3f4a5b6c02"
DECISION_ID = "019a5c40-3c33-7e43-8c03-3f4a5b6c7d03"
ITEM = "registration"
PDF = "%PDF-1.4\n%%EOF\n"

COMPANY: dict[str, Any] = {
    "company_number": "22099131",
    "name": "範例資訊股份有限公司",
    "registered": True,
    "dishonoured_cheques": False,
    "net_worth": 85000000,
}
PLAN: dict[str, Any] = {
    "goals": "培育資安監控與事件處理人才 3 名。",
    "methods": "由資深工程師一對一指導，每週檢討實作成果。",
    "content": "資安監控平台操作、事件通報、弱點掃描與修補。",
    "site": "公司資安監控中心，含測試環境與監控席位。",
    "ipas_coaching": "每週兩小時 iPAS 資訊安全工程師考照輔導，補助報名費。",
    "retention": "結訓考核通過者優先聘為正式員工。",
    "working_conditions": "正式聘用月薪 45,000 元，週休二日，另有專業加給。",
}
TRAINEES: list[dict[str, Any]] = [
    {"university": "範例科技大學", "year_of_study": "4", "months": 3, "hours": 400},
    {"university": "範例科技大學", "year_of_study": "M1", "months": 2, "hours": 250},
]
NAMED = ("王小明", "陳美玲")
POSTS: list[dict[str, Any]] = [
    {"mode": "full_time", "count": 2, "monthly_pay": 32000, "job_type": "information-security"}
]
BUDGET = {"total": 1200000, "own_share": 640000}
STATED: dict[str, Any] = {
    "company": COMPANY,
    "plan": PLAN,
    "universities": ["範例科技大學"],
    "posts": POSTS,
    "budget": BUDGET,
}
FACTS: dict[str, Any] = {
    **STATED,
    "trainees": [{"name": name, **one} for name, one in zip(NAMED, TRAINEES, strict=True)],
}
DRAFT: dict[str, Any] = {"call_id": CALL_ID, **FACTS}
SUMMARY: dict[str, Any] = {
    "id": APPLICATION_ID,
    "case_number": "IPAS-115-000001",
    "call_id": CALL_ID,
    "company_number": "22099131",
    "state": "draft",
    "version": 1,
    "rounds": 0,
    "call_revision": None,
    "decision_id": None,
    "submitted_at": None,
    "created_at": AT,
    "updated_at": AT,
}
APPLICATIONS = {
    "items": [SUMMARY | {"state": "submitted", "version": 2, "call_revision": 1, "submitted_at": AT}],
    "next_cursor": None,
}
APPLICATION_DRAFTED: dict[str, Any] = {
    **SUMMARY,
    **STATED,
    "trainees": [{"number": number, **one} for number, one in enumerate(TRAINEES, start=1)],
}
APPLICATION_SUBMITTED = APPLICATION_DRAFTED | {
    "state": "submitted",
    "version": 2,
    "call_revision": 1,
    "submitted_at": AT,
}
APPLICATION_IN_CHECK = APPLICATION_SUBMITTED | {"state": "eligibility_check", "version": 3}
APPLICATION_WITHDRAWN = APPLICATION_SUBMITTED | {"state": "withdrawn", "version": 3}
WITHDRAWAL = {"reason": "學生另有安排。"}
NAMES = {"items": [{"number": number, "name": name} for number, name in enumerate(NAMED, start=1)]}
STEPS = {
    "items": [
        {
            "transition": "submit",
            "origin": "draft",
            "target": "submitted",
            "reason": None,
            "acting_person": None,
            "taken_by": "employer-example",
            "taken_at": AT,
            "version": 2,
        }
    ]
}
DOCUMENT: dict[str, Any] = {
    "id": DOCUMENT_ID,
    "item": ITEM,
    "revision": 1,
    "media_type": "application/pdf",
    "size": 482113,
    "sha256": "6f2d1e0c9b8a79685746352413f2e1d0cfbeadb09f8e7d6c5b4a39281706f5e4",
    "scan": "not_scanned",
    "uploaded_by": "employer-example",
    "uploaded_at": AT,
    "replaced_at": None,
}
