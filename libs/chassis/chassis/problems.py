"""RFC 9457 problems: every error leaves as ``application/problem+json`` with a stable type and no internal message."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from chassis import echoes, telemetry
from chassis.auth import ActingPersonInvalid, ActingPersonMissing, ScopeMissing, TokenRefused
from chassis.db import is_transient, sqlstate_of, trouble
from chassis.domain import DomainError, Json, TransitionRefused
from chassis.outbox import EventTooLarge
from chassis.people.person_keys import PersonErased

MEDIA_TYPE = "application/problem+json"
UNSTORABLE_TEXT = frozenset({"22021", "22P05"})
"""SQL states of text that PostgreSQL cannot hold, such as NUL."""
QUALITY = re.compile(r"q=([01](?:\.[0-9]{0,3})?)")
TYPE_PREFIX = "urn:youthlink:problem:"
StatusOf = Mapping[type[DomainError], int]


class KeyMissing(DomainError):
    """A POST that creates came without Idempotency-Key."""

    code = "idempotency-key-missing"
    title_en = "The header Idempotency-Key is required"
    title_zh = "缺少 Idempotency-Key 標頭"


class KeyInvalid(DomainError):
    """The Idempotency-Key is not 1 to 255 visible ASCII characters."""

    code = "idempotency-key-invalid"
    title_en = "The Idempotency-Key must be 1 to 255 visible ASCII characters"
    title_zh = "Idempotency-Key 須為 1 至 255 個可見 ASCII 字元"


class KeyBusy(DomainError):
    """Another request with the same key is still running."""

    code = "idempotency-key-busy"
    title_en = "A request with this Idempotency-Key is still running"
    title_zh = "相同 Idempotency-Key 的請求仍在處理中"


class KeyReused(DomainError):
    """The key was used before for a different request."""

    code = "idempotency-key-reused"
    title_en = "This Idempotency-Key was used for a different request"
    title_zh = "此 Idempotency-Key 已用於不同的請求"


class VersionMissing(DomainError):
    """A change came without If-Match."""

    code = "if-match-missing"
    title_en = "The header If-Match with the current ETag is required"
    title_zh = "缺少 If-Match 標頭（目前版本的 ETag）"


class VersionStale(DomainError):
    """The row has another version than the one the caller saw."""

    code = "version-stale"
    title_en = "The resource has changed since it was read"
    title_zh = "資料已被更新，請重新讀取"


class CursorInvalid(DomainError):
    """A paging cursor is not one that we signed for this list and these filters."""

    code = "cursor-invalid"
    title_en = "The cursor is not valid for this list"
    title_zh = "分頁游標無效"


class CursorGone(DomainError):
    """A change-feed cursor is older than the tombstones that are kept."""

    code = "cursor-gone"
    title_en = "The cursor is too old; start a full synchronisation"
    title_zh = "游標已過期，請重新進行全量同步"


class BodyTooLarge(DomainError):
    """The request body exceeds the limit."""

    code = "body-too-large"
    title_en = "The request body is too large"
    title_zh = "請求內容過大"


class Unavailable(DomainError):
    """A part that is needed cannot be reached now."""

    code = "unavailable"
    title_en = "The service is temporarily unavailable; try again"
    title_zh = "服務暫時無法使用，請稍後再試"


CHASSIS_STATUS_OF: StatusOf = {
    KeyMissing: 400,
    KeyInvalid: 400,
    CursorInvalid: 400,
    TokenRefused: 401,
    ScopeMissing: 403,
    ActingPersonMissing: 400,
    ActingPersonInvalid: 400,
    KeyBusy: 409,
    TransitionRefused: 409,
    CursorGone: 410,
    PersonErased: 410,
    VersionStale: 412,
    BodyTooLarge: 413,
    KeyReused: 422,
    EventTooLarge: 422,
    VersionMissing: 428,
    Unavailable: 503,
}
PLAIN = {
    400: ("bad-request", "The request cannot be read", "無法解析請求"),
    404: ("not-found", "There is no such resource, or it is not yours", "查無此資源，或您無權存取"),
    405: ("method-not-allowed", "The method is not allowed here", "不允許此方法"),
    406: ("not-acceptable", "No acceptable representation", "無可接受的格式"),
    413: ("body-too-large", "The request body is too large", "請求內容過大"),
    415: ("media-type-unsupported", "The media type is not supported", "不支援的內容型別"),
    422: ("payload-invalid", "The payload is not valid", "資料內容不正確"),
    500: ("internal-error", "Something went wrong on our side", "系統發生錯誤"),
}


def problem(
    status: int,
    *,
    code: str,
    title: str,
    errors: Sequence[Mapping[str, Json]] = (),
    details: Mapping[str, Json] | None = None,
    headers: Mapping[str, str] | None = None,
    people: bool = True,
) -> Response:
    """One problem answer; ``trace_id`` lets support find the request in the logs.

    ``people``: whether the service holds people; where one does, what callers wrote is not repeated.
    """
    body: dict[str, Any] = {"type": TYPE_PREFIX + code, "code": code, "title": title, "status": status}
    told = echoes.shown(details or {}, people=people)
    body |= {name: value for name, value in told.items() if name not in body}
    if errors:
        body["errors"] = [echoes.shown(one, people=people) for one in errors]
    body["trace_id"] = telemetry.trace_id()
    return Response(orjson.dumps(body), status_code=status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


def prefers_english(accept_language: str | None) -> bool:
    """Whether a caller asks for English before Chinese; zh-TW is the default."""
    asked: list[tuple[float, str]] = []
    for part in (accept_language or "").lower().split(","):
        tag, *parameters = (piece.strip() for piece in part.split(";"))
        weight = QUALITY.fullmatch(parameters[0]) if parameters else None
        asked.append((float(weight[1]) if weight else 1.0, tag[:2]))
    # equal weights keep the order in which they were named
    named = [language for weight, language in sorted(asked, key=lambda one: -one[0]) if weight > 0]
    return next((language == "en" for language in named if language in ("en", "zh")), False)


def of_job(error: DomainError, *, people: bool = True) -> dict[str, Json]:
    """The problem that a job ended with, in both languages: nobody waits for it with a language of his own."""
    details = echoes.shown(error.details, people=people)
    shown = {"type": TYPE_PREFIX + error.code, "code": error.code, "title": error.title_zh, "title_en": error.title_en}
    return details | shown


def of_domain_error(error: DomainError, status: int, *, accept_language: str | None, people: bool = True) -> Response:
    """The problem for a broken rule."""
    title = error.title_en if prefers_english(accept_language) else error.title_zh
    headers = {"WWW-Authenticate": 'Bearer realm="youthlink"'} if status == 401 else {}
    if status in (409, 503) and isinstance(error, KeyBusy | Unavailable):
        headers["Retry-After"] = "1"
    details = dict(error.details)
    errors = details.pop("errors", ())
    return problem(status, code=error.code, title=title, errors=errors, details=details, headers=headers, people=people)


def plain(
    status: int, *, accept_language: str | None, errors: Sequence[Mapping[str, Json]] = (), people: bool = True
) -> Response:
    """The problem for an error that has no domain class."""
    code, title_en, title_zh = PLAIN.get(status, ("error", "The request failed", "請求失敗"))
    title = title_en if prefers_english(accept_language) else title_zh
    return problem(status, code=code, title=title, errors=errors, people=people)


def install(app: FastAPI, status_of: StatusOf, *, people: bool = True) -> None:
    """Answer every error of ``app`` as a problem; ``people``: whether its service holds any."""
    statuses = {**CHASSIS_STATUS_OF, **status_of}

    async def domain_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, DomainError)  # noqa: S101 - narrows the type for the checker only
        language = request.headers.get("accept-language")
        status = statuses.get(type(error))
        if status is None:
            # raised by whoever carries the request in this process, who has answered it or will
            return plain(400, accept_language=language)
        return of_domain_error(error, status, accept_language=language, people=people)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - narrows the type for the checker only
        broken = [one for one in error.errors() if one["type"] == "json_invalid"]
        status = 400 if broken else 422
        errors = [echoes.pointed(one) for one in error.errors()]
        return plain(status, accept_language=request.headers.get("accept-language"), errors=errors, people=people)

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - narrows the type for the checker only
        answer = plain(error.status_code, accept_language=request.headers.get("accept-language"))
        for name, value in (error.headers or {}).items():
            answer.headers[name] = value
        return answer

    async def unexpected(request: Request, error: Exception) -> Response:
        language = request.headers.get("accept-language")
        if is_transient(error):
            telemetry.log.warning(trouble(error), extra={"error": type(error).__name__, "sqlstate": sqlstate_of(error)})
            return of_domain_error(Unavailable(), 503, accept_language=language)
        if sqlstate_of(error) in UNSTORABLE_TEXT:
            return plain(422, accept_language=language)
        telemetry.log.error("a request failed unexpectedly", exc_info=error)
        return plain(500, accept_language=language)

    async def gone(request: Request, error: Exception) -> Response:
        # nobody is there to read it; it only ends the request without an alarm
        return plain(400, accept_language=None)

    app.add_exception_handler(DomainError, domain_error)
    app.add_exception_handler(ClientDisconnect, gone)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http_error)
    for kind in (SQLAlchemyError, OSError, TimeoutError):
        app.add_exception_handler(kind, unexpected)
    app.add_exception_handler(Exception, unexpected)


SCHEMA: Mapping[str, Json] = {
    "type": "object",
    "required": ["type", "code", "title", "status"],
    "properties": {
        "type": {"type": "string", "examples": [TYPE_PREFIX + "version-stale"]},
        "code": {"type": "string", "examples": ["version-stale"]},
        "title": {"type": "string", "examples": ["資料已被更新，請重新讀取"]},
        "status": {"type": "integer", "examples": [412]},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string", "examples": ["/employer/company_number"]},
                    "code": {"type": "string"},
                    "rule": {"type": "string"},
                    "received": {},
                    "allowed": {},
                },
            },
        },
        "trace_id": {"type": ["string", "null"]},
    },
}


def describe(operation: dict[str, Any]) -> None:
    """Add the problem answers every route can give to its OpenAPI operation."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    operation["responses"].pop("422", None)
    common = {"401": TokenRefused, "403": ScopeMissing, "503": Unavailable}
    for code, error in common.items():
        operation["responses"].setdefault(code, {"description": error.title_en, "content": content})
    for status in (404, 422):
        operation["responses"].setdefault(str(status), {"description": PLAIN[status][1], "content": content})
    operation["responses"].setdefault("default", {"description": "Any other problem", "content": content})
