"""The story's further course: drafts, steps, resubmission, appeal."""

from typing import Any

from vacancy.schemas.examples.vacancies import AT, FACTS, PUBLISHED, SCREENING, SCREENING_ID, VACANCY_ID

APPEAL_ID = "0197c1f0-c1d4-7a52-8e77-2b9f4d6a1c33"
PREVIOUS_SCREENING_ID = "0197c1f0-8f31-7b0a-9c1d-4e2a6b8c0d44"

SUBMITTED: dict[str, Any] = {
    **PUBLISHED,
    "state": "submitted",
    "version": 2,
    "outcome": None,
    "screening_id": None,
    "facts": FACTS,
    "attested_facts": {},
    "published_on": None,
}
SUSPENSION = {"reason": "接獲求職者檢舉薪資與公告不符，查證期間暫停。"}
SUSPENDED = {**PUBLISHED, "version": 7, "state": "suspended"}
RESUMPTION = {"reason": "雇主已補具薪資單，查證屬實。"}
RESUMED = {**PUBLISHED, "version": 8}
CLOSURE = {"outcome": "filled", "reason": "已錄取二名。"}
CLOSED = {**PUBLISHED, "version": 9, "state": "filled"}
WITHDRAWAL = {"reason": "部門組織調整，不再增補。"}
WITHDRAWN = {**PUBLISHED, "version": 7, "state": "withdrawn"}
STEPS = {
    "items": [
        {
            "vacancy_version": 7,
            "transition": "suspend",
            "origin": "published",
            "target": "suspended",
            "reason": SUSPENSION["reason"],
            "acting_person": "officer-17",
            "taken_by": "branch-north",
            "taken_at": AT,
        }
    ]
}

RESUBMISSION = {**FACTS, "pay": {"basis": "monthly", "minimum": 48000, "maximum": 60000}}
_RESUBMISSION = {
    "id": "0197c1f0-b0c3-7f41-9d66-1a8e3c5b0f22",
    "vacancy_id": VACANCY_ID,
    "vacancy_version": 5,
    "previous_screening_id": PREVIOUS_SCREENING_ID,
    "screening_id": SCREENING_ID,
    "differences": [{"path": "pay.minimum", "before": 45000, "after": 48000}],
    "rerun": ["wage"],
    "carried_over": ["full_time", "insured", "working_conditions", "safe", "not_dispatched", "technical", "growth"],
    "acting_person": None,
    "resubmitted_by": "association-org-1",
    "resubmitted_at": AT,
}
RESUBMISSIONS = {"items": [_RESUBMISSION]}
RESUBMITTED = {**_RESUBMISSION, "screening": SCREENING}

APPEAL = {"grounds": "本職缺為公司自聘，審查所引之派遣字樣為部門名稱。"}
APPEALED = {
    "id": APPEAL_ID,
    "vacancy_id": VACANCY_ID,
    "screening_id": SCREENING_ID,
    "status": "filed",
    "grounds": APPEAL["grounds"],
    "filed_by": "association-org-1",
    "filed_at": AT,
    "reason": None,
    "officer": None,
    "decided_by": None,
    "decided_at": None,
}
APPEAL_DECISION = {"outcome": "granted", "reason": "經查聘僱契約屬實，原處分撤銷。"}
DECIDED = {
    **APPEALED,
    "status": "granted",
    "reason": APPEAL_DECISION["reason"],
    "officer": "officer-17",
    "decided_by": "branch-north",
    "decided_at": AT,
}
