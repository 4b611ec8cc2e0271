"""The call of one year: window, documents, job types, parameters."""

from typing import Any

from training.schemas.examples.courses import AT

CALL_ID = "019a5c30-1a11-7d21-8b01-1c2d3e4f5a01"

PARAMETERS: dict[str, Any] = {
    "average_pay_above": 30000,
    "own_share_percent": 50,
    "supplement_days": 10,
    "supplement_rounds": 1,
    "return_when_overdue": False,
    "review_weights": {"goals_and_strategy": 35, "training_content": 30, "expected_results": 25, "budget": 10},
}
CONTENT: dict[str, Any] = {
    "title": "115 年度 iPAS 企業數位人才實作培育補助",
    "opens_on": "2026-06-01",
    "closes_on": "2026-07-31",
    "budget": 60000000,
    "documents": [
        {"code": "registration", "name": "公司設立登記證明", "required": True, "proves": ["registered"]},
        {"code": "credit-report", "name": "票據信用查覆單", "required": True, "proves": ["dishonoured_cheques"]},
        {"code": "balance-sheet", "name": "最近一年度資產負債表", "required": True, "proves": ["net_worth"]},
        {"code": "cooperation", "name": "產學合作意向書", "required": True, "proves": []},
        {"code": "site-photos", "name": "實作場域照片", "required": False, "proves": []},
    ],
    "job_types": [
        {"code": "information-security", "name": "資訊安全工程師"},
        {"code": "big-data", "name": "巨量資料分析師"},
        {"code": "internet-of-things", "name": "物聯網應用工程師"},
    ],
    "parameters": PARAMETERS,
}
CALL: dict[str, Any] = {**CONTENT, "roc_year": 115, "authority_org": "ida"}
AMENDED: dict[str, Any] = {**CONTENT, "closes_on": "2026-08-31", "reason": "因應各校學期結束時間，延長受理期間。"}
SUMMARY: dict[str, Any] = {
    "id": CALL_ID,
    "roc_year": 115,
    "state": "draft",
    "revision": 1,
    "version": 1,
    "created_at": AT,
    "updated_at": AT,
}
CALLS = {"items": [SUMMARY | {"state": "open", "version": 2}], "next_cursor": None}
CALL_DRAFTED: dict[str, Any] = {**SUMMARY, **CONTENT, "reason": None, "recorded_at": AT}
CALL_OPENED = CALL_DRAFTED | {"state": "open", "version": 2}
CALL_AMENDED = CALL_OPENED | {"closes_on": "2026-08-31", "reason": AMENDED["reason"], "revision": 2, "version": 3}
CALL_CLOSED = CALL_OPENED | {"state": "closed", "version": 3}
