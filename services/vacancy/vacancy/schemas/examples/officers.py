"""The officer's desk in the story."""

from typing import Any

from vacancy.schemas.examples.vacancies import AT, REVIEW, REVIEWED, SCREENING, SCREENING_ID, VACANCY_ID

_FINDING_NAMES = ("criterion", "verdict", "reason", "evidence", "missing")
_WAGE: dict[str, Any] = {name: SCREENING["findings"][1][name] for name in _FINDING_NAMES}

QUEUE = {
    "items": [
        {
            "vacancy_id": VACANCY_ID,
            "case_number": "V-115-000123",
            "version": 4,
            "waiting_for": "review",
            "source": "taiwanjobs",
            "title": "資安工程師",
            "employer_name": "範例資訊股份有限公司",
            "county": "63000",
            "industry": "112-10",
            "screening_id": SCREENING_ID,
            "open_findings": [_WAGE],
            "appeal_id": None,
            "grounds": None,
            "created_at": AT,
            "updated_at": AT,
        }
    ],
    "next_cursor": None,
}
BATCH = {"items": [{"id": "row-1", "vacancy_id": VACANCY_ID, "if_match": "*", **REVIEW}]}
BATCH_ANSWERED = {
    "items": [{"id": "row-1", "vacancy_id": VACANCY_ID, "status": 200, "vacancy": REVIEWED, "problem": None}]
}
STATISTICS = {
    "since": "2026-06-02",
    "until": "2026-07-01",
    "sources": [
        {
            "source": "taiwanjobs",
            "screened": 680,
            "outcomes": {"qualified": 0, "needs_information": 612, "needs_review": 34, "rejected": 34},
            "reject_rate": 0.05,
            "criteria": [{"criterion": "full_time", "passed": 640, "failed": 34, "unknown": 6}],
            "unknown_facts": [{"path": "insurance.labour", "vacancies": 612}],
        }
    ],
    "reports": [
        {
            "source": "taiwanjobs",
            "reason": "pay_lower",
            "criterion": "wage",
            "open": 2,
            "upheld": 3,
            "dismissed": 1,
            "precision": 0.75,
        }
    ],
}
SIMULATION = {
    "outcome": "needs_review",
    "missing": [],
    "findings": [_WAGE],
    "rule_set_version": "2023-08",
    "reference_date": "2026-07-01",
}
