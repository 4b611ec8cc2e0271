"""The story's employer and association, the branch's plan, and the figures that officers load."""

from typing import Any

from vacancy.schemas.examples.vacancies import AT

EMPLOYER_ID = "0197c1f1-0a11-7e21-8b01-5d6e7f8a9b01"
ASSOCIATION_ID = "0197c1f1-0b22-7e32-8c02-6e7f8a9b0c02"
PLAN_ID = "0197c1f1-0c33-7e43-8d03-7f8a9b0c1d03"

ENTRY_WAGE_FIGURE = {
    "monthly": 41000,
    "source": "勞動部職類別薪資調查",
    "label": "資安業初任人員平均薪資",
    "valid_from": "2026-01-01",
}
ENTRY_WAGE: dict[str, Any] = {
    "industry": "112-10",
    "roc_year": 115,
    **ENTRY_WAGE_FIGURE,
    "version": 1,
    "officer": "officer-17",
    "loaded_by": "branch-north",
    "loaded_at": AT,
}
PROJECTION_FIGURES: dict[str, Any] = {
    "first_roc_year": 115,
    "demand": [3200, 3400, 3600],
    "supply": [2900, 3000, 3100],
    "source": "115-117年資安產業專業人才需求推估調查",
    "valid_from": "2026-01-01",
}
PROJECTION: dict[str, Any] = {
    "industry": "112-10",
    "edition": "115-117",
    "first_roc_year": 115,
    "demand": [3200, 3400, 3600],
    "supply": [2900, 3000, 3100],
    "positive": True,
    "source": PROJECTION_FIGURES["source"],
    "valid_from": "2026-01-01",
    "version": 1,
    "officer": "officer-3",
    "loaded_by": "workforce_agency-wda",
    "loaded_at": AT,
}

EMPLOYER: dict[str, Any] = {
    "name": "範例資訊股份有限公司",
    "county": "63000",
    "industry": "112-10",
    "head_count": 48,
    "profile": {
        "prospects": "五年內擴充資安監控中心，工程師可升任資深及主任工程師。",
        "workplace": "臺北市內湖區，近捷運站。",
        "key_competencies": [{"code": "資安事件處理", "level": 4}],
    },
}
EMPLOYER_SHOWN: dict[str, Any] = {
    "id": EMPLOYER_ID,
    "owner_org": "org-1",
    "company_number": "22099131",
    **EMPLOYER,
    "registry": {
        "status": None,
        "description": None,
        "source": None,
        "answered_at": None,
        "tried_at": None,
        "failure": None,
    },
    "version": 1,
    "created_at": AT,
    "updated_at": AT,
}
EMPLOYER_REGISTERED = {**EMPLOYER_SHOWN, "result": "created"}
EMPLOYERS = {"items": [EMPLOYER_SHOWN], "next_cursor": None}
EMPLOYER_CHANGED = {**EMPLOYER_SHOWN, "version": 2, "result": "changed"}
EMPLOYER_ASKED = {
    **EMPLOYER_SHOWN,
    "version": 2,
    "registry": {
        "status": "registered",
        "description": "核准設立",
        "source": "gcis:5F64D864-61CB-4D0D-8AD9-492047CC1EA6",
        "answered_at": AT,
        "tried_at": AT,
        "failure": None,
    },
}

COOPERATION: dict[str, Any] = {
    "name": "台灣資安產業協會",
    "kind": "industrial",
    "legal_person": True,
    "certificate": "台內團字第1120000001號",
    "mode": "letter_of_intent",
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
}
ASSOCIATION = {**COOPERATION, "org": "org-1"}
ASSOCIATION_SHOWN: dict[str, Any] = {
    "id": ASSOCIATION_ID,
    "org": "org-1",
    "branch": "north",
    **{name: value for name, value in COOPERATION.items() if name != "legal_person"},
    "mode_note": None,
    "version": 1,
    "officer": "officer-17",
    "recorded_by": "branch-north",
    "created_at": AT,
    "updated_at": AT,
}

ASSOCIATIONS = {"items": [ASSOCIATION_SHOWN], "next_cursor": None}

PLAN_CONTENT: dict[str, Any] = {
    "industries": ["112-10", "112-04"],
    "associations": [],
    "targets": {"youths": 2200, "vacancies": 1500, "matching_rounds": 12},
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
}
PLAN = {**PLAN_CONTENT, "roc_year": 115}
REVISION: dict[str, Any] = {
    "revision": 1,
    **PLAN_CONTENT,
    "reason": None,
    "officer": "officer-17",
    "filed_by": "branch-north",
    "filed_at": AT,
    "document_number": None,
    "acknowledging_officer": None,
    "acknowledged_by": None,
    "acknowledged_at": None,
}
_PLAN: dict[str, Any] = {
    "id": PLAN_ID,
    "branch": "north",
    "roc_year": 115,
    "state": "filed",
    "version": 1,
    "revision": 1,
    "acknowledged_revision": None,
    "created_at": AT,
    "updated_at": AT,
}
PLANS = {"items": [_PLAN], "next_cursor": None}
PLAN_FILED = {**_PLAN, "content": REVISION}
ACKNOWLEDGEMENT = {"document_number": "發就字第1150000123號"}
_ACKNOWLEDGED = {
    **REVISION,
    **ACKNOWLEDGEMENT,
    "acknowledging_officer": "officer-3",
    "acknowledged_by": "workforce_agency-wda",
    "acknowledged_at": AT,
}
PLAN_ACKNOWLEDGED = {
    **_PLAN,
    "state": "acknowledged",
    "version": 2,
    "acknowledged_revision": 1,
    "content": _ACKNOWLEDGED,
}
AMENDMENT = {**PLAN_CONTENT, "industries": ["112-10"], "reason": "配合產業需求調整辦理產業別。"}
PLAN_AMENDED = {
    **PLAN_ACKNOWLEDGED,
    "state": "amended",
    "version": 3,
    "revision": 2,
    "content": {**REVISION, "revision": 2, "industries": ["112-10"], "reason": AMENDMENT["reason"]},
}
