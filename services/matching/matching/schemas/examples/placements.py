"""A placement with its follow-ups, to its end."""

from matching.schemas.examples.work import AT, DOCUMENT_ID, PLACEMENT_ID, REFERRAL_ID, VACANCY_ID, YOUTH_ID

_OPEN = {
    "code": "stable-3-months",
    "due_on": "2026-10-01",
    "grace_until": "2026-10-15",
    "state": "open",
    "employed": None,
    "evidence": None,
    "document": None,
    "late": None,
    "answered_on": None,
    "policy": "1",
}
_ARRIVED = {
    **_OPEN,
    "code": "arrival",
    "due_on": "2026-07-01",
    "grace_until": "2026-07-15",
    "state": "answered",
    "employed": True,
    "evidence": "insurance_record",
    "late": False,
    "answered_on": "2026-07-02",
}
PLACEMENT = {
    "id": PLACEMENT_ID,
    "referral_id": REFERRAL_ID,
    "youth_id": YOUTH_ID,
    "vacancy_id": VACANCY_ID,
    "state": "working",
    "version": 1,
    "started_on": "2026-07-01",
    "ended_on": None,
    "end_reason": None,
    "target_group": "in_school",
    "age_band": "20-24",
    "county": "63000",
    "industry": "112-10",
    "checkpoints": [_ARRIVED, _OPEN],
    "created_at": AT,
    "updated_at": AT,
}
PAGE = {"items": [PLACEMENT], "next_cursor": None}
ANSWER = {
    "checkpoint": "stable-3-months",
    "employed": True,
    "evidence": "insurance_record",
    "document": DOCUMENT_ID,
}
_ANSWERED = {
    **_OPEN,
    "state": "answered",
    "employed": True,
    "evidence": "insurance_record",
    "document": DOCUMENT_ID,
    "late": False,
    "answered_on": "2026-10-05",
}
ANSWERED = {**PLACEMENT, "version": 2, "checkpoints": [_ARRIVED, _ANSWERED]}
EXTENSION = {"checkpoint": "stable-9-months"}
_FURTHER = {**_OPEN, "code": "stable-9-months", "due_on": "2027-04-01", "grace_until": "2027-04-15"}
EXTENDED = {**PLACEMENT, "version": 3, "checkpoints": [_ARRIVED, _ANSWERED, _FURTHER]}
ENDING = {"ended_on": "2026-11-30", "reason": "resigned"}
ENDED = {
    **PLACEMENT,
    "version": 4,
    "state": "ended",
    "ended_on": "2026-11-30",
    "end_reason": "resigned",
    "checkpoints": [_ARRIVED, _ANSWERED, {**_FURTHER, "state": "void"}],
}
