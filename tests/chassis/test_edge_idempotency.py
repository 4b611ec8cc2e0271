"""A key makes a request happen once: at the same time, again later, or after the answer was lost."""

import asyncio

import httpx2
from chassis import housekeeping
from chassis.auth import OrgKind
from chassis.domain import TransitionRefused
from chassis.edge import Edge
from chassis.idempotency import Keyed, store
from chassis.testing import FrozenClock, Signer
from fastapi import Response

from tests.chassis.asking import create, publish, rows_of, written
from tests.chassis.toy import READ, WRITE, Keeper

ROUNDS = 25
AT_ONCE = 6


async def test_the_same_key_sent_many_times_at_once_creates_one_item(
    client: httpx2.AsyncClient, toy: Keeper, writer: dict[str, str]
) -> None:
    for number in range(ROUNDS):
        answers = await asyncio.gather(*(create(client, writer, f"round-{number}") for _ in range(AT_ONCE)))

        created = [answer for answer in answers if answer.status_code == 201]
        busy = [answer for answer in answers if answer.status_code == 409]
        assert len(created) + len(busy) == AT_ONCE
        assert len({answer.json()["id"] for answer in created}) == 1
        assert sum("Idempotency-Replayed" not in answer.headers for answer in created) == 1
        assert {answer.json()["code"] for answer in busy} <= {"idempotency-key-busy"}
        assert all(answer.headers["Retry-After"] == "1" for answer in busy)
        assert await rows_of(toy.service, toy.item) == number + 1


async def test_a_key_is_of_one_acting_person_and_another_one_gets_nobody_elses_answer(
    client: httpx2.AsyncClient, toy: Keeper, writer: dict[str, str]
) -> None:
    officers = [writer | {"Acting-Person": name} for name in ("officer-1", "officer-1", "officer-2")]

    first, again, other = [await create(client, sent, "k") for sent in officers]
    nobody = await create(client, writer, "k")

    assert (first.status_code, again.content) == (201, first.content)
    assert [(one.status_code, one.json()["code"]) for one in (other, nobody)] == [(422, "idempotency-key-reused")] * 2
    assert await rows_of(toy.service, toy.item) == 1


async def test_a_key_whose_request_still_runs_is_busy_and_then_replayed(
    client: httpx2.AsyncClient, toy: Keeper, writer: dict[str, str]
) -> None:
    entered, may_end = asyncio.Event(), asyncio.Event()

    async def hold(edge: Edge) -> None:
        entered.set()
        await may_end.wait()

    toy.interrupt = hold
    running = asyncio.create_task(create(client, writer, "k"))
    await entered.wait()
    busy = await create(client, writer, "k")
    may_end.set()
    first = await running
    again = await create(client, writer, "k")

    assert (busy.status_code, busy.json()["code"]) == (409, "idempotency-key-busy")
    assert first.status_code == again.status_code == 201
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.content == first.content
    assert [again.headers[name] for name in ("etag", "location", "content-type")] == [
        first.headers[name] for name in ("etag", "location", "content-type")
    ]


async def test_a_replay_is_answered_before_the_version_is_looked_at(
    client: httpx2.AsyncClient, toy: Keeper, writer: dict[str, str]
) -> None:
    item_id = (await create(client, writer, "new")).json()["id"]

    first = await publish(client, writer, item_id, if_match='"1"', key="publish")
    again = await publish(client, writer, item_id, if_match='"1"', key="publish")
    stale = await publish(client, writer, item_id, if_match='"1"', key="another")

    assert first.status_code == again.status_code == 200
    assert again.headers["Idempotency-Replayed"] == "true"
    assert stale.status_code == 412
    assert await rows_of(toy.service, toy.service.tables.outbox) == 2


async def test_a_request_overtaken_between_snapshot_and_lock_replays_the_stored_answer(
    client: httpx2.AsyncClient, toy: Keeper, writer: dict[str, str], signer: Signer
) -> None:
    overtaking = Response(b'{"id": "theirs"}', status_code=201, media_type="application/json")

    async def be_overtaken(edge: Edge) -> None:
        keyed = Keyed.of(edge.request, client_id="association-org-1", key="k", body=await edge.request.body())
        async with toy.service.database.transaction() as other:
            await store(toy.service.begin(other, edge.tx.principal), keyed, overtaking)

    async def be_overtaken_and_refuse(edge: Edge) -> None:
        await be_overtaken(edge)
        raise TransitionRefused(state="draft")

    for interrupt in (be_overtaken, be_overtaken_and_refuse):
        toy.interrupt = interrupt
        answer = await create(client, writer, "k")
        async with toy.service.database.transaction() as connection:
            await connection.execute(toy.service.tables.idempotency.delete())

        assert (answer.status_code, answer.json()) == (201, {"id": "theirs"})
        assert await written(toy) == {"item": 0, "outbox": 0, "change": 0, "idempotency": 0}


async def test_the_same_key_with_another_body_is_refused(client: httpx2.AsyncClient, writer: dict[str, str]) -> None:
    await create(client, writer, "k", name="a")

    other = await create(client, writer, "k", name="b")

    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


async def test_a_creating_request_needs_a_key_and_a_transition_does_not(
    client: httpx2.AsyncClient, toy: Keeper, writer: dict[str, str]
) -> None:
    keyless = await client.post("/v1/items", headers=writer, json={"name": "a"})
    item_id = (await create(client, writer, "k")).json()["id"]
    published = await publish(client, writer, item_id, if_match='"1"')

    assert (keyless.status_code, keyless.json()["code"]) == (400, "idempotency-key-missing")
    assert published.status_code == 200


async def test_a_key_must_be_visible_ascii_of_at_most_255(client: httpx2.AsyncClient, writer: dict[str, str]) -> None:
    answers = [await create(client, writer, key) for key in ("", "a b", "k" * 256)]
    fitting = await create(client, writer, "k" * 255)

    assert [answer.json()["code"] for answer in answers] == ["idempotency-key-invalid"] * 3
    assert fitting.status_code == 201


async def test_a_key_belongs_to_its_client(client: httpx2.AsyncClient, toy: Keeper, signer: Signer) -> None:
    orgs = [signer.headers(OrgKind.ASSOCIATION, org=org, scopes=[WRITE, READ]) for org in ("one", "other")]

    answers = [await create(client, headers, "k") for headers in orgs]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert await rows_of(toy.service, toy.item) == 2


async def test_stored_answers_are_swept_when_their_time_is_over(
    client: httpx2.AsyncClient, toy: Keeper, writer: dict[str, str], clock: FrozenClock
) -> None:
    await create(client, writer, "old")
    clock.advance(hours=73)
    await create(client, writer, "young")

    await housekeeping.sweep(toy.service)

    assert (await written(toy))["idempotency"] == 1
    assert (await create(client, writer, "young")).headers["Idempotency-Replayed"] == "true"
