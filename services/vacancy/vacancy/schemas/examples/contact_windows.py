"""The office that a branch turns to at a university of its region."""

from typing import Any

from vacancy.schemas.examples.vacancies import AT

WINDOW_ID = "0197c1f1-17ca-7e54-9f60-90406d1d5e88"

FACTS: dict[str, Any] = {
    "university": "範例科技大學",
    "county": "63000",
    "role": "career_services",
    "office_name": "學生職涯發展處",
    "email": "career@example.edu.tw",
    "phone": "02-2700-0000 #1234",
    "valid_from": "2026-02-01",
}
STATED: dict[str, Any] = {
    **FACTS,
    "id": WINDOW_ID,
    "owner_org": "university-1",
    "valid_until": None,
    "version": 1,
    "stated_by": "university-1",
    "created_at": AT,
    "updated_at": AT,
}
ENDING = {**FACTS, "valid_until": "2026-07-31"}
RESTATED = {**STATED, "valid_until": "2026-07-31", "version": 2}
PAGE = {"items": [STATED], "next_cursor": None}
