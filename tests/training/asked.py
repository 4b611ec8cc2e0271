"""Every route of the training service as it is asked: method, path, scope, body and who may ask."""

from typing import Any

from chassis.auth import OrgKind
from training.schemas.examples import applications, calls, courses, eligibility

from tests.factories.training import PDF

SOME = "00000000-0000-0000-0000-000000000000"
BRANCH, EMPLOYER, OFFICE = OrgKind.BRANCH, OrgKind.EMPLOYER, OrgKind.PROGRAMME_OFFICE
ENROL, WRITE, REVIEW, READ = "enrolments:write", "applications:write", "applications:review", "applications:read"
Asked = tuple[str, str, str, Any, OrgKind]
ENDED = {"reason": "other"}
OF_A_COURSE: list[Asked] = [
    ("PUT", "/v1/courses/{course}", "courses:write", courses.COURSE, BRANCH),
    ("POST", "/v1/courses/{course}/closing", "courses:write", None, BRANCH),
    ("POST", "/v1/courses/{course}/reopening", "courses:write", None, BRANCH),
    ("POST", "/v1/courses/{course}/sessions", "courses:write", courses.SESSION, BRANCH),
    ("PUT", "/v1/course-sessions/{session}", "courses:write", courses.SESSION, BRANCH),
    ("GET", "/v1/enrolments/{enrolment}", "courses:read", None, BRANCH),
    ("POST", "/v1/enrolments/{enrolment}/start", ENROL, None, BRANCH),
    ("POST", "/v1/enrolments/{enrolment}/attendances", ENROL, courses.ATTENDANCE, BRANCH),
    ("POST", "/v1/enrolments/{enrolment}/assessment", ENROL, courses.ASSESSMENT, BRANCH),
    ("POST", "/v1/enrolments/{enrolment}/satisfaction", ENROL, courses.RATING, BRANCH),
    ("POST", "/v1/enrolments/{enrolment}/completion", ENROL, None, BRANCH),
    ("POST", "/v1/enrolments/{enrolment}/failure", ENROL, None, BRANCH),
    ("POST", "/v1/enrolments/{enrolment}/drop", ENROL, ENDED, BRANCH),
    ("POST", "/v1/enrolments/{enrolment}/cancellation", ENROL, ENDED, BRANCH),
]
PUBLIC: list[Asked] = [
    ("GET", "/v1/courses/{course}", "courses:read", None, BRANCH),
    ("GET", "/v1/courses/{course}/sessions", "courses:read", None, BRANCH),
    ("GET", "/v1/courses/{course}/statistics", "courses:read", None, BRANCH),
    ("GET", "/v1/course-sessions/{session}", "courses:read", None, BRANCH),
    ("GET", "/v1/calls/{call}", "calls:read", None, EMPLOYER),
]
OF_A_CALL: list[Asked] = [
    ("PUT", "/v1/calls/{call}", "calls:write", calls.AMENDED, OFFICE),
    ("POST", "/v1/calls/{call}/opening", "calls:write", None, OFFICE),
    ("POST", "/v1/calls/{call}/closing", "calls:write", None, OFFICE),
]
APPLICATION = "/v1/applications/{application}"
REQUEST = f"{APPLICATION}/supplement-requests/{{request}}"
OF_AN_APPLICATION: list[Asked] = [
    ("GET", APPLICATION, READ, None, EMPLOYER),
    ("PUT", APPLICATION, WRITE, applications.FACTS, EMPLOYER),
    ("POST", f"{APPLICATION}/submission", WRITE, None, EMPLOYER),
    ("POST", f"{APPLICATION}/withdrawal", WRITE, {}, EMPLOYER),
    ("GET", f"{APPLICATION}/trainees", READ, None, EMPLOYER),
    ("GET", f"{APPLICATION}/steps", READ, None, EMPLOYER),
    ("POST", f"{APPLICATION}/documents", WRITE, PDF, EMPLOYER),
    ("GET", f"{APPLICATION}/documents", READ, None, EMPLOYER),
    ("GET", f"{APPLICATION}/documents/{{document}}/content", READ, None, EMPLOYER),
    ("POST", f"{APPLICATION}/eligibility-check", REVIEW, None, OFFICE),
    ("POST", f"{APPLICATION}/eligibility-decisions", REVIEW, {}, OFFICE),
    ("GET", f"{APPLICATION}/eligibility-decisions", READ, None, EMPLOYER),
    ("GET", f"{APPLICATION}/supplement-requests", READ, None, EMPLOYER),
    ("POST", f"{REQUEST}/receipt", WRITE, None, EMPLOYER),
    ("POST", f"{REQUEST}/delivery", REVIEW, eligibility.DELIVERY, OFFICE),
    ("POST", f"{REQUEST}/extension", REVIEW, eligibility.EXTENSION, OFFICE),
    ("POST", f"{REQUEST}/return", REVIEW, eligibility.OVERDUE, OFFICE),
    ("POST", f"{APPLICATION}/supplement", WRITE, {}, EMPLOYER),
    ("GET", "/v1/application-decisions/{decision}", READ, None, EMPLOYER),
    ("POST", "/v1/application-decisions/{decision}/replay", READ, None, EMPLOYER),
]
OF_ALL: list[Asked] = [
    ("POST", "/v1/courses", "courses:write", courses.COURSE, BRANCH),
    ("GET", "/v1/courses", "courses:read", None, BRANCH),
    ("POST", "/v1/enrolments", ENROL, {**courses.ENROLMENT, "course_id": SOME}, BRANCH),
    ("GET", "/v1/enrolments", "courses:read", None, BRANCH),
    ("POST", "/v1/calls", "calls:write", calls.CALL, OFFICE),
    ("GET", "/v1/calls", "calls:read", None, EMPLOYER),
    ("POST", "/v1/applications", WRITE, {**applications.DRAFT, "call_id": SOME}, EMPLOYER),
    ("GET", "/v1/applications", READ, None, EMPLOYER),
]
EVERY = OF_A_COURSE + PUBLIC + OF_A_CALL + OF_AN_APPLICATION + OF_ALL
