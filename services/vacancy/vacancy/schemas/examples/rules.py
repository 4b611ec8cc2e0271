"""The agency changes the rules: a draft, its trial, its activation; and a screening run."""

from typing import Any

from chassis.jobs.routes import EXAMPLE

from vacancy.schemas.examples.vacancies import AT, RELEASED, VACANCY_ID

_NOTE = "decision of the programme meeting of 2026-06, a lower level counts as technical"
JOB_ID = EXAMPLE["id"]

DRAFT: dict[str, Any] = {
    "based_on": "2023-08",
    "parameters": {"key_competency_level": 2},
    "notes": {"key_competency_level": _NOTE},
}
DRAFTED = {
    "name": "quality-vacancy",
    "version": "2026-08",
    "based_on": "2023-08",
    "parameters": {"key_competency_level": 2},
    "notes": {"key_competency_level": _NOTE},
    "revision": 1,
    "officer": "officer-17",
    "drafted_by": "workforce_agency-wda",
    "drafted_at": AT,
}
DRAFTS = {"items": [DRAFTED]}
ACTIVATION = {"effective_from": "2026-08-01"}
ACTIVATED = {
    "released": RELEASED
    | {
        "version": "2026-08",
        "effective_from": "2026-08-01",
        "officer": "officer-17",
        "activated_by": "workforce_agency-wda",
        "activated_at": AT,
    },
    "rescreening_id": None,
}
TRIAL: dict[str, Any] = {"industry": "112-10"}
_TALLY = {"vacancies": 4800, "better": 12, "worse": 0}
ASKED = EXAMPLE | {
    "state": "queued",
    "parameters": {"version": "2026-08", "county": None, "industry": "112-10"},
    "done": 0,
    "total": None,
    "percent": None,
    "started_at": None,
}
TRIED = EXAMPLE | {
    "state": "succeeded",
    "parameters": {"version": "2026-08", "county": None, "industry": "112-10"},
    "done": 4800,
    "total": 4800,
    "percent": 100,
    "counts": {"better": 12, "worse": 0},
    "finished_at": AT,
    "report": {
        **_TALLY,
        "moves": [{"before": "needs_review", "after": "qualified", "vacancies": 12}],
        "criteria": {"technical": 12},
        "by_county": [{"key": "63000", **_TALLY}],
        "by_industry": [{"key": "112-10", **_TALLY}],
        "by_tier": [{"key": "ndc_selected", **_TALLY}],
    },
}
FLIPS = {
    "items": [
        {
            "vacancy_id": VACANCY_ID,
            "case_number": "V-115-000123",
            "state": "needs_review",
            "county": "63000",
            "industry": "112-10",
            "tier": "ndc_selected",
            "before": "needs_review",
            "after": "qualified",
            "direction": "better",
            "criteria": ["technical"],
        }
    ],
    "next_cursor": None,
}
RUN: dict[str, Any] = {"states": ["submitted"], "source": "taiwanjobs"}
RUNNING = EXAMPLE | {"parameters": {**RUN, "county": None, "industry": None}, "counts": {"needs_information": 1200}}
