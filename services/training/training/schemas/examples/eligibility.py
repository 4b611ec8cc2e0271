"""A check that finds a document missing, the supplement that it makes, and what is done about it."""

from typing import Any

from training.schemas.examples.applications import APPLICATION_ID, DECISION_ID
from training.schemas.examples.courses import AT

REQUEST_ID = "019a5c50-1a11-7f21-8d01-1e2f3a4b5c01"

CHECK: dict[str, Any] = {
    "judgements": [
        {
            "criterion": "plan_content",
            "verdict": "unknown",
            "reason": "培育實作場域規劃未述明設備。",
            "missing": ["/plan/site"],
        }
    ]
}
FINDING: dict[str, Any] = {
    "criterion": "documents",
    "kind": "mandatory",
    "code_version": 1,
    "rules": ["R003-087"],
    "verdict": "unknown",
    "reason": "not-there",
    "evidence": {"required": ["registration", "cooperation"]},
    "missing": ["/documents/cooperation"],
}
DECISION: dict[str, Any] = {
    "id": DECISION_ID,
    "application_id": APPLICATION_ID,
    "outcome": "supplement_requested",
    "missing": ["/documents/cooperation"],
    "findings": [FINDING],
    "rule_set": "ipas-subsidy-eligibility",
    "rule_set_version": "2023-01",
    "reference_date": "2026-07-01",
    "facts": {"universities": ["範例科技大學"], "documents": {}, "rounds_used": 0, "rounds_allowed": 1},
    "facts_digest": "0b9f1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b",
    "decided_by": "officer-17",
    "decided_at": AT,
}
REPLAY: dict[str, Any] = {
    "decision_id": DECISION_ID,
    "same": True,
    "facts_intact": True,
    "outcome": "supplement_requested",
    "replayed_outcome": "supplement_requested",
    "differences": [],
}
REQUEST: dict[str, Any] = {
    "id": REQUEST_ID,
    "application_id": APPLICATION_ID,
    "round": 1,
    "decision_id": DECISION_ID,
    "items": [
        {"kind": "field", "name": "/plan/site", "criterion": "plan_content", "reason": "judged-by-officer"},
        {"kind": "document", "name": "cooperation", "criterion": "documents", "reason": "not-there"},
    ],
    "days": 10,
    "noticed_at": AT,
    "received_on": None,
    "received_how": None,
    "delivery_reference": None,
    "due_on": None,
    "extensions": [],
    "overdue_at": None,
    "closed_at": None,
    "closed_as": None,
}
_RECEIVED = REQUEST | {"received_on": "2026-07-01", "received_how": "acknowledged", "due_on": "2026-07-11"}
RECEIVED: dict[str, Any] = {
    "application_id": APPLICATION_ID,
    "state": "supplement_requested",
    "version": 5,
    "request": _RECEIVED,
}
DELIVERY = {"received_on": "2026-07-01", "reference": "郵件回執 115-0701"}
DELIVERED = RECEIVED | {
    "request": _RECEIVED | {"received_how": "delivered", "delivery_reference": DELIVERY["reference"]},
}
EXTENSION = {"due_on": "2026-07-25", "reason": "校方用印作業不及。"}
_MORE = {"due_on": "2026-07-25", "reason": EXTENSION["reason"], "officer": "officer-17", "granted_at": AT}
EXTENDED = RECEIVED | {"version": 6, "request": _RECEIVED | {"due_on": "2026-07-25", "extensions": [_MORE]}}
OVERDUE = {"reason": "逾期未補件。"}
RETURNED = RECEIVED | {
    "state": "returned",
    "version": 7,
    "request": _RECEIVED | {"closed_at": AT, "closed_as": "returned"},
}
ANSWER: dict[str, Any] = {"plan": {"site": "公司資安監控中心，監控席位 6 席、測試環境 2 套。"}}
