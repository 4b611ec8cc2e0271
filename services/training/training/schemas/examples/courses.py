"""A key-competency course of the northern branch, its session, and one enrolment to its completion."""

from typing import Any

AT = "2026-07-01T04:00:00Z"
COURSE_ID = "019a5c20-1a11-7c21-9a01-1b2c3d4e5f01"
SESSION_ID = "019a5c20-2b22-7c32-9a02-2c3d4e5f6a02"
PLAN_ID = "019a5c20-3c33-7c43-9a03-3d4e5f6a7b03"
ENROLMENT_ID = "019a5c20-4d44-7c54-9a04-4e5f6a7b8c04"
YOUTH_ID = "019a5c20-5e55-7c65-9a05-5f6a7b8c9d05"

COURSE: dict[str, Any] = {
    "kind": "key_competency",
    "title": "資安事件處理實務",
    "provider": "範例資訊產業協會",
    "industry": "112-10",
    "hours": 12,
    "skills": [{"code": "security-operations", "level": 3}],
    "attendance_percent": 80,
    "pass_mark": 60,
}
COURSE_SHOWN: dict[str, Any] = {
    "id": COURSE_ID,
    **COURSE,
    "branch": "north",
    "state": "open",
    "version": 1,
    "created_at": AT,
    "updated_at": AT,
}
COURSE_CLOSED = COURSE_SHOWN | {"state": "closed", "version": 2}
COURSES = {"items": [COURSE_SHOWN], "next_cursor": None}
SESSION: dict[str, Any] = {
    "starts_on": "2026-07-01",
    "ends_on": "2026-07-10",
    "county": "63000",
    "place": "臺北市資訊大樓 3 樓",
    "capacity": 20,
    "waiting_places": 5,
}
SESSION_SHOWN: dict[str, Any] = {
    "id": SESSION_ID,
    "course_id": COURSE_ID,
    "plan_id": PLAN_ID,
    **SESSION,
    "taken": 0,
    "waiting": 0,
    "version": 1,
    "created_at": AT,
    "updated_at": AT,
}
STATISTICS: dict[str, Any] = {
    "course_id": COURSE_ID,
    "least_cell": 5,
    "people": 24,
    "by_gender": {"female": 9, "male": 15, "unknown": 0},
    "women_share": 0.375,
    "women_target": "1/3",
    "women_target_met": True,
    "ended": 24,
    "completed": 19,
    "completion_percent": 79.2,
    "completion_target_percent": 80,
    "completion_target_met": False,
    "rated": 18,
    "satisfaction": 4.33,
}

COUNTED: dict[str, Any] = {
    "target_group": "in_school",
    "gender": "female",
    "age_band": "20-24",
    "county": "63000",
    "industry": "112-10",
}
ENROLMENT: dict[str, Any] = {"course_id": COURSE_ID, "youth_id": YOUTH_ID, **COUNTED}
ENROLMENT_SHOWN: dict[str, Any] = {
    "id": ENROLMENT_ID,
    "course_id": COURSE_ID,
    "session_id": SESSION_ID,
    "youth_id": YOUTH_ID,
    "training_referral_id": None,
    **COUNTED,
    "state": "enrolled",
    "version": 1,
    "requested_on": "2026-07-01",
    "attended_hours": 0.0,
    "score": None,
    "satisfaction": None,
    "started_on": None,
    "ended_on": None,
    "end_reason": None,
    "created_at": AT,
    "updated_at": AT,
}
ENROLMENTS = {"items": [ENROLMENT_SHOWN], "next_cursor": None}
ATTENDING = ENROLMENT_SHOWN | {"state": "attending", "version": 2, "started_on": "2026-07-01"}
COMPLETED = ATTENDING | {
    "state": "completed",
    "version": 6,
    "attended_hours": 12.0,
    "score": 82,
    "satisfaction": 5,
    "ended_on": "2026-07-10",
}
ENROLMENT_READ = COMPLETED | {"remarks": "事件通報流程熟練。", "comment": None}
FAILED = ATTENDING | {"state": "failed", "version": 3, "ended_on": "2026-07-10"}
DROPPED = ATTENDING | {"state": "dropped", "version": 3, "ended_on": "2026-07-03", "end_reason": "employed"}
CANCELLED = ENROLMENT_SHOWN | {
    "state": "cancelled",
    "version": 2,
    "ended_on": "2026-07-01",
    "end_reason": "employed",
}
ATTENDANCE = {"day": "2026-07-01", "hours": 6.0}
ASSESSMENT = {"score": 82, "remarks": "事件通報流程熟練。"}
RATING = {"satisfaction": 5, "comment": "講師經驗豐富。"}
ENDED = {"reason": "employed"}
