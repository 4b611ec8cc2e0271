"""A young person's application says that the story's vacancy pays less than it states."""

from typing import Any

from vacancy.schemas.examples.vacancies import AT, VACANCY_ID

REPORT_ID = "0197c1f1-06b9-7d43-8e5f-8f3b601c4d77"

STATEMENT = {"reason": "pay_lower", "text": "面試時告知之起薪低於職缺所載。"}
REPORTED: dict[str, Any] = {
    "id": REPORT_ID,
    "vacancy_id": VACANCY_ID,
    "reporter_org": "youth-app",
    "reporter_kind": "mobile",
    "reason": "pay_lower",
    "criterion": "wage",
    "text": STATEMENT["text"],
    "state": "open",
    "version": 1,
    "reported_at": AT,
    "decision_reason": None,
    "officer": None,
    "decided_by": None,
    "decided_at": None,
}
_VACANCY = {
    "case_number": "V-115-000123",
    "title": "資安工程師",
    "employer_name": "範例資訊股份有限公司",
    "county": "63000",
    "source": "taiwanjobs",
    "vacancy_state": "published",
}
QUEUE = {"items": [{**REPORTED, **_VACANCY}], "next_cursor": None}
DECISION = {"outcome": "upheld", "reason": "經雇主承認，已請其更正。"}
DECIDED = {
    **REPORTED,
    "state": "upheld",
    "version": 2,
    "decision_reason": DECISION["reason"],
    "officer": "officer-17",
    "decided_by": "branch-north",
    "decided_at": AT,
}
