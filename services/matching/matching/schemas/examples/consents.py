"""A person lets a mobile back end show the person's own data, and takes that back."""

from typing import Any

from matching.schemas.examples import youths

ID = "019a4c20-11ac-7e33-af43-812e2e914503"
GIVEN: dict[str, Any] = {
    "purpose": "self_service",
    "recipient": "demo-mobile",
    "fields": ["name", "phone", "email"],
    "valid_until": "2027-12-31",
}
CONSENT: dict[str, Any] = {
    "id": ID,
    "youth_id": youths.ID,
    "purpose": "self_service",
    "recipient": "demo-mobile",
    "fields": ["email", "name", "phone"],
    "valid_until": "2027-12-31",
    "withdrawn_on": None,
    "version": 1,
    "recorded_by": "office-1",
    "recorded_at": "2026-07-01T04:00:00Z",
}
CONSENTS = {"items": [CONSENT]}
TAKEN_BACK = CONSENT | {"withdrawn_on": "2026-07-02", "version": 2}
