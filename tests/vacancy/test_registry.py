"""The company registry's adapters: what is an answer, and what is only silence."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from vacancy.adapters.company_registry import COMPANY, FAILURES, KIND, FileCompanyRegistry, HttpCompanyRegistry
from vacancy.domain.registry import RegistryNotAsked, RegistryStatus
from vacancy.main import build_registry
from vacancy.settings import VacancySettings

ON = date(2026, 7, 1)
NUMBER = "22099131"
ROW = {
    "Business_Accounting_NO": NUMBER,
    "Company_Name": "範例股份有限公司",
    "Company_Status_Desc": "核准設立",
    "Company_Setup_Date": "0760221",
    "Sus_Beg_Date": "",
    "Sus_End_Date": "",
}
NO_KIND = [{"Year": "115", "exist": "N", "TYPE": kind} for kind in ("公司", "分公司", "商業")]
A_BUSINESS = [*NO_KIND[:2], {"Year": "115", "exist": "Y", "TYPE": "商業"}]
Answer = Callable[[web.Request], Awaitable[web.Response]]
Serve = Callable[[Answer], Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """A registry on a port of this machine."""
    runners: list[web.AppRunner] = []

    async def start(answer: Answer) -> str:
        app = web.Application()
        app.router.add_get("/od/data/api/{data_set}", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        runners.append(runner)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    yield start
    for runner in runners:
        await runner.cleanup()


def answering(company: Any = None, kind: Any = None, *, status: int = 200) -> Answer:
    """A registry that gives these bodies: text as it is, anything else as JSON, None as an empty body."""

    async def answer(request: web.Request) -> web.Response:
        assert request.query["$format"] == "json"
        field = {COMPANY: "Business_Accounting_NO", KIND: "No"}[request.match_info["data_set"]]
        assert request.query["$filter"] == f"{field} eq {NUMBER}"
        body = company if field != "No" else kind
        text = body if isinstance(body, str) else "" if body is None else json.dumps(body)
        return web.Response(text=text, status=status)

    return answer


@pytest.mark.parametrize(
    ("company", "kind", "status", "description"),
    [
        ([ROW], None, "registered", "核准設立"),
        ([ROW | {"Company_Status_Desc": "解散"}], None, "not_active", "解散"),
        ([ROW | {"Sus_Beg_Date": "1150601", "Sus_End_Date": "1150731"}], None, "not_active", "停業"),
        ([ROW | {"Sus_Beg_Date": "1150601", "Sus_End_Date": ""}], None, "not_active", "停業"),
        ([ROW | {"Sus_Beg_Date": "1140601", "Sus_End_Date": "1140731"}], None, "registered", "核准設立"),
        ([ROW | {"Sus_Beg_Date": "1150801", "Sus_End_Date": "1150831"}], None, "registered", "核准設立"),
        (None, A_BUSINESS, "registered", "商業"),
        (None, NO_KIND, "not_registered", "查無登記"),
        (None, None, "not_registered", "查無登記"),
    ],
)
async def test_an_answer_is_read(serve: Serve, company: Any, kind: Any, status: str, description: str) -> None:
    registry = HttpCompanyRegistry(await serve(answering(company, kind)), timeout_seconds=10)

    answer = await registry.look_up(NUMBER, on=ON)

    assert (answer.status, answer.description) == (status, description)
    assert answer.source == f"gcis:{COMPANY if company else KIND}"


@pytest.mark.parametrize(
    ("company", "kind", "http", "reason"),
    [
        (None, None, 503, "http-503"),
        (None, None, 404, "http-404"),
        ("<html>maintenance</html>", None, 200, "unreadable"),
        ({"error": "x"}, None, 200, "unreadable"),
        (["x"], None, 200, "unreadable"),
        ([ROW | {"Business_Accounting_NO": "04595257"}], None, 200, "unreadable"),
        ([ROW | {"Company_Status_Desc": None}], None, 200, "unreadable"),
        ([ROW | {"Sus_Beg_Date": "next year"}], None, 200, "unreadable"),
        (None, [{"exist": "?"}], 200, "unreadable"),
        ("[" + "0," * 600_000 + "0]", None, 200, "unreadable"),
    ],
)
async def test_what_cannot_be_read_is_no_answer(serve: Serve, company: Any, kind: Any, http: int, reason: str) -> None:
    registry = HttpCompanyRegistry(await serve(answering(company, kind, status=http)), timeout_seconds=10)

    with pytest.raises(RegistryNotAsked) as caught:
        await registry.look_up(NUMBER, on=ON)

    assert caught.value.reason == reason


async def test_a_registry_that_is_not_there_is_no_answer() -> None:
    registry = HttpCompanyRegistry("http://127.0.0.1:9", timeout_seconds=10)

    with pytest.raises(RegistryNotAsked, match="unreachable"):
        await registry.look_up(NUMBER, on=ON)


async def test_a_silent_registry_is_given_up_and_then_left_alone_until_it_has_rested(serve: Serve) -> None:
    asked = 0
    silent = True
    seconds = 0.0

    async def answer(request: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        if silent:
            raise web.HTTPGatewayTimeout
        return web.json_response([ROW])

    registry = HttpCompanyRegistry(await serve(answer), timeout_seconds=10, clock=lambda: seconds)

    async def reason() -> str:
        try:
            return (await registry.look_up(NUMBER, on=ON)).status
        except RegistryNotAsked as not_asked:
            return not_asked.reason

    assert [await reason() for _ in range(FAILURES + 2)] == ["http-504"] * FAILURES + ["circuit-open"] * 2
    assert asked == FAILURES
    seconds = 31.0
    assert await reason() == "http-504"
    assert await reason() == "circuit-open"
    seconds, silent = 62.0, False
    assert [await reason() for _ in range(3)] == [RegistryStatus.REGISTERED] * 3


async def test_a_time_out_is_no_answer(serve: Serve) -> None:
    async def never(request: web.Request) -> web.Response:
        assert request.transport is not None
        await request.content.wait_eof()
        raise TimeoutError

    registry = HttpCompanyRegistry(await serve(never), timeout_seconds=0)

    with pytest.raises(RegistryNotAsked, match="timeout"):
        await registry.look_up(NUMBER, on=ON)


async def test_a_file_answers_for_what_it_holds_and_for_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "companies.json"
    path.write_text(json.dumps([ROW]), encoding="utf-8")
    registry = FileCompanyRegistry(path)

    answer = await registry.look_up(NUMBER, on=ON)

    assert (answer.status, answer.source) == ("registered", "file:companies.json")
    with pytest.raises(RegistryNotAsked, match="not-in-file"):
        await registry.look_up("04595257", on=ON)


async def test_the_settings_choose_the_registry(tmp_path: Path) -> None:
    path = tmp_path / "companies.json"
    path.write_text("[]", encoding="utf-8")
    chosen = [
        build_registry(VacancySettings.model_construct(**given))
        for given in ({"company_registry_url": "http://r"}, {"company_registry_file": path}, {})
    ]

    assert [type(one).__name__ for one in chosen] == ["HttpCompanyRegistry", "FileCompanyRegistry", "NoRegistry"]
    with pytest.raises(RegistryNotAsked, match="not-configured"):
        await chosen[2].look_up(NUMBER, on=ON)
