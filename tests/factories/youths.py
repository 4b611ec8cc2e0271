"""Young people to test with: statements by trait, facts for the pure rules, and callers who speak HTTP."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

import httpx2 as httpx
from chassis.auth import OrgKind
from chassis.domain import RuleSet
from chassis.testing import Signer
from fields.person import is_person_number
from matching.domain.eligibility import Facts
from matching.domain.life_cycle import TargetGroup
from matching.schemas.examples import students as student_examples
from matching.schemas.examples import youths as youth_examples
from matching.service.load_reference import shipped_rule_sets

SCOPES = ("youths:read", "youths:write", "youths:decide", "youths:erase")
TAIPEI, NEW_TAIPEI, KAOHSIUNG = "63000", "65000", "64000"
ON = date(2026, 7, 1)
REGISTRATION = {
    "purpose": "registration",
    "recipient": "programme",
    "fields": ["name", "phone"],
    "valid_until": "2027-12-31",
}


def number(running: int, *, begins: str = "A1") -> str:
    """A person number that nobody else in a test has; ``begins`` chooses among the three formats."""
    found = [f"{begins}{running:07}{digit}" for digit in range(10)]
    return next(one for one in found if is_person_number(one))


def a_youth(**changes: Any) -> dict[str, Any]:
    """What an office states of somebody unemployed who is eligible; None takes a fact away."""
    return _changed(youth_examples.FACTS, changes)


def a_student(**changes: Any) -> dict[str, Any]:
    """What a university states of a student in the last year (graduates in June 2027); None takes a fact away."""
    return _changed(student_examples.FACTS, changes)


def an_item(version: int = 1, *, consents: Any = (REGISTRATION,), **changes: Any) -> dict[str, Any]:
    """One item of a batch."""
    student = {"source_version": version, "facts": a_student(**changes), "consents": list(consents)}
    return {"id": f"row-{changes.get('student_number', 'B11202034')}", "student": student}


def self_service(client: str, *fields: str, until: str = "2027-12-31") -> dict[str, Any]:
    """A consent to be shown in a mobile application."""
    return {"purpose": "self_service", "recipient": client, "fields": list(fields), "valid_until": until}


def _changed(facts: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    stated = deepcopy(facts)
    for path, value in changes.items():
        group, _, name = path.partition("__")
        place = stated.setdefault(group, {}) if name else stated
        if value is None:
            place.pop(name or group, None)
        else:
            place[name or group] = value
    return stated


def student_facts(**changes: Any) -> Facts:
    """Facts of a student that every criterion passes on 2026-10-01."""
    stated: dict[str, Any] = {
        "target_group": TargetGroup.IN_SCHOOL,
        "nationality": "ROC",
        "number_kind": "national",
        "status": "enrolled",
        "degree": "bachelor",
        "programme_years": 4,
        "year_of_study": 4,
        "expected_graduation": date(2027, 6, 1),
    }
    return Facts(**(stated | changes))


def unemployed_facts(**changes: Any) -> Facts:
    """Facts of somebody unemployed that every criterion passes on 2026-10-01."""
    stated: dict[str, Any] = {
        "target_group": TargetGroup.UNEMPLOYED,
        "nationality": "ROC",
        "number_kind": "national",
        "birth_date": date(2002, 5, 20),
        "in_school": False,
        "in_work": False,
        "in_person": True,
        "registered_on": date(2026, 6, 15),
        "office": "臺北市就業服務處",
        "willing": True,
        "urgent_need": True,
    }
    return Facts(**(stated | changes))


def rules() -> RuleSet:
    """The rules of eligibility that ship with the service."""
    return next(one.rules for one in shipped_rule_sets() if one.rules.name == "youth-eligibility")


@dataclass(frozen=True, slots=True)
class Caller:
    """A client of one organisation; every call returns the bare answer."""

    http: httpx.AsyncClient
    signer: Signer
    kind: OrgKind
    org: str = "org-1"
    region: str | None = None
    scopes: tuple[str, ...] = SCOPES

    @property
    def client_id(self) -> str:
        """As its tokens name it."""
        return f"{self.kind}-{self.org}"

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

    async def post(
        self, path: str, body: Any = None, *, etag: str | None = None, key: bool = True, **more: str
    ) -> httpx.Response:
        """Any POST, keyed unless told otherwise."""
        return await self.http.post(path, json=body, headers=self.headers(key=key, etag=etag, **more))

    async def correct(
        self,
        youth_id: str,
        *,
        etag: str = "*",
        by_person: bool = False,
        facts: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> httpx.Response:
        """A correction, by an acting person."""
        body = {"facts": {**(facts or {}), **more}, "by_person": by_person}
        headers = self.headers(key=False, etag=etag, acting_person="officer-17")
        return await self.http.patch(f"/v1/youths/{youth_id}", json=body, headers=headers)

    async def register(self, *, consents: Any = (REGISTRATION,), **changes: Any) -> httpx.Response:
        """Register somebody unemployed."""
        return await self.post("/v1/youths", {"facts": a_youth(**changes), "consents": list(consents)})

    async def registered(self, **changes: Any) -> dict[str, Any]:
        """The same, where it has to succeed."""
        answer = await self.register(**changes)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def send(self, *items: dict[str, Any]) -> list[dict[str, Any]]:
        """A batch of students; what became of each item."""
        answer = await self.post("/v1/students:batch", {"items": list(items)})
        assert answer.status_code == 207, answer.text
        taken: list[dict[str, Any]] = answer.json()["items"]
        return taken

    async def sent(self, **changes: Any) -> str:
        """One student, who has to be registered; the id."""
        [taken] = await self.send(an_item(**changes))
        assert taken["status"] in (200, 201), taken
        found: str = taken["student"]["youth_id"]
        return found

    async def read(self, youth_id: str) -> dict[str, Any]:
        """The person's view, where there has to be one."""
        answer = await self.get(f"/v1/youths/{youth_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def step(self, youth_id: str, step: str, body: Any = None, *, etag: str | None = "*") -> httpx.Response:
        """Any step about a person, by an acting person."""
        return await self.post(f"/v1/youths/{youth_id}/{step}", body, etag=etag, acting_person="officer-17")
