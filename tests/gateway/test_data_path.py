"""What goes through the gateway, both over HTTP and in one process, and what it answers by itself."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from chassis import telemetry
from gateway.main import create_app
from gateway.state import Gateway
from gateway.upstreams import HttpUpstream
from prometheus_client import generate_latest

from tests.gateway.conftest import bearer, client_of
from tests.gateway.echo import TABLE, Echo, serving

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


async def seen(client: httpx2.AsyncClient, token: str, **headers: str) -> dict[str, str]:
    """The headers that the service saw of a request with these."""
    answer = await client.get("/v1/echo", headers={**bearer(token), **headers})
    assert answer.status_code == 200
    return dict(answer.json()["headers"])


def assert_problem(answer: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    """Assert that an answer is this problem, with its request id and trace."""
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"]
    problem = dict(answer.json())
    assert (problem["status"], problem["code"]) == (status, code)
    assert len(problem["trace_id"]) == 32
    return problem


async def test_identity_that_a_client_asserts_is_dropped_and_the_acting_person_kept(
    client: httpx2.AsyncClient, token: str
) -> None:
    got = await seen(
        client,
        token,
        **{
            "X-Forwarded-User": "admin",
            "X-Forwarded-For": "10.0.0.1",
            "Forwarded": "for=10.0.0.1",
            "X-Principal": "admin",
            "X-Principal-Scopes": "all",
            "X-Org": "wda",
            "X-Org-Kind": "workforce_agency",
            "X-User-Id": "1",
            "Remote-User": "admin",
            "Acting-Person": "officer-17",
            "If-Match": '"3"',
        },
    )

    assert got["acting-person"] == "officer-17"
    assert got["if-match"] == '"3"'
    assert got["authorization"] == f"Bearer {token}"
    asserted = ("x-forwarded", "forwarded", "x-principal", "x-org", "x-user", "remote-user")
    assert not [name for name in got if name.startswith(asserted)]


async def test_hop_by_hop_headers_and_those_that_connection_names_go_no_further(
    client: httpx2.AsyncClient, token: str
) -> None:
    got = await seen(
        client,
        token,
        **{"Connection": "close, X-Private", "X-Private": "1", "TE": "trailers", "Keep-Alive": "5", "X-Kept": "1"},
    )

    assert got["x-kept"] == "1"
    assert not {"x-private", "te", "keep-alive", "upgrade"} & got.keys()


async def test_of_two_tokens_the_first_is_the_one_that_counts_and_goes_on(
    client: httpx2.AsyncClient, token: str
) -> None:
    headers = [("Authorization", f"Bearer {token}"), ("Authorization", "Bearer second")]

    answer = await client.get("/v1/echo", headers=headers)

    assert [value for name, value in answer.json()["headers"] if name == "authorization"] == [f"Bearer {token}"]


@pytest.mark.parametrize("given", ["abc-123", "A.b_c:d/e+f=", "x" * 128])
async def test_a_sane_request_id_is_passed_on_and_echoed(client: httpx2.AsyncClient, token: str, given: str) -> None:
    answer = await client.get("/v1/echo", headers={**bearer(token), "X-Request-Id": given})

    assert dict(answer.json()["headers"])["x-request-id"] == given
    assert answer.headers.get_list("x-request-id") == [given]


@pytest.mark.parametrize("given", [None, "x" * 129, "two words", 'quote"', "{}"])
async def test_any_other_request_id_is_replaced(client: httpx2.AsyncClient, token: str, given: str | None) -> None:
    headers = bearer(token) if given is None else {**bearer(token), "X-Request-Id": given}

    answers = [await client.get("/v1/echo", headers=headers) for _ in range(2)]

    made = [answer.headers["x-request-id"] for answer in answers]
    assert [dict(answer.json()["headers"])["x-request-id"] for answer in answers] == made
    assert made[0] != made[1]
    assert given not in made


async def test_a_trace_is_continued_or_begun(client: httpx2.AsyncClient, token: str) -> None:
    continued = (await seen(client, token, traceparent=TRACE))["traceparent"]
    assert continued[:36] == TRACE[:36]
    assert continued != TRACE

    begun = (await seen(client, token, traceparent="00-nonsense"))["traceparent"]
    assert telemetry.TRACEPARENT.match(begun)


async def test_path_and_query_arrive_as_they_were_written(client: httpx2.AsyncClient, token: str) -> None:
    written = "/v1/echo/%E8%87%BA%20a%25b?q=a+b&q=%E4%B8%AD&empty="

    answer = await client.get(httpx2.URL("http://gateway" + written), headers=bearer(token))

    assert answer.json()["raw_path"] + "?" + answer.json()["query"] == written


@pytest.mark.parametrize("status", [200, 201, 304, 404, 412, 500])
async def test_status_and_headers_come_back_untouched(client: httpx2.AsyncClient, token: str, status: int) -> None:
    answer = await client.get(f"/v1/echo?status={status}", headers=bearer(token))

    assert answer.status_code == status
    assert (answer.headers["etag"], answer.headers["location"]) == ('"7"', "/v1/echo/7")
    assert "x-hop" not in answer.headers
    assert "connection" not in answer.headers


@pytest.mark.parametrize("size", [0, 1, 100_000, 1_048_576])
async def test_a_body_arrives_whole(client: httpx2.AsyncClient, token: str, size: int) -> None:
    answer = await client.post("/v1/echo", content=b"x" * size, headers=bearer(token))

    assert answer.json()["bytes"] == size


async def pieces(count: int, size: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * size


async def test_a_body_of_unknown_length_arrives_whole(client: httpx2.AsyncClient, token: str) -> None:
    answer = await client.put("/v1/echo", content=pieces(10, 1000), headers=bearer(token))

    assert answer.json()["bytes"] == 10_000


async def test_a_body_declared_too_large_never_reaches_the_service(
    client: httpx2.AsyncClient, token: str, echo: Echo
) -> None:
    answer = await client.post("/v1/echo", content=b"x" * 1_048_577, headers=bearer(token))

    assert assert_problem(answer, 413, "body-too-large")["allowed_bytes"] == 1_048_576
    assert echo.calls == 0


async def test_a_body_of_unknown_length_is_counted_while_it_passes(client: httpx2.AsyncClient, token: str) -> None:
    answer = await client.post("/v1/echo", content=pieces(20, 65_536), headers=bearer(token))

    assert_problem(answer, 413, "body-too-large")


async def test_a_route_may_have_a_limit_of_its_own(client: httpx2.AsyncClient, token: str) -> None:
    for body in (b"x" * 101, pieces(11, 10)):
        assert_problem(await client.post("/v1/small", content=body, headers=bearer(token)), 413, "body-too-large")
    assert (await client.post("/v1/small", content=pieces(10, 10), headers=bearer(token))).status_code == 200


@pytest.mark.parametrize(
    "path", ["/v1", "/v1/", "/v1/nothing", "/v1/echo/", "/v1/echo/a/b", "/v1/echo/..", "/v1/echo/%2e%2e", "/v1x"]
)
async def test_an_unknown_path_is_not_found(client: httpx2.AsyncClient, token: str, path: str) -> None:
    assert_problem(await client.get(httpx2.URL("http://gateway" + path), headers=bearer(token)), 404, "not-found")


async def test_a_known_path_names_the_methods_it_takes(client: httpx2.AsyncClient, token: str) -> None:
    answer = await client.delete("/v1/echo", headers=bearer(token))

    assert_problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET, POST, PUT"


async def test_a_silent_service_is_given_up(client: httpx2.AsyncClient, token: str) -> None:
    answer = await client.get("/v1/slow", headers=bearer(token))

    assert_problem(answer, 504, "upstream-timeout")
    assert answer.headers["retry-after"]


async def test_a_service_without_address_is_unavailable(client: httpx2.AsyncClient, token: str) -> None:
    answer = await client.get("/v1/absent", headers=bearer(token))

    assert_problem(answer, 503, "upstream-unavailable")
    assert answer.headers["retry-after"]


async def test_a_service_that_fails_answers_for_itself(client: httpx2.AsyncClient, token: str) -> None:
    answer = await client.get("/v1/broken", headers=bearer(token))

    assert (answer.status_code, answer.text) == (500, "Internal Server Error")


async def test_problems_speak_the_language_that_was_asked_for(client: httpx2.AsyncClient, token: str) -> None:
    titles = [
        (await client.get("/v1/absent", headers={**bearer(token), "Accept-Language": language})).json()["title"]
        for language in ("en", "zh-TW")
    ]

    assert titles == ["The service behind this route is unavailable; try again", "後端服務暫時無法使用，請稍後再試"]


async def test_a_service_that_takes_no_connection_is_unavailable(gateway: Gateway, token: str) -> None:
    async with serving(Echo().app) as address:
        pass
    down = HttpUpstream(address)
    async with client_of(create_app(gateway, {"echo": down}, TABLE)) as client:
        answer = await client.get("/v1/echo", headers=bearer(token))
    await down.close()

    assert_problem(answer, 503, "upstream-unavailable")
    assert answer.headers["retry-after"]


async def test_a_service_that_hangs_up_is_a_bad_gateway(gateway: Gateway, token: str) -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    broken = HttpUpstream(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    async with server, client_of(create_app(gateway, {"echo": broken}, TABLE)) as client:
        answer = await client.post("/v1/echo", content=b"{}", headers=bearer(token))
    await broken.close()

    assert_problem(answer, 502, "upstream-broken")
    assert answer.headers["retry-after"]


async def test_a_header_that_is_not_text_is_refused_where_it_could_not_be_passed_on(
    gateway: Gateway, token: str
) -> None:
    headers = [(b"Authorization", f"Bearer {token}".encode()), (b"Acting-Person", "王".encode("big5"))]
    async with serving(Echo().app) as address:
        over_http = HttpUpstream(address)
        async with client_of(create_app(gateway, {"echo": over_http}, TABLE)) as client:
            refused = await client.get("/v1/echo", headers=headers)
            headers[1] = (b"Acting-Person", "王".encode())
            passed = await client.get("/v1/echo", headers=headers)
        await over_http.close()

    assert_problem(refused, 400, "header-unreadable")
    assert dict(passed.json()["headers"])["acting-person"].encode("latin-1") == "王".encode()


async def test_a_request_leaves_one_line_of_ids_and_is_counted(
    client: httpx2.AsyncClient, gateway: Gateway, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="youthlink"):
        await client.get("/v1/echo/secret-name?q=private", headers={**bearer(token), "X-Request-Id": "r-1"})

    (line,) = [record for record in caplog.records if record.name == "youthlink"]
    assert line.getMessage() == "request answered"
    fields = {name: getattr(line, name) for name in ("client_id", "method", "route", "status", "request_id")}
    assert fields == {
        "client_id": "tku",
        "method": "GET",
        "route": "/v1/echo/{name}",
        "status": 200,
        "request_id": "r-1",
    }
    assert "private" not in str(line.__dict__)
    assert "secret-name" not in str(line.__dict__)
    metrics = generate_latest(gateway.metrics.registry).decode()
    assert 'http_requests_total{method="GET",route="/v1/echo/{name}",status="200"} 1.0' in metrics
