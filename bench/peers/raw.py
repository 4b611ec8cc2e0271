"""Three routes of the vacancy service as somebody would write them by hand: bare ASGI, asyncpg, orjson.

Same tables, same answers, same token verification with the same cache. No framework, no validation of bodies, no access
line, no metrics; an idempotency key is honoured where one is sent, so that the arm without it is the same process.
"""

import gc
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any, TypeAlias
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import orjson
import uuid_utils.compat
from asyncpg.pool import PoolConnectionProxy
from chassis import serve
from chassis.auth import Principal, TokenVerifier, http_keys
from chassis.collector import YOUNG_OBJECTS
from chassis.idempotency import Keyed
from chassis.settings import ServiceSettings
from pydantic_settings import SettingsConfigDict
from starlette.requests import Request
from starlette.types import Receive, Scope, Send
from vacancy.domain.statement import content_hash, leaves, merged, provenance
from vacancy.domain.vacancy import case_number

from bench.peers import statements as sql

TAIPEI = ZoneInfo("Asia/Taipei")
VACANCIES = "/v1/vacancies/"
BY_SOURCE = "/v1/vacancies/by-source/"
PUBLICATION = "/publication"
TYPE, TOPIC = "tw.youthlink.vacancy.published.v1", "youthlink.vacancy.v1"
BUCKETS = 64
Answer = tuple[int, bytes, str]
"""Status, body, ETag."""
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"
Write = Callable[[Connection], Awaitable[Answer]]


class RawSettings(ServiceSettings):
    """Read from ``YOUTHLINK_RAW_*``."""

    model_config = SettingsConfigDict(env_prefix="YOUTHLINK_RAW_")


class Raw:
    """The three routes over one pool."""

    def __init__(self, settings: RawSettings) -> None:
        self._settings = settings
        self._verifier = TokenVerifier(
            issuer=settings.token_issuer, audience=settings.token_audience, fetch_keys=http_keys(settings.jwks_url)
        )
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Route one request."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        path: str = scope["path"]
        if path == "/readyz":
            await _send(send, (200, b"{}", ""))
            return
        headers = dict(scope["headers"])
        principal = await self._verifier.principal_of(headers[b"authorization"].decode())
        assert self._pool is not None
        async with self._pool.acquire() as connection:
            if scope["method"] == "GET":
                answer = await read(connection, principal, UUID(path.removeprefix(VACANCIES)))
            elif path.endswith(PUBLICATION):
                vacancy_id = UUID(path.removeprefix(VACANCIES).removesuffix(PUBLICATION))
                expected = headers[b"if-match"].decode()
                traceparent = headers.get(b"traceparent", b"").decode()
                answer = await once(
                    connection,
                    await keyed(scope, receive, principal),
                    lambda inside: publish(inside, principal, vacancy_id, expected, traceparent),
                )
            else:
                source, source_id = path.removeprefix(BY_SOURCE).split("/")
                request = Request(scope, receive)
                facts = orjson.loads(await request.body())
                answer = await once(
                    connection,
                    await keyed(scope, request.receive, principal, body=await request.body()),
                    lambda inside: submit(inside, principal, source, source_id, facts),
                )
        await _send(send, answer)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        address = urlsplit(self._settings.database_url.get_secret_value())
        self._pool = await asyncpg.create_pool(
            host=address.query.removeprefix("host="),
            user=address.username,
            password=address.password,
            database=address.path.removeprefix("/"),
            min_size=self._settings.database_pool,
            max_size=self._settings.database_pool,
            init=_read_json,
            reset=_nothing,
            server_settings={"jit": "off"},
        )
        gc.collect()
        gc.freeze()
        gc.set_threshold(YOUNG_OBJECTS, 20, 20)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._pool.close()
        await send({"type": "lifespan.shutdown.complete"})


async def read(connection: Connection, principal: Principal, vacancy_id: UUID) -> Answer:
    """GET one vacancy of one's own."""
    principal.require("vacancies:read")
    row = await connection.fetchrow(sql.OWN, vacancy_id, principal.org)
    return (404, b"{}", "") if row is None else _shown(200, row)


async def keyed(scope: Scope, receive: Receive, principal: Principal, *, body: bytes = b"") -> Keyed | None:
    """The key of a request that has one."""
    request = Request(scope, receive)
    key = request.headers.get("idempotency-key")
    return Keyed.of(request, client_id=principal.client_id, key=key, body=body) if key else None


