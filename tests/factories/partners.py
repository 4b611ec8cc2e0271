"""Employers, associations, execution plans and figures to test with, made over HTTP the way people make them."""

from copy import deepcopy
from typing import Any

import httpx2 as httpx
from vacancy.schemas.examples import partners as examples

from tests.factories.vacancy import Caller

NUMBER = "22099131"
OFFICER: dict[str, Any] = {"acting_person": "officer-17"}


def an_employer(**changes: Any) -> dict[str, Any]:
    """A registered employer's facts."""
    return deepcopy(examples.EMPLOYER | changes)


def a_cooperation(**changes: Any) -> dict[str, Any]:
    """What is said of an association."""
    return deepcopy(examples.COOPERATION | changes)


def a_plan(**changes: Any) -> dict[str, Any]:
    """A branch's plan of ROC year 115."""
    return deepcopy(examples.PLAN | changes)


def a_projection(**changes: Any) -> dict[str, Any]:
    """An authority's projection with more people wanted than available."""
    return deepcopy(examples.PROJECTION_FIGURES | changes)


async def put(caller: Caller, path: str, body: Any, *, etag: str | None = None, **more: Any) -> httpx.Response:
    """Any PUT."""
    return await caller.http.put(path, json=body, headers=caller.headers(etag=etag, **more))


async def register(caller: Caller, *, number: str = NUMBER, etag: str | None = None, **changes: Any) -> httpx.Response:
    """Register an employer."""
    return await put(caller, f"/v1/employers/by-number/{number}", an_employer(**changes), etag=etag)


async def record(caller: Caller, *, org: str = "org-1", **changes: Any) -> httpx.Response:
    """Record an association."""
    return await caller.post("/v1/associations", {**a_cooperation(**changes), "org": org}, **OFFICER)


async def file(caller: Caller, **changes: Any) -> httpx.Response:
    """File a plan."""
    return await caller.post("/v1/execution-plans", a_plan(**changes), **OFFICER)


async def acknowledge(caller: Caller, plan_id: str, *, etag: str | None = "*") -> httpx.Response:
    """Acknowledge a plan."""
    path = f"/v1/execution-plans/{plan_id}/acknowledgement"
    return await caller.post(path, {"document_number": "發就字第1150000123號"}, etag=etag, **OFFICER)


async def amend(caller: Caller, plan_id: str, *, etag: str | None = "*", **changes: Any) -> httpx.Response:
    """Amend a plan."""
    body = {**examples.AMENDMENT, **changes}
    return await caller.post(f"/v1/execution-plans/{plan_id}/amendment", body, etag=etag, **OFFICER)


async def load_wage(
    caller: Caller, *, industry: str = "112-10", year: int = 115, etag: str | None = None, **changes: Any
) -> httpx.Response:
    """Load an industry's entry wage."""
    body = examples.ENTRY_WAGE_FIGURE | changes
    return await put(caller, f"/v1/entry-wages/{industry}/{year}", body, etag=etag, **OFFICER)


async def load_projection(
    caller: Caller, *, industry: str = "112-10", edition: str = "115-117", etag: str | None = None, **changes: Any
) -> httpx.Response:
    """Load a projection."""
    path = f"/v1/key-industries/{industry}/projections/{edition}"
    return await put(caller, path, a_projection(**changes), etag=etag, **OFFICER)
