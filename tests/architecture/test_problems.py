"""Whatever a caller wrote, and whichever rule it breaks: no problem of a service that holds people repeats it."""

import inspect
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from typing import Any

import orjson
import pytest
from chassis import problems
from chassis.domain import DomainError
from chassis.echoes import HIDDEN, LONGEST, MOST
from chassis.problems import CHASSIS_STATUS_OF

from tests.architecture.source import SERVICES

NAME, NUMBER, PHONE, MAIL = "王小明", "A123456789", "0912345678", "ming@example.org"
WRITTEN = (NAME, NUMBER, PHONE, MAIL, f"Wang {NAME} {PHONE}", f"x\x00{NAME}", "B" * 10_000)
for _service in (*SERVICES, "gateway"):
    import_module(f"{_service}.main")


def everything_that_can_be_broken() -> list[type[DomainError]]:
    """Every error of every service that has a code of its own."""

    def below(kind: type[DomainError]) -> Iterator[type[DomainError]]:
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    packages = {"chassis", "gateway", *SERVICES}
    found = {one for one in below(DomainError) if one.__module__.partition(".")[0] in packages and hasattr(one, "code")}
    return sorted(found, key=lambda one: f"{one.__module__}.{one.__name__}")


def raised(kind: type[DomainError], written: str) -> DomainError:
    """The error with text of a caller's wherever its constructor takes any."""
    given: dict[str, Any] = {}
    places: list[Any] = []
    for parameter in inspect.signature(kind).parameters.values():
        annotated = str(parameter.annotation)
        value: Any = written
        if "date" in annotated and "str" not in annotated:
            value = date(2026, 7, 1)
        elif annotated in ("int", "<class 'int'>"):
            value = 7
        elif "list" in annotated or "Sequence" in annotated:
            value = [written]
        if parameter.kind is parameter.VAR_KEYWORD:
            given |= {"item": written, "series": [written], "errors": [{"received": written, "query": written}]}
        elif parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
            places.append(value)
        elif parameter.name not in ("allowed", "pointer", "rule"):
            given[parameter.name] = value
        elif parameter.default is parameter.empty:
            given[parameter.name] = "/a"
    return kind(*places, **given)


@pytest.mark.parametrize("kind", everything_that_can_be_broken(), ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_a_problem_repeats_nothing_that_may_be_about_a_person(kind: type[DomainError]) -> None:
    for written in WRITTEN:
        error = raised(kind, written)
        answer = problems.of_domain_error(error, CHASSIS_STATUS_OF.get(kind, 409), accept_language="en")
        for said in (bytes(answer.body), orjson.dumps(problems.of_job(error))):
            text = said.decode()
            assert not [one for one in (NAME, NUMBER, PHONE, MAIL, "B" * (LONGEST + 1)) if one in text]


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        (True, {"received": HIDDEN, "code": "x", "allowed": "a county, 縣市", "id": "a-1", "many": [7, HIDDEN]}),
        (False, {"received": "臺北 市", "code": "x", "allowed": "a county, 縣市", "id": "a-1", "many": [7, HIDDEN]}),
    ],
)
def test_who_holds_no_people_says_what_was_received_and_codes_and_numbers_always_pass(
    people: bool, shown: dict[str, Any]
) -> None:
    class Broken(DomainError):
        code = "broken"
        title_en = title_zh = "Broken"

    error = Broken(
        errors=[{"received": "臺北\n市", "code": "x", "allowed": "a county, 縣市"}], id="a-1", many=[7, PHONE]
    )
    body = orjson.loads(problems.of_domain_error(error, 409, accept_language=None, people=people).body)

    assert body["errors"][0] | {"id": body["id"], "many": body["many"]} == shown


def test_a_list_and_a_text_are_shown_as_far_as_their_limits() -> None:
    class Long(DomainError):
        code = "long"
        title_en = title_zh = "Long"

    columns = ["字" * (LONGEST + 1), "字" * LONGEST, PHONE]
    told = problems.of_job(Long(many=["a"] * (MOST + 1), columns=columns), people=False)

    assert len(told["many"]) == MOST
    assert told["columns"] == ["字" * (LONGEST - 1) + "…", "字" * LONGEST, "[電話]"]
