"""An exception of the story's vacancy."""

from typing import Any

from vacancy.schemas.examples.vacancies import AT, VACANCY_ID

EXCEPTION_ID = "0197c1f0-d2e5-7b63-9f88-3ca05e7b2d44"

GRANT: dict[str, Any] = {
    "vacancy_id": VACANCY_ID,
    "criterion": "wage",
    "reason": "該行業初任人員薪資尚未公布，依分署專案會議決議先行採認。",
    "valid_until": "2026-12-31",
}
GRANTED: dict[str, Any] = {
    "id": EXCEPTION_ID,
    "vacancy_id": VACANCY_ID,
    "criterion": "wage",
    "state": "granted",
    "version": 1,
    "reason": GRANT["reason"],
    "valid_from": "2026-07-01",
    "valid_until": "2026-12-31",
    "officer": "officer-17",
    "granted_by": "branch-north",
    "granted_at": AT,
    "revoked_reason": None,
    "revoked_by_officer": None,
    "revoked_by": None,
    "revoked_at": None,
}
REVOCATION = {"reason": "該行業初任人員薪資已公布，回歸一般審查。"}
REVOKED = {
    **GRANTED,
    "state": "revoked",
    "version": 2,
    "revoked_reason": REVOCATION["reason"],
    "revoked_by_officer": "officer-17",
    "revoked_by": "branch-north",
    "revoked_at": AT,
}
PAGE = {"items": [GRANTED], "next_cursor": None}
