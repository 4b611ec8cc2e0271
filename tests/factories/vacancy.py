"""Vacancies to test with: statements by trait, facts for the pure rules, and callers who speak HTTP."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import yaml
from chassis.auth import OrgKind
from chassis.domain import RuleSet
from chassis.testing import Signer
from fastapi.routing import APIRoute
from vacancy.domain.facts import ATTESTED_ONLY, Facts, KnownWage
from vacancy.endpoints import ROUTERS
from vacancy.service import load_reference

SCOPES = (
    "vacancies:read",
    "vacancies:write",
    "vacancies:attest",
    "vacancies:review",
    "vacancies:report",
    "vacancies:publish",
    "vacancies:demand",
    "programme:write",
    "programme:windows",
    "programme:acknowledge",
    "programme:rules",
)
TAIPEI, KAOHSIUNG = "63000", "64000"
ON = date(2026, 7, 1)
ENTRY_WAGE = KnownWage(monthly=39_000, roc_year=114, source="a table", label="資安")
ALL_INDUSTRIES = KnownWage(monthly=39_000, roc_year=114, source="open data 6647", label="全體/全體")

ATTESTABLE: dict[str, Any] = {
    "employment_type": "full_time",
    "working_conditions": {
        "hours_per_week": 40.0,
        "days_off_per_week": 2.0,
        "leave_stated": True,
        "no_current_violation": True,
    },
    "insurance": {"labour": True, "health": True},
    "hazards": {"none_attested": True},
    "direct_employment": True,
}
VOUCHED: dict[str, Any] = {
    "working_conditions": {"no_current_violation": True},
    "insurance": {"labour": True, "health": True},
    "hazards": {"none_attested": True},
    "direct_employment": True,
}
"""What has to be attested, whatever the partner itself states."""


def a_statement(**changes: Any) -> dict[str, Any]:
    """What an open feed states of a vacancy: enough to be taken in, not enough to be judged."""
    stated: dict[str, Any] = {
        "title": "資安工程師",
        "employer": {"name": "範例資訊股份有限公司"},
        "county": TAIPEI,
        "openings": 2,
        "pay": {"basis": "monthly", "minimum": 45_000},
    }
    return deepcopy(stated | changes)


def a_complete_statement(**changes: Any) -> dict[str, Any]:
    """A statement that every criterion but the wage passes once it is attested, whole though it is.

    The wage waits for its industry's entry wage.
    """
    complete = {**ATTESTABLE, "industry": "112-10", "occupation_code": "080203", "growth": {"training": True}}
    return a_statement(**(complete | changes))


def facts(**changes: Any) -> Facts:
    """Facts that every criterion passes; what is attested only counts so far as it is stated."""
    stated: dict[str, Any] = {
        "title": "資安工程師",
        "employer_name": "範例資訊股份有限公司",
        "employment_type": "full_time",
        "pay_basis": "monthly",
        "pay_minimum": 45_000,
        "hours_per_week": 40,
        "days_off_per_week": 2,
        "leave_stated": True,
        "no_current_violation": True,
        "labour_insurance": True,
        "health_insurance": True,
        "no_hazard": True,
        "direct_employment": True,
        "occupation_code": "080203",
        "training": True,
        "industry": "112-10",
        "entry_wage": ENTRY_WAGE,
    }
    stated |= changes
    attested = frozenset(name for name in ATTESTED_ONLY.values() if stated.get(name) is not None)
    return Facts(**({"attested": attested} | stated))


def rules(**changes: Any) -> RuleSet:
    """The rule set that ships with the service, with changed parameters."""
    path = Path(load_reference.__file__).parents[1] / "data" / "rule_sets.yaml"
    written = yaml.safe_load(path.read_text(encoding="utf-8"))["rule_sets"][0]
    parameters = {name: one["value"] for name, one in written["parameters"].items()}
    return RuleSet(written["name"], written["version"], written["effective_from"], None, parameters | changes)


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

    async def put(
        self, stated: Mapping[str, Any], *, source_id: str = "1", etag: str | None = None, **parameters: Any
    ) -> httpx.Response:
        """Upsert by source (``draft=True`` keeps it a draft)."""
        path = f"/v1/vacancies/by-source/taiwanjobs/{source_id}"
        return await self.http.put(path, json=stated, headers=self.headers(etag=etag), params=parameters)

    async def post(
        self, path: str, body: Any = None, *, etag: str | None = None, key: bool = True, **more: str
    ) -> httpx.Response:
        """Any POST, keyed unless told otherwise."""
        return await self.http.post(path, json=body, headers=self.headers(key=key, etag=etag, **more))

    async def step(self, vacancy_id: str, step: str, body: Any = None, *, etag: str | None = "*") -> httpx.Response:
        """Any step of a vacancy's life, by an acting person."""
        return await self.post(f"/v1/vacancies/{vacancy_id}/{step}", body, etag=etag, acting_person="officer-17")

    async def attest(self, vacancy_id: str, attested: Mapping[str, Any], *, etag: str = "*") -> httpx.Response:
        """Attest facts."""
        body = {"facts": attested, "basis": "勞動條件聲明書"}
        return await self.post(f"/v1/vacancies/{vacancy_id}/attestations", body, etag=etag)

    async def submit(self, stated: Mapping[str, Any], *, source_id: str = "1") -> httpx.Response:
        """Upsert, and attest what has to be attested: two versions."""
        made = await self.put(stated, source_id=source_id)
        assert made.status_code in (200, 201), made.text
        return await self.attest(made.json()["id"], VOUCHED)

    async def screen(self, vacancy_id: str, *, etag: str = "*") -> httpx.Response:
        """Screen."""
        return await self.post(f"/v1/vacancies/{vacancy_id}/screenings", etag=etag)

    async def review(self, vacancy_id: str, outcome: str = "qualified", *, etag: str = "*") -> httpx.Response:
        """Decide as an officer."""
        body = {"outcome": outcome, "reason": "經查證屬實"}
        path = f"/v1/vacancies/{vacancy_id}/review"
        return await self.post(path, body, etag=etag, key=False, acting_person="officer-17")

    async def publish(self, vacancy_id: str, *, etag: str = "*") -> httpx.Response:
        """Publish."""
        return await self.post(f"/v1/vacancies/{vacancy_id}/publication", etag=etag)
