"""An activity from its plan to who attended."""

from matching.schemas.examples.work import ACTIVITY_ID, AT, PLAN_ID, YOUTH_ID

PLANNED = {
    "kind": "company_visit",
    "title": "資安產業企業參訪",
    "industry": "112-10",
    "county": "63000",
    "held_on": "2026-07-01",
    "capacity": 40,
}
ACTIVITY = {
    "id": ACTIVITY_ID,
    "plan_id": PLAN_ID,
    "branch": "north",
    "owner_org": "branch-north",
    **PLANNED,
    "attended": 0,
    "state": "planned",
    "version": 1,
    "created_at": AT,
    "updated_at": AT,
}
PAGE = {"items": [ACTIVITY], "next_cursor": None}
CANCELLED = {**ACTIVITY, "state": "cancelled", "version": 2}
ATTENDED = {"youth_id": YOUTH_ID}
ATTENDANCE = {
    "id": "019a3f10-e608-7dca-92c3-e2f47091b3dd",
    "activity_id": ACTIVITY_ID,
    "youth_id": YOUTH_ID,
    "attended_on": "2026-07-01",
    "recorded_at": AT,
}
ATTENDANCES = {"items": [ATTENDANCE], "next_cursor": None}
