"""Courses, calls and applications to test with, and callers of the training service who speak HTTP."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import httpx2 as httpx
from chassis.auth import OrgKind
from chassis.bus.message import Message
from chassis.domain import RuleSet
from chassis.testing import Signer
from contracts.matching import TrainingReferralOpened, YouthErasureRequested, YouthRegistered, YouthWithdrawn
from contracts.vacancy import ExecutionPlanAcknowledged, PlanTargets
from fastapi.routing import APIRoute
from training.domain.application import Budget, Company, Post, PostMode, Trainee
from training.domain.call import ListedDocument
from training.domain.eligibility_facts import PLAN_PARTS, Facts
from training.endpoints import ROUTERS
from training.schemas.examples import applications, calls, courses
from training.service.load_reference import shipped_rule_sets

from tests.factories.events import a_message

SCOPES = (
    "courses:read",
    "courses:write",
    "enrolments:write",
    "calls:read",
    "calls:write",
    "applications:read",
    "applications:write",
    "applications:review",
)
ON = date(2026, 7, 1)
PLAN = UUID("019a0000-0000-7000-8000-0000000000a1")
YOUTH = UUID("019a0000-0000-7000-8000-0000000000b1")
REFERRAL = UUID("019a0000-0000-7000-8000-0000000000c1")
REQUIRED = ("registration", "credit-report", "balance-sheet", "cooperation")
PDF = applications.PDF.encode()


def operations() -> list[tuple[str, str]]:
    """Every public route of the service: path template and method."""
    routes = [one for router in ROUTERS for one in router.routes if isinstance(one, APIRoute)]
    return [(route.path, method.lower()) for route in routes for method in route.methods or ()]


@dataclass(frozen=True, slots=True)
class Caller:
    """A client of one organisation; every call returns the bare answer."""

    http: httpx.AsyncClient
    signer: Signer
    kind: OrgKind
    org: str = "org-1"
    region: str | None = None
    scopes: tuple[str, ...] = SCOPES

    def headers(self, *, key: bool = False, etag: str | None = None, **more: str) -> dict[str, str]:
        """The token, a fresh idempotency key, the condition, and more headers (``acting_person=…``)."""
        sent = self.signer.headers(self.kind, org=self.org, region=self.region, scopes=self.scopes)
        if key:
            sent["Idempotency-Key"] = str(uuid4())
        if etag is not None:
            sent["If-Match"] = etag
        return sent | {name.replace("_", "-"): value for name, value in more.items()}

    async def get(self, path: str, **parameters: Any) -> httpx.Response:
        """Read."""
        return await self.http.get(path, headers=self.headers(), params=parameters)

    async def post(self, path: str, body: Any = None, *, etag: str | None = "*") -> httpx.Response:
        """Any POST, keyed, conditional on any version, by an acting person."""
        headers = self.headers(key=True, etag=etag, acting_person="officer-17")
        return await self.http.post(path, json=body, headers=headers)

    async def put(self, path: str, body: Any, *, etag: str | None = "*") -> httpx.Response:
        """Any PUT, by an acting person."""
        return await self.http.put(path, json=body, headers=self.headers(etag=etag, acting_person="officer-17"))

    async def send(
        self, application: str, item: str, content: bytes = PDF, *, media_type: str = "application/pdf"
    ) -> httpx.Response:
        """Send a document."""
        headers = self.headers(key=True) | {"Content-Type": media_type}
        path = f"/v1/applications/{application}/documents"
        return await self.http.post(path, content=content, headers=headers, params={"item": item})


async def made(answer: httpx.Response) -> dict[str, Any]:
    """What was answered, which went well."""
    assert answer.status_code in (200, 201), answer.text
    found: dict[str, Any] = answer.json()
    return found


def a_course(**changes: Any) -> dict[str, Any]:
    """The example's course, changed."""
    return deepcopy(courses.COURSE | changes)


def a_session(**changes: Any) -> dict[str, Any]:
    """The example's session, changed."""
    return deepcopy(courses.SESSION | changes)


def a_call(**changes: Any) -> dict[str, Any]:
    """The example's call; ``parameters`` are laid over the example's."""
    parameters = calls.PARAMETERS | changes.pop("parameters", {})
    return deepcopy(calls.CALL | changes | {"parameters": parameters})


