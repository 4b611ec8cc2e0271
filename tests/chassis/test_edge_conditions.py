"""Versions, pages and what a request must look like to be read at all."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from chassis.conditional import check_version, etag, expected_versions, is_unchanged
from chassis.problems import VersionStale
from hypothesis import given
from hypothesis import strategies as st

from tests.chassis.asking import create, publish, rows_of, written
from tests.chassis.toy import Keeper

LIMIT = 10_000
JSON = {"Content-Type": "application/json"}


async def test_a_change_without_a_version_is_428_with_a_stale_one_412_and_with_the_present_one_done(
    client: httpx2.AsyncClient, writer: dict[str, str]
) -> None:
    item_id = (await create(client, writer, "k")).json()["id"]

    missing = await publish(client, writer, item_id)
    stale = await publish(client, writer, item_id, if_match='"0", W/"1"')
    done = await publish(client, writer, item_id, if_match='"7", "1"')

    assert [answer.status_code for answer in (missing, stale, done)] == [428, 412, 200]
    assert stale.json()["current"] == '"1"'
    assert done.headers["etag"] == '"2"'


async def test_an_illegal_transition_is_409_and_names_what_is_allowed(
    client: httpx2.AsyncClient, writer: dict[str, str]
) -> None:
    item_id = (await create(client, writer, "k")).json()["id"]
    await publish(client, writer, item_id, if_match="*")

    again = await publish(client, writer, item_id, if_match="*")

    assert again.status_code == 409
    assert (again.json()["state"], again.json()["allowed"]) == ("published", [])


async def test_a_reader_who_holds_the_version_gets_304_without_a_body(
    client: httpx2.AsyncClient, writer: dict[str, str]
) -> None:
    made = await create(client, writer, "k")
    place, held = made.headers["location"], made.headers["etag"]

    unchanged = await client.get(place, headers=writer | {"If-None-Match": f'"x", W/{held}'})
    await publish(client, writer, made.json()["id"], if_match=held)
    changed = await client.get(place, headers=writer | {"If-None-Match": held})

    assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", held)
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')


@given(current=st.integers(1, 2**63 - 1), others=st.lists(st.integers(1, 2**63 - 1), max_size=5))
def test_a_condition_holds_exactly_when_the_present_version_is_among_those_named(
    current: int, others: list[int]
) -> None:
    named = expected_versions(", ".join(map(etag, others)) or '"none"')

    if current in others:
        check_version(current, named)
    else:
        with pytest.raises(VersionStale):
            check_version(current, named)
    assert is_unchanged(", ".join(f"W/{etag(one)}" for one in others), current) == (current in others)


async def test_pages_hold_every_item_once_and_a_filter_has_its_own_cursor(
    client: httpx2.AsyncClient, writer: dict[str, str]
) -> None:
    made = {(await create(client, writer, str(nth))).json()["id"] for nth in range(7)}
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(4):
        page = (await client.get("/v1/items", headers=writer, params=_page(3, cursor))).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    first = (await client.get("/v1/items", headers=writer, params=_page(3, None))).json()
    elsewhere = await client.get("/v1/items", headers=writer, params={"cursor": first["next"], "state": "draft"})

    assert sorted(seen) == sorted(made)
    assert cursor is None
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (400, "cursor-invalid")


def _page(limit: int, cursor: str | None) -> dict[str, str]:
    return {"limit": str(limit)} | ({"cursor": cursor} if cursor else {})


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_over_the_limit_is_413_whether_its_length_is_declared_or_not(
    declared: bool, client: httpx2.AsyncClient, toy: Keeper, writer: dict[str, str]
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(LIMIT // 1000):
            yield b" " * 1000
        yield b'{"name": "a"}'

    content = b" " * LIMIT + b'{"name": "a"}' if declared else chunks()
    answer = await client.post("/v1/items", headers=writer | JSON | {"Idempotency-Key": "k"}, content=content)

    assert ("content-length" in answer.request.headers) is declared
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
    assert answer.json()["allowed_bytes"] == LIMIT
    assert await rows_of(toy.service, toy.item) == 0


@pytest.mark.parametrize(
    ("content_type", "content", "status"),
    [
        ("application/json", b'{"name": bro', 400),
        ("application/json", b"\xff\xfe", 400),
        ("application/json", b'{"name": 5}', 422),
        ("application/json", b"[]", 422),
        ("application/json", b"", 422),
        ("text/plain", b'{"name": "a"}', 415),
        ("application/xml", b"<a/>", 415),
        ("application/json; charset=utf-8", b'{"name": "a"}', 201),
        ("application/vnd.youthlink+json", b'{"name": "a"}', 201),
    ],
)
async def test_a_body_is_read_as_json_or_refused_as_a_problem(
    content_type: str, content: bytes, status: int, client: httpx2.AsyncClient, toy: Keeper, writer: dict[str, str]
) -> None:
    headers = writer | {"Idempotency-Key": "k", "Content-Type": content_type}

    answer = await client.post("/v1/items", headers=headers, content=content)

    assert answer.status_code == status
    if status != 201:
        assert answer.headers["content-type"] == "application/problem+json"
        assert set((await written(toy)).values()) == {0}


async def test_each_wrong_field_is_pointed_at(client: httpx2.AsyncClient, writer: dict[str, str]) -> None:
    answer = await create(client, writer, "k", name="", **{"a/b~c": 1})

    errors = {one["pointer"]: one["code"] for one in answer.json()["errors"]}

    assert errors == {"/name": "string_too_short", "/?": "extra_forbidden"}
