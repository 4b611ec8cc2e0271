"""Questions with a parameter that no route reads."""

import re
from collections.abc import Sequence
from uuid import UUID

import httpx2 as httpx
from chassis.app import scopes_of
from chassis.auth import OrgKind
from chassis.testing import Signer
from fastapi import APIRouter
from fastapi.routing import APIRoute

UNREAD = "limitt"
NOBODY = str(UUID(int=0))


async def heedless(http: httpx.AsyncClient, signer: Signer, routers: Sequence[APIRouter]) -> list[str]:
    """The routes that answer a query with an unread parameter otherwise than by naming it and what they read."""
    routes = [one for router in routers for one in router.routes if isinstance(one, APIRoute)]
    found: list[str] = []
    for route in routes:
        headers = signer.headers(OrgKind.WORKFORCE_AGENCY, scopes=scopes_of(route))
        for method in sorted(route.methods or ()):
            path = re.sub(r"\{[^}]+\}", NOBODY, route.path)
            answer = await http.request(method, path, params={UNREAD: "1"}, headers=headers)
            [error] = answer.json().get("errors", [{}])
            if (answer.status_code, error.get("query")) != (422, UNREAD) or UNREAD in error["allowed"]:
                found.append(f"{method} {route.path}: {answer.status_code}")
    return found