async def once(connection: Connection, key: Keyed | None, write: Write) -> Answer:
    """Write in a transaction; under a key, the stored answer comes again."""
    async with connection.transaction():
        if key is None:
            return await write(connection)
        held = await connection.fetchrow(sql.CLAIM, key.lock, key.client_id, key.key)
        assert held is not None
        if held["status"] is not None:
            return held["status"], held["body"], held["headers"]["etag"]
        if not held["locked"]:
            return 409, b"{}", ""
        status, answer, etag = await write(connection)
        headers = {"etag": etag, "content-type": "application/json"}
        stored = (key.client_id, key.key, key.fingerprint, status, headers, answer, datetime.now(UTC))
        await connection.execute(sql.STORE, *stored)
        return status, answer, etag


async def publish(
    connection: Connection, principal: Principal, vacancy_id: UUID, expected: str, traceparent: str
) -> Answer:
    """Publish a qualified vacancy: the row, its change, its event."""
    principal.require("vacancies:publish")
    held = await connection.fetchrow(sql.LOCKED, vacancy_id)
    if held is None:
        return 404, b"{}", ""
    if expected not in ("*", f'"{held["version"]}"'):
        return 412, b"{}", ""
    if held["state"] != "qualified":
        return 409, b"{}", ""
    now = datetime.now(UTC)
    today = now.astimezone(TAIPEI).date()
    closes = held["source_facts"].get("closing_date")
    if closes is not None and date.fromisoformat(closes) < today:
        return 409, b"{}", ""
    row = await connection.fetchrow(sql.PUBLISH, vacancy_id, today, now)
    assert row is not None
    await connection.execute(sql.CHANGE, vacancy_id, row["version"], row["owner_org"], row["county"], now)
    event_id, subject = uuid_utils.compat.uuid7(), str(vacancy_id)
    headers = [
        ["ce_specversion", "1.0"],
        ["ce_id", str(event_id)],
        ["ce_type", TYPE],
        ["ce_source", "/vacancy"],
        ["ce_subject", subject],
        ["ce_time", now.isoformat()],
        ["ce_sequence", str(row["seq"])],
        ["ce_partitionkey", subject],
        ["content-type", "application/json"],
        ["traceparent", traceparent],
    ]
    fact = {name: row[name] for name in ("published_on", "openings", "county", "industry")}
    event = (event_id, TOPIC, TYPE, vacancy_id, row["seq"], vacancy_id.int % BUCKETS, headers, orjson.dumps(fact), now)
    await connection.execute(sql.EVENT, *event)
    return _shown(201, row)


async def submit(
    connection: Connection, principal: Principal, source: str, source_id: str, facts: dict[str, Any]
) -> Answer:
    """Take in a new vacancy: the row and its change. A known one is left to the real service."""
    principal.require("vacancies:write")
    if await connection.fetchrow(sql.BY_SOURCE, principal.org, source, source_id):
        return 409, b"{}", ""
    now = datetime.now(UTC)
    number = await connection.fetchval(sql.NEXT_NUMBER)
    vacancy_id = uuid_utils.compat.uuid7()
    row = await connection.fetchrow(
        sql.SUBMIT,
        vacancy_id,
        case_number(number, on=now.astimezone(TAIPEI).date()),
        principal.org,
        source,
        source_id,
        facts,
        content_hash(facts),
        facts["county"],
        facts.get("industry"),
        facts["openings"],
        facts["title"],
        facts["employer"]["name"],
        now,
    )
    assert row is not None
    await connection.execute(sql.CHANGE, vacancy_id, 1, principal.org, facts["county"], now)
    return _shown(201, row, result="created")


def _shown(status: int, row: asyncpg.Record, **more: object) -> Answer:
    view = dict(row)
    source, attested = view.pop("source_facts"), view["attested_facts"]
    view.pop("seq")
    view["facts"] = merged(source, attested) if attested else source
    view["provenance"] = provenance(view["facts"], attested=leaves(attested))
    return status, orjson.dumps(view | more, default=str), f'"{view["version"]}"'


async def _send(send: Send, answer: Answer) -> None:
    status, body, etag = answer
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"etag", etag.encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _read_json(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=lambda value: orjson.dumps(value).decode(), decoder=orjson.loads
    )


async def _nothing(connection: asyncpg.Connection) -> None:
    """Nothing in a session changes: the pool's usual reset would be one more round trip a request."""


if __name__ == "__main__":
    settings = RawSettings()
    serve.run(Raw(settings), host=settings.host, port=settings.port)
