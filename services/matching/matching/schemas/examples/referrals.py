"""A referral from its proposal to the first day of work, and one to a course."""

from matching.schemas.examples.work import AT, COURSE_ID, REFERRAL_ID, VACANCY_ID, YOUTH_ID

PROPOSAL = {"youth_id": YOUTH_ID, "vacancy_id": VACANCY_ID}
PROPOSED = {
    "id": REFERRAL_ID,
    "youth_id": YOUTH_ID,
    "vacancy_id": VACANCY_ID,
    "state": "proposed",
    "version": 1,
    "owner_org": "university-1",
    "employer_org": "employer-1",
    "county": "63000",
    "industry": "112-10",
    "issued_on": None,
    "expires_on": "2026-07-31",
    "started_on": None,
    "allowed": ["expire", "issue", "withdraw"],
    "created_at": AT,
    "updated_at": AT,
}
ISSUED = {
    **PROPOSED,
    "state": "issued",
    "version": 2,
    "issued_on": "2026-07-01",
    "allowed": ["accept", "decline", "expire", "reject", "withdraw"],
}
PAGE = {"items": [ISSUED], "next_cursor": None}
STEP = {"reason": "與學生面談後確認意願"}
STEPS = {
    "items": [
        {
            "referral_version": 2,
            "transition": "issue",
            "origin": "proposed",
            "target": "issued",
            "reason": STEP["reason"],
            "acting_person": None,
            "taken_by": "university-university-1",
            "taken_at": AT,
        }
    ]
}
CHANGES = {"items": [{"id": REFERRAL_ID, "version": 2, "operation": "upsert", "at": AT}], "next_cursor": "bmV4dA"}
CANDIDATE = {
    "referral_id": REFERRAL_ID,
    "youth_id": YOUTH_ID,
    "fields": {"name": "王小明", "phone": "0912000678", "education": "bachelor"},
}
EXCEPTION = {"reason": "學校同意提前修畢學分", "valid_until": "2026-12-31"}
EXCEPTED = {
    "id": "019a3f10-f719-7edb-83d4-f3058102c4ee",
    "referral_id": REFERRAL_ID,
    "valid_until": "2026-12-28",
    "officer": "officer-17",
    "granted_at": AT,
}
COURSE = {"course_id": COURSE_ID}
TRAINING = {
    "id": "019a3f11-082a-7fec-94e5-04169213d5ff",
    "youth_id": YOUTH_ID,
    "course_id": COURSE_ID,
    "owner_org": "university-1",
    "state": "opened",
    "version": 1,
    "opened_on": "2026-07-01",
    "closed_on": None,
    "created_at": AT,
}
TRAININGS = {"items": [TRAINING], "next_cursor": None}
