"""The story's vacancy, which another association's source states too."""

from typing import Any

from vacancy.schemas.examples.vacancies import AT, VACANCY_ID

LINK_ID = "0197c1f0-e4f7-7a21-8b3c-6d1f4e9a2b55"
OTHER_ID = "0197c1f0-f5a8-7c32-9d4e-7e2a5f0b3c66"

_KEPT: dict[str, Any] = {
    "vacancy_id": VACANCY_ID,
    "case_number": "V-115-000123",
    "owner_org": "org-1",
    "source": "taiwanjobs",
    "title": "資安工程師",
    "employer_name": "範例資訊股份有限公司",
    "county": "63000",
    "state": "published",
}
_DUPLICATE: dict[str, Any] = {
    **_KEPT,
    "vacancy_id": OTHER_ID,
    "case_number": "V-115-000457",
    "owner_org": "org-2",
    "source": "association-feed",
    "state": "qualified",
}
LINKED: dict[str, Any] = {
    "id": LINK_ID,
    "state": "linked",
    "version": 1,
    "blocks_publication": True,
    "score": 1.0,
    "kept": _KEPT,
    "duplicate": _DUPLICATE,
    "policy_version": "1",
    "found_at": AT,
    "reason": None,
    "officer": None,
    "decided_by": None,
    "decided_at": None,
}
SEEN_BY_A_PARTNER = {"items": [{**LINKED, "duplicate": None}]}
PAGE = {"items": [LINKED], "next_cursor": None}
RELEASE = {"reason": "經電洽雇主，兩職缺分屬不同專案，非同一職缺。"}
RELEASED = {
    **LINKED,
    "state": "released",
    "version": 2,
    "blocks_publication": False,
    "reason": RELEASE["reason"],
    "officer": "officer-17",
    "decided_by": "branch-north",
    "decided_at": AT,
}
RESTORATION = {"reason": "雇主更正：兩筆確為同一職缺。"}
RESTORED = {**RELEASED, "state": "linked", "version": 3, "blocks_publication": True, "reason": RESTORATION["reason"]}
