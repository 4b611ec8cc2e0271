"""One coherent story for the OpenAPI document; tests send every request and read every answer against its schema."""

from typing import Any

from vacancy.domain.statement import leaves, provenance

VACANCY_ID = "0197c1f0-7a10-7c3e-9a56-0d5f6f2b8a11"
SCREENING_ID = "0197c1f0-9b42-7d11-8f0e-3c1a5b7d9e22"
AT = "2026-07-01T04:00:00Z"

FACTS: dict[str, Any] = {
    "title": "資安工程師",
    "employer": {"name": "範例資訊股份有限公司", "company_number": "22099131"},
    "county": "63000",
    "industry": "112-10",
    "occupation_code": "080203",
    "employment_type": "full_time",
    "openings": 2,
    "pay": {"basis": "monthly", "minimum": 45000, "maximum": 60000},
    "working_time": "日班",
    "working_conditions": {"hours_per_week": 40.0, "days_off_per_week": 2.0, "leave_stated": True},
    "growth": {"training": True},
    "education": "大學",
    "experience": "無",
    "description": "弱點掃描與資安事件應變。",
    "closing_date": "2026-12-31",
    "source_updated_on": "2026-06-30",
}
ATTESTED_FACTS: dict[str, Any] = {
    "working_conditions": {"no_current_violation": True},
    "insurance": {"labour": True, "health": True},
    "hazards": {"none_attested": True},
    "direct_employment": True,
}
ATTESTATION = {"facts": ATTESTED_FACTS, "basis": "雇主出具之勞動條件聲明書"}
REVIEW = {"outcome": "qualified", "reason": "薪資高於同業初任人員薪資，經查證屬實。"}

_COMPLETE = {
    **FACTS,
    **ATTESTED_FACTS,
    "working_conditions": FACTS["working_conditions"] | ATTESTED_FACTS["working_conditions"],
}
_SUBMITTED: dict[str, Any] = {
    "id": VACANCY_ID,
    "case_number": "V-115-000123",
    "owner_org": "org-1",
    "source": "taiwanjobs",
    "source_id": "2556007-13327969",
    "state": "submitted",
    "version": 1,
    "outcome": None,
    "screening_id": None,
    "county": "63000",
    "industry": "112-10",
    "openings": 2,
    "seats_taken": 0,
    "facts": FACTS,
    "attested_facts": {},
    "provenance": provenance(FACTS, attested=()),
    "published_on": None,
    "created_at": AT,
    "updated_at": AT,
}
CREATED = {**_SUBMITTED, "result": "created"}
RESTATED = {**_SUBMITTED, "version": 2, "result": "changed"}
ATTESTED = {**_SUBMITTED, "version": 3, "facts": _COMPLETE, "attested_facts": ATTESTED_FACTS}
ATTESTED["provenance"] = provenance(_COMPLETE, attested=leaves(ATTESTED_FACTS))
_SCREENED = {**ATTESTED, "version": 4, "outcome": "needs_review", "screening_id": SCREENING_ID}
REVIEWED = {**_SCREENED, "version": 5, "state": "qualified"}
PUBLISHED = {**REVIEWED, "version": 6, "state": "published", "published_on": "2026-07-01"}
VACANCY = PUBLISHED
PAGE = {"items": [VACANCY], "next_cursor": None}
OPEN: dict[str, Any] = {
    "id": VACANCY_ID,
    "case_number": "V-115-000123",
    "version": 6,
    "title": "資安工程師",
    "employer_name": "範例資訊股份有限公司",
    "county": "63000",
    "industry": "112-10",
    "occupation_code": "080203",
    "employment_type": "full_time",
    "pay": {"basis": "monthly", "minimum": 45000, "maximum": 60000},
    "education": "大學",
    "experience": "無",
    "skills": [{"code": "penetration-testing", "name_zh": "滲透測試", "name_en": "Penetration testing"}],
    "openings": 2,
    "closing_date": "2026-12-31",
    "published_on": "2026-07-01",
}
OPEN_PAGE = {"items": [OPEN], "next_cursor": None}
CHANGES = {
    "items": [{"id": VACANCY_ID, "version": 6, "operation": "upsert", "at": AT}],
    "next_cursor": "q5Jr0u9Zb2C1mY7k0pXvQ2k",
}