def an_application(call_id: str, **changes: Any) -> dict[str, Any]:
    """The example's application to a call: complete but for its documents."""
    return deepcopy(applications.FACTS | {"call_id": call_id} | changes)


def rules(**changes: Any) -> RuleSet:
    """The rule set that ships with the service, with changed parameters."""
    shipped, _ = shipped_rule_sets()[0]
    return replace(shipped, parameters={**shipped.parameters, **changes})


def facts(**changes: Any) -> Facts:
    """Facts that every criterion passes."""
    listed = [
        ListedDocument("registration", "登記", True, ("registered",)),
        ListedDocument("credit-report", "票信", True, ("dishonoured_cheques",)),
        ListedDocument("balance-sheet", "報表", True, ("net_worth",)),
        ListedDocument("photos", "照片", False),
    ]
    stated: dict[str, Any] = {
        "company": Company("22099131", "範例", registered=True, dishonoured_cheques=False, net_worth=1),
        "plan": dict.fromkeys(PLAN_PARTS, True),
        "universities": ("範例科技大學",),
        "trainees": (Trainee(1, "範例科技大學", "4", 3, 380),),
        "posts": (Post(PostMode.FULL_TIME, 1, 30_001, "big-data"),),
        "budget": Budget(1_000, 500),
        "documents": {one.code: "00" for one in listed if one.required},
        "listed": tuple(listed),
        "job_types": ("big-data", "information-security"),
        "average_pay_above": 30_000,
        "own_share_percent": 50,
        "rounds_used": 0,
        "rounds_allowed": 1,
        "call_revision": 1,
    }
    return Facts(**(stated | changes))


def a_plan_acknowledged(subject: UUID = PLAN, *, sequence: int = 1, revision: int = 1, **changes: Any) -> Message:
    stated: dict[str, Any] = {
        "branch": "north",
        "roc_year": 115,
        "revision": revision,
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        "industries": ["112-10"],
        "targets": PlanTargets(youths=100),
        "acknowledged_on": date(2026, 1, 5),
        "document_number": "發就字第1150000001號",
    }
    return a_message(ExecutionPlanAcknowledged(**(stated | changes)), subject, sequence=sequence)


def a_referral(
    subject: UUID, *, course_id: str, youth_id: UUID = YOUTH, opened_on: date = ON, sequence: int = 1
) -> Message:
    fact = TrainingReferralOpened(
        youth_id=youth_id,
        target_group="in_school",
        gender="female",
        age_band="20-24",
        county="63000",
        industry="112-10",
        course_id=UUID(course_id),
        opened_on=opened_on,
    )
    return a_message(fact, subject, sequence=sequence, source="/matching")


def a_withdrawal(
    youth_id: UUID = YOUTH, *, on: date = ON, sequence: int = 2, registrations: Sequence[UUID] = ()
) -> Message:
    fact = YouthWithdrawn(withdrawn_on=on, reason="own_wish", registrations=list(registrations))
    return a_message(fact, youth_id, sequence=sequence, source="/matching")


def a_registration(youth_id: UUID = YOUTH, *, sequence: int = 1, **changes: Any) -> Message:
    stated: dict[str, Any] = {
        "target_group": "in_school",
        "gender": "female",
        "age_band": "20-24",
        "county": "63000",
        "industry": "112-10",
        "registered_on": date(2026, 1, 5),
        "eligible": True,
    }
    fact = YouthRegistered(youth_id=youth_id, **(stated | changes))
    return a_message(fact, youth_id, sequence=sequence, source="/matching")


def an_erasure(
    youth_id: UUID = YOUTH, *, on: date = ON, sequence: int = 3, registrations: Sequence[UUID] = ()
) -> Message:
    fact = YouthErasureRequested(requested_on=on, registrations=list(registrations))
    return a_message(fact, youth_id, sequence=sequence, source="/matching")


def a_youth(number: int) -> UUID:
    """One of many."""
    return UUID(int=(7 << 76) + (2 << 62) + number)


def an_enrolment(course_id: str, *, youth_id: UUID = YOUTH, **changes: Any) -> dict[str, Any]:
    """The example's enrolment of a youth in a course."""
    counted: Mapping[str, Any] = courses.COUNTED
    return {**counted, "course_id": course_id, "youth_id": str(youth_id), **changes}
