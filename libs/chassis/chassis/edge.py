"""The edge: one route class that owns the transaction of every request.

begin → take the idempotency key → replay a stored answer before any condition is looked at → the handler builds the
response → store it (2xx only) → commit → send. A response is never sent before its commit, and nothing below commits.
"""

import re
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.routing import APIRoute
from fields.person import is_person_number
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from chassis import conditional, idempotency, telemetry
from chassis.auth import ActingPersonInvalid, Principal
from chassis.cursors import Place
from chassis.db import Transaction, is_tie, is_transient, sqlstate_of, trouble
from chassis.domain import DomainError, Json
from chassis.idempotency import Keyed
from chassis.problems import BodyTooLarge, KeyMissing
from chassis.queries import check_parameters, parameters_of
from chassis.service import Service

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CREATED = frozenset({201, 202})
ACTING_PERSON = re.compile(r"[\x21-\x7e]{1,64}")
Handle = Callable[[Request], Coroutine[Any, Any, Response]]


class Edge:
    """What a route receives: the transaction, and how to answer."""

    __slots__ = ("request", "service", "tx")

    def __init__(self, request: Request, service: Service, tx: Transaction) -> None:
        self.request = request
        self.service = service
        self.tx = tx

    def expected(self) -> frozenset[str]:
        """The versions that If-Match allows; raises VersionMissing."""
        return conditional.expected_versions(self.request.headers.get("if-match"))

    def expected_if_given(self) -> frozenset[str] | None:
        """The versions that If-Match (or ``If-None-Match: *``) allows, None when the caller gave no condition."""
        if self.request.headers.get("if-none-match", "").strip() == conditional.ANY:
            return conditional.ABSENT
        given = self.request.headers.get("if-match")
        return conditional.expected_versions(given) if given is not None else None

    def place(self, cursor: str | None, name: str, *filters: Json) -> Place:
        """Where a page of the caller's list begins; raises CursorInvalid for a cursor of another list or filters."""
        cursors = self.service.cursors
        scope = [name, self.tx.principal.org, *filters]
        return Place(cursors, scope, cursors.open(scope, cursor) if cursor else 0)

    def answer(
        self,
        view: BaseModel | dict[str, Json],
        *,
        status: int = 200,
        version: int | None = None,
        location: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The view as JSON, serialised once, with its ETag; 304 when the caller already holds that version.

        A plain one is for answers of hundreds of parts; that it is what the route's model says is for a test to show.
        """
        sent = dict(headers or {})
        if version is not None:
            sent["ETag"] = conditional.etag(version)
            held = self.request.headers.get("if-none-match")
            if self.request.method in SAFE_METHODS and conditional.is_unchanged(held, version):
                return Response(status_code=304, headers=sent)
        if location is not None:
            sent["Location"] = location
        body = orjson.dumps(view) if isinstance(view, dict) else view.model_dump_json()
        return Response(body, status_code=status, media_type="application/json", headers=sent)


class Requires:
    """A dependency that hands over the Edge when the token holds the scope; the OpenAPI document reads ``scope``."""

    def __init__(self, scope: str) -> None:
        self.scope = scope

    # async although nothing is awaited: FastAPI sends a plain function to a thread, at a third of a request's price
    async def __call__(self, request: Request) -> Edge:
        """The Edge of this request; raises ScopeMissing."""
        edge: Edge = request.scope["edge"]
        edge.tx.principal.require(self.scope)
        return edge


class EdgeRoute(APIRoute):
    """Every public route of a service."""

    max_body_bytes: int | None = None
    """What a body may hold; None stands for the service's setting."""

    def get_route_handler(self) -> Handle:
        """Wrap FastAPI's handler in a transaction."""
        inner = super().get_route_handler()
        creates = self.methods == {"POST"} and self.status_code in CREATED
        known = parameters_of(self.dependant)
        scopes = [one.call.scope for one in self.dependant.dependencies if isinstance(one.call, Requires)]

        async def handle(request: Request) -> Response:
            service: Service = request.app.state.service
            headers = request.headers
            principal = await service.verifier.principal_of(headers.get("authorization"))
            principal = principal.acting_as(_acting_person(headers.get("acting-person")))
            # before a stored answer is replayed: a narrower token of the same client must not see it
            for scope in scopes:
                principal.require(scope)
            check_parameters((name for name, _ in request.query_params.multi_items()), known)
            if request.method in SAFE_METHODS:
                async with service.database.reading() as connection:
                    tx = service.begin(connection, principal, traceparent=telemetry.traceparent())
                    request.scope["edge"] = Edge(request, service, tx)
                    return await inner(request)
            body = await self.receive(request, service)
            # a body that a route of its own took in may be gone by the second time
            request.scope["repeatable"] = type(self).receive is EdgeRoute.receive
            if body and self.body_field and not _is_json(headers.get("content-type", "")):
                raise HTTPException(415)
            key = headers.get("idempotency-key")
            if key is None:
                if creates:
                    raise KeyMissing()
                return await _write(service, request, inner, principal, None)
            keyed = Keyed.of(request, client_id=principal.client_id, key=key, body=body, people=service.people)
            return await _write_once(service, request, inner, principal, keyed)

        return handle

    async def receive(self, request: Request, service: Service) -> bytes:
        """Take the body in, before a connection is taken: a slow one holds none. What comes back identifies it."""
        return await _body(request, self.max_body_bytes or service.settings.max_body_bytes)


async def _write_once(
    service: Service, request: Request, inner: Handle, principal: Principal, keyed: Keyed
) -> Response:
    """Write under a key. What failed or was refused may have been overtaken by a request of the same key whose answer
    was stored between our snapshot and our lock: then that answer is the right one."""
    try:
        response = await _write(service, request, inner, principal, keyed)
    except Exception as error:
        if not is_transient(error) and (stored := await _stored(service, keyed)):
            return stored
        raise
    if response.status_code >= 400 and (stored := await _stored(service, keyed)):
        return stored
    return response


async def _stored(service: Service, keyed: Keyed) -> Response | None:
    async with service.database.reading() as connection:
        return await idempotency.stored(connection, keyed, service.people)


async def _write(
    service: Service, request: Request, inner: Handle, principal: Principal, keyed: Keyed | None
) -> Response:
    """Write, and where PostgreSQL gave this transaction up for another one, once more from the beginning."""
    try:
        return await _attempt(service, request, inner, principal, keyed)
    except Exception as error:
        if not is_tie(error) or not request.scope["repeatable"]:
            raise
        telemetry.log.info(trouble(error), extra={"sqlstate": sqlstate_of(error)})
    return await _attempt(service, request, inner, principal, keyed)


async def _attempt(
    service: Service, request: Request, inner: Handle, principal: Principal, keyed: Keyed | None
) -> Response:
    standing: DomainError | None = None
    try:
        async with service.database.transaction() as connection:
            if keyed and (stored := await idempotency.claim(connection, keyed, service.people)):
                return stored
            tx = service.begin(connection, principal, traceparent=telemetry.traceparent())
            request.scope["edge"] = Edge(request, service, tx)
            try:
                response = await inner(request)
            except DomainError as refusal:
                if not refusal.stands:
                    raise
                standing = refusal
            else:
                if response.status_code >= 400:
                    raise _RefusedError(response)
                if keyed and 200 <= response.status_code < 300:
                    await idempotency.store(tx, keyed, response)
    except _RefusedError as refused:
        return refused.response
    if standing is not None:
        raise standing
    return response


def _acting_person(given: str | None) -> str | None:
    """The id of the person at the client; raises ActingPersonInvalid, also for what is a national id number."""
    if given is not None and (not ACTING_PERSON.fullmatch(given) or is_person_number(given)):
        raise ActingPersonInvalid()
    return given


def _is_json(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type == "application/json" or (media_type.startswith("application/") and media_type.endswith("+json"))


async def _body(request: Request, limit: int) -> bytes:
    """The whole body; raises BodyTooLarge."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise BodyTooLarge(allowed_bytes=limit)
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise BodyTooLarge(allowed_bytes=limit)
        chunks.append(chunk)
    body = b"".join(chunks)
    request._body = body  # FastAPI's handler reads the request again and finds it here
    return body


class _RefusedError(Exception):
    """Carries a refusing response out of the transaction, so that it rolls back."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response
