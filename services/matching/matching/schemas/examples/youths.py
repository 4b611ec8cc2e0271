"""Somebody unemployed who is registered at an office, corrected, and leaves."""

from typing import Any

ID = "019a4c20-11aa-7e33-af43-812e2e914501"
DECISION_ID = "019a4c20-11ab-7e33-af43-812e2e914502"
FACTS: dict[str, Any] = {
    "name": "王小明",
    "birth_date": "2002-05-20",
    "person_number": "A123456789",
    "phone": "0912345678",
    "email": "ming@example.org",
    "nationality": "ROC",
    "home_county": "63000",
    "education": "bachelor",
    "skills": [{"code": "python", "level": 2, "source": "self"}],
    "wanted": {"counties": ["63000", "65000"], "industries": ["112-10"], "monthly_wage": 38000},
    "registration": {
        "office": "臺北市就業服務處",
        "county": "63000",
        "registered_on": "2026-06-15",
        "in_person": True,
    },
    "situation": {"in_school": False, "in_work": False, "willing": True, "urgent_need": True},
}
CONSENTS = [
    {
        "purpose": "registration",
        "recipient": "programme",
        "fields": ["name", "phone"],
        "valid_until": "2027-12-31",
    }
]
NEW = {"facts": FACTS, "consents": CONSENTS}
REGISTERED: dict[str, Any] = {
    "id": ID,
    "target_group": "unemployed",
    "state": "active",
    "version": 1,
    "owner_org": "office-1",
    "county": "63000",
    "registered_on": "2026-07-01",
    "outcome": "eligible",
    "decision_id": DECISION_ID,
    "decided_on": "2026-07-01",
    "offered": [],
    "updated_at": "2026-07-01T04:00:00Z",
}
CORRECTION = {"facts": {"phone": "0987654321", "situation": {"in_work": False}}, "by_person": False}
CORRECTED = REGISTERED | {"version": 2}
WITHDRAWAL = {"reason": "own_wish"}
WITHDRAWN = REGISTERED | {"state": "withdrawn", "version": 3}
OFFER = {"measure": "recommendations", "mode": "offered", "rules": ["R000-033"]}
YOUTH = REGISTERED | {
    "offered": [OFFER],
    "identity": {
        "name": "王小明",
        "birth_date": None,
        "person_number": "A12****789",
        "student_number": None,
        "phone": "0912345678",
        "email": "m***@example.org",
        "preferences": None,
    },
    "clear": ["name", "phone"],
    "gender": "male",
    "age_band": "20-24",
    "facts": {
        name: FACTS[name] for name in FACTS if name not in ("name", "birth_date", "person_number", "phone", "email")
    },
    "owners": {},
    "skills": [{"code": "python", "level": 2, "source": "self"}],
}
PAGE = {
    "items": [REGISTERED | {"name": "王○明", "home_county": "63000", "industry": "112-10"}],
    "next_cursor": None,
}
CHANGES = {
    "items": [{"id": ID, "version": 1, "operation": "upsert", "at": "2026-07-01T04:00:00Z"}],
    "next_cursor": "opaque",
}
