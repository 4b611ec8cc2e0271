"""An eligibility decision about somebody unemployed, its replay, and what the branch decides to spend."""

from typing import Any

from matching.schemas.examples import youths

RESOURCES_ID = "019a4c20-11ad-7e33-af43-812e2e914504"
DECIDED: dict[str, Any] = {
    "id": youths.DECISION_ID,
    "youth_id": youths.ID,
    "outcome": "eligible",
    "missing": [],
    "reasons": {
        "national": "national",
        "age": "within-age",
        "neither_in_school_nor_in_work": "neither",
        "registered_in_person": "registered-in-person",
        "willing_and_in_need": "willing-and-in-need",
    },
    "rule_set_version": "2023-08",
    "reference_date": "2026-07-01",
}


def _finding(criterion: str, rules: list[str], reason: str, **evidence: Any) -> dict[str, Any]:
    return {
        "criterion": criterion,
        "kind": "mandatory",
        "code_version": 1,
        "rules": rules,
        "verdict": "pass",
        "reason": reason,
        "evidence": evidence,
        "missing": [],
    }


DECISION: dict[str, Any] = {
    "id": youths.DECISION_ID,
    "youth_id": youths.ID,
    "outcome": "eligible",
    "missing": [],
    "findings": [
        _finding("national", ["R000-031", "R000-032"], "national", nationality="ROC", number_kind="national"),
        _finding("age", ["R000-013", "R000-014"], "within-age", age=24),
        _finding("neither_in_school_nor_in_work", ["R000-013"], "neither", in_school=False, in_work=False),
        _finding("registered_in_person", ["R000-015"], "registered-in-person", registered_on="2026-06-15"),
        _finding("willing_and_in_need", ["R000-013"], "willing-and-in-need", willing=True, urgent_need=True),
    ],
    "rule_set": "youth-eligibility",
    "rule_set_version": "2023-08",
    "reference_date": "2026-07-01",
    "decided_by": "office-1",
    "decided_at": "2026-07-01T04:00:00Z",
}
DECISIONS = {"items": [DECISION]}
REPLAY: dict[str, Any] = {
    "decision_id": youths.DECISION_ID,
    "erased": False,
    "same": True,
    "outcome": "eligible",
    "facts_intact": True,
    "differences": [],
}
RESOURCES = {"granted": True, "measures": ["recommendations"], "reason": "計畫期程內，服務量能足夠"}
RESOURCES_DECIDED: dict[str, Any] = {
    "id": RESOURCES_ID,
    "youth_id": youths.ID,
    "youth_version": 2,
    "granted": True,
    "measures": ["recommendations"],
    "officer": "officer-17",
    "decided_by": "branch-north",
    "decided_at": "2026-07-01T04:00:00Z",
}
RESOURCES_LISTED = {"items": [RESOURCES_DECIDED | {"reason": "計畫期程內，服務量能足夠"}]}