_WAGE_FINDING = {
    "criterion": "wage",
    "kind": "in_principle",
    "code_version": 2,
    "rules": ["R000-024"],
    "verdict": "unknown",
    "reason": "no-entry-wage-known",
    "evidence": {
        "pay_basis": "monthly",
        "monthly_minimum": 45000,
        "all_industry_reference": 39000,
        "roc_year": 114,
        "label": "全體/全體 (all industries and all levels of education together)",
        "source": "open data set 6647 初任人員薪資",
    },
    "missing": [],
    "carried_over_from": None,
}
_INSURED_FINDING = {
    "criterion": "insured",
    "kind": "mandatory",
    "code_version": 2,
    "rules": ["R000-022", "R000-025"],
    "verdict": "pass",
    "reason": "insured",
    "evidence": {"insurance.labour": True, "insurance.health": True},
    "missing": [],
    "carried_over_from": None,
}
SCREENING: dict[str, Any] = {
    "id": SCREENING_ID,
    "vacancy_id": VACANCY_ID,
    "outcome": "needs_review",
    "missing": [],
    "findings": [_INSURED_FINDING, _WAGE_FINDING],
    "rule_set": "quality-vacancy",
    "rule_set_version": "2023-08",
    "reference_date": "2026-07-01",
    "facts": {
        "statement": _COMPLETE,
        "attested": leaves(ATTESTED_FACTS),
        "entry_wage": None,
        "all_industry_entry_wage": {
            "monthly": 39000,
            "roc_year": 114,
            "source": "open data set 6647 初任人員薪資",
            "label": "全體/全體 (all industries and all levels of education together)",
        },
        "outlook": None,
        "profile": None,
        "exceptions": [],
    },
    "provenance": provenance(_COMPLETE, attested=leaves(ATTESTED_FACTS)),
    "facts_digest": "5f3c0c0f4f5a6a55b0f1c1f7f5a2f63b8d2d9d8a3a9a0b7a4e6a1f0d2c3b4a59",
    "decided_by": "association-org-1",
    "decided_at": AT,
}
REPLAY = {
    "screening_id": SCREENING_ID,
    "same": True,
    "facts_intact": True,
    "outcome": "needs_review",
    "replayed_outcome": "needs_review",
    "differences": [],
}

KEY_INDUSTRIES = {
    "items": [
        {
            "code": "112-10",
            "roc_year": 112,
            "item_no": 10,
            "industry": "資安",
            "category": "資安卓越",
            "competent_authority": "數位發展部數位產業署",
            "list_updated_on": "2023-05-25",
            "tier": "ndc_selected",
        }
    ]
}
ENTRY_WAGES = {
    "items": [
        {
            "industry": None,
            "roc_year": 114,
            "monthly": 39000,
            "source": "open data set 6647 初任人員薪資",
            "label": "全體/全體 (all industries and all levels of education together)",
            "valid_from": "2025-01-01",
            "version": 1,
            "officer": None,
            "loaded_by": None,
            "loaded_at": None,
        }
    ]
}
RELEASED: dict[str, Any] = {
    "name": "quality-vacancy",
    "version": "2023-08",
    "effective_from": "2023-08-07",
    "effective_to": None,
    "parameters": {"key_competency_level": 3},
    "notes": {
        "key_competency_level": "default, lowest level of a key competency that counts as technical "
        "(R000-023 names no level)"
    },
    "officer": None,
    "activated_by": None,
    "activated_at": None,
}
RULE_SETS = {"in_force": "2023-08", "items": [RELEASED]}
