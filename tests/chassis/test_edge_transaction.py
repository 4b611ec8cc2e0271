"""The edge owns the transaction: an answer is sent after its commit, and what was refused never happened."""

import asyncio

import httpx2
import pytest
from chassis.app import create_app
from chassis.domain import TransitionRefused
from chassis.edge import Edge
from fastapi import Response
from sqlalchemy import text
from starlette.types import Message, Scope

from tests.chassis.asking import WRITTEN_TABLES, checked_out, create, rows_of, written
from tests.chassis.toy import Keeper
from tests.waiting import eventually


async def test_a_commit_that_fails_is_answered_as_a_problem_and_leaves_nothing(
    client: httpx2.AsyncClient, toy: Keeper, writer: dict[str, str]
) -> None:
    first = await create(client, writer, "1", slot=7)
    before = await written(toy)

    second = await create(client, writer, "2", slot=7)

    assert first.status_code == 201
    assert second.status_code == 500
    assert second.headers["content-type"] == "application/problem+json"
    assert await written(toy) == before == dict.fromkeys(WRITTEN_TABLES, 1)


async def test_a_created_item_can_be_read_by_others_before_its_answer_is_sent(
    toy: Keeper, writer: dict[str, str]
) -> None:
    app = create_app(toy.service)
    seen_at_answer: list[int] = []
    body = b'{"name": "a"}'

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            seen_at_answer.append(await rows_of(toy.service, toy.item))

    await app(a_post(writer | {"Idempotency-Key": "k"}), receive, send)

    assert seen_at_answer == [1]


@pytest.mark.parametrize("outcome", ["a broken rule", "a refusing answer", "a bug"])
async def test_what_is_refused_after_it_was_written_never_happened(
    outcome: str, client: httpx2.AsyncClient, toy: Keeper, writer: dict[str, str]
) -> None:
    async def refuse(edge: Edge) -> Response:
        if outcome == "a broken rule":
            raise TransitionRefused(state="draft")
        if outcome == "a bug":
            raise RuntimeError("password hunter2 in table item")
        return Response(b"{}", status_code=409, media_type="application/problem+json")

    toy.interrupt = refuse
    refused = await create(client, writer, "k")
    after_refusal = await written(toy)
    toy.interrupt = None
    retried = await create(client, writer, "k")

    assert refused.status_code == (500 if outcome == "a bug" else 409)
    assert refused.headers["content-type"] == "application/problem+json"
    assert after_refusal == dict.fromkeys(WRITTEN_TABLES, 0)
    assert retried.status_code == 201
    assert "Idempotency-Replayed" not in retried.headers


async def test_an_unexpected_error_says_nothing_of_the_inside(
    client: httpx2.AsyncClient, toy: Keeper, writer: dict[str, str]
) -> None:
    async def crash(edge: Edge) -> Response:
        raise RuntimeError("password hunter2 in table item")

    toy.interrupt = crash
    answer = await create(client, writer, "k")

    assert answer.status_code == 500
    assert answer.json().keys() == {"type", "code", "title", "status", "trace_id"}
    assert answer.json()["code"] == "internal-error"
    assert "hunter2" not in answer.text


async def test_a_client_that_leaves_in_mid_body_holds_no_connection_and_raises_no_alarm(
    toy: Keeper, writer: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(toy.service)

    async def leave(nth: int) -> None:
        parts: list[Message] = [{"type": "http.request", "body": b'{"na', "more_body": True}] * (nth % 3)
        arriving = iter([*parts, {"type": "http.disconnect"}])

        async def receive() -> Message:
            return next(arriving)

        async def send(message: Message) -> None:
            pass

        await app(a_post(writer | {"Idempotency-Key": str(nth)}), receive, send)

    await asyncio.gather(*(leave(nth) for nth in range(200)))

    assert checked_out(toy.service) == 0
    assert await written(toy) == dict.fromkeys(WRITTEN_TABLES, 0)
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "WARNING")]


async def test_requests_cancelled_at_any_moment_give_their_connections_back(
    client: httpx2.AsyncClient, toy: Keeper, writer: dict[str, str]
) -> None:
    async def cancelled(nth: int) -> None:
        request = asyncio.create_task(create(client, writer, str(nth)))
        for _ in range(nth):
            await asyncio.sleep(0)
        request.cancel()
        await asyncio.gather(request, return_exceptions=True)

    for nth in range(60):
        await cancelled(nth)

    await eventually(lambda: checked_out(toy.service) == 0, "every connection is back in the pool")
    counts = await written(toy)
    assert len(set(counts.values())) == 1, "a cancelled request happened in part"
    assert (await create(client, writer, "last")).status_code == 201


async def test_more_requests_than_connections_are_all_served(
    client: httpx2.AsyncClient, toy: Keeper, writer: dict[str, str]
) -> None:
    names = ["a" if nth % 2 else "" for nth in range(100)]

    answers = await asyncio.gather(*(create(client, writer, str(nth), name=name) for nth, name in enumerate(names)))

    assert sorted(answer.status_code for answer in answers) == [201] * 50 + [422] * 50
    assert checked_out(toy.service) == 0


def a_post(headers: dict[str, str]) -> Scope:
    """The ASGI scope of a creating request."""
    sent = headers | {"Content-Type": "application/json"}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/v1/items",
        "raw_path": b"/v1/items",
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }


@pytest.mark.parametrize("lost", [1, 2])
async def test_a_write_that_was_given_up_for_another_is_done_once_more_before_the_caller_hears_of_it(
    lost: int,
    client: httpx2.AsyncClient,
    toy: Keeper,
    writer: dict[str, str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    attempts: list[Edge] = []

    async def deadlock(edge: Edge) -> None:
        attempts.append(edge)
        if len(attempts) <= lost:
            await edge.tx.connection.execute(text("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40P01'; END $$"))

    toy.interrupt = deadlock
    answer = await create(client, writer, "k")

    assert len(attempts) == 2
    assert (answer.status_code, answer.headers.get("Retry-After")) == ((201, None) if lost == 1 else (503, "1"))
    assert await written(toy) == dict.fromkeys(WRITTEN_TABLES, 2 - lost)
    told = [one.message for one in caplog.records if getattr(one, "sqlstate", None) == "40P01"]
    assert told == ["a transaction was given up for another one"] * lost
