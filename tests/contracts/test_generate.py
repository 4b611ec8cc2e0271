import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from contracts import generate
from contracts.catalogue import Topic
from contracts.envelope import Fact
from contracts.released import schemas_of
from pydantic import BaseModel, create_model

TYPE = "tw.youthlink.vacancy.moved.v1"
MAYBE_TEXT = (str | None, None)
MAYBE_COUNT = (int | None, None)

Generate = Callable[..., int]


def moved(**fields: Any) -> Mapping[str, type[Fact]]:
    """The catalogue of an event with these fields."""
    kind = create_model("Moved", __base__=Fact, __doc__="A vacancy moved.", **fields)
    kind.TYPE = TYPE
    return {TYPE: kind}


def topics(*events: str) -> Mapping[str, Topic]:
    heard = {event: ["indicators"] for event in events}
    topic = Topic(description="", owner="vacancy", key="vacancy id", partitions=3, retention_days=1, events=heard)
    return {"youthlink.vacancy.v1": topic}


@pytest.fixture
def run(tmp_path: Path) -> Generate:
    def generated(events: Mapping[str, type[Fact]], *arguments: str, on: Mapping[str, Topic] | None = None) -> int:
        return generate.main(arguments, root=tmp_path, events=events, topics=on or topics(TYPE))

    return generated


def contents(root: Path) -> dict[str, str]:
    return {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*") if path.is_file()}


def test_the_files_of_this_repository_are_up_to_date() -> None:
    done = subprocess.run([sys.executable, "-m", "contracts.generate", "--check"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_new_event_is_released_as_schema_one_and_described(run: Generate, tmp_path: Path) -> None:
    assert run(moved(count=int)) == 0
    assert contents(tmp_path).keys() == {f"schemas/{TYPE}/1.json", "asyncapi.yaml"}
    assert run(moved(count=int), "--check") == 0


def test_nothing_is_written_when_nothing_changed(run: Generate, tmp_path: Path, capsys: Any) -> None:
    run(moved(count=int))
    before = contents(tmp_path)
    capsys.readouterr()
    assert run(moved(count=int)) == 0
    assert contents(tmp_path) == before
    assert capsys.readouterr().out == ""


def test_a_compatible_change_is_released_beside_the_old_schema(run: Generate, tmp_path: Path) -> None:
    run(moved(count=int))
    first = contents(tmp_path)[f"schemas/{TYPE}/1.json"]
    assert run(moved(count=int, county=MAYBE_TEXT)) == 0
    assert list(schemas_of(TYPE, tmp_path)) == [1, 2]
    assert contents(tmp_path)[f"schemas/{TYPE}/1.json"] == first
    assert f"./schemas/{TYPE}/2.json" in contents(tmp_path)["asyncapi.yaml"]


def test_a_check_tells_of_a_drift_and_writes_nothing(run: Generate, tmp_path: Path, capsys: Any) -> None:
    run(moved(count=int))
    before = contents(tmp_path)
    assert run(moved(count=int, county=MAYBE_TEXT), "--check") == 1
    assert contents(tmp_path) == before
    told = capsys.readouterr().err
    assert f"not up to date: schemas/{TYPE}/2.json; run python -m contracts.generate" in told


def test_a_check_tells_of_an_edited_description(run: Generate, tmp_path: Path, capsys: Any) -> None:
    run(moved(count=int))
    with (tmp_path / "asyncapi.yaml").open("a") as described:
        described.write("x-edited: true\n")
    assert run(moved(count=int), "--check") == 1
    assert "not up to date: asyncapi.yaml" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [(), ("--check",)])
def test_an_incompatible_change_is_refused_for_a_new_major(
    run: Generate, tmp_path: Path, capsys: Any, arguments: tuple[str, ...]
) -> None:
    run(moved(count=int))
    before = contents(tmp_path)
    assert run(moved(count=int, county=str), *arguments) == 1
    assert contents(tmp_path) == before
    told = capsys.readouterr().err
    assert "not compatible with schema 1: /county: a required field was added" in told
    assert "make tw.youthlink.vacancy.moved.v2 beside it" in told


def test_a_change_must_be_compatible_with_every_released_schema(run: Generate, tmp_path: Path, capsys: Any) -> None:
    run(moved(count=int, place=MAYBE_TEXT))
    run(moved(count=int))
    assert run(moved(count=int, place=MAYBE_COUNT)) == 1
    assert list(schemas_of(TYPE, tmp_path)) == [1, 2]
    told = capsys.readouterr().err
    assert "not compatible with schema 1: /place" in told
    assert "not compatible with schema 2" not in told


def test_a_released_schema_that_is_gone_is_missed(run: Generate, tmp_path: Path, capsys: Any) -> None:
    run(moved(count=int))
    run(moved(count=int, county=MAYBE_TEXT))
    (tmp_path / "schemas" / TYPE / "1.json").unlink()
    assert run(moved(count=int, county=MAYBE_TEXT), "--check") == 1
    assert "schema 1 is gone" in capsys.readouterr().err


def test_an_open_part_is_refused(run: Generate, tmp_path: Path, capsys: Any) -> None:
    class Place(BaseModel):
        county: str

    assert run(moved(place=Place)) == 1
    assert contents(tmp_path) == {}
    assert "cannot be released: /place: the object is not closed" in capsys.readouterr().err


def test_an_event_on_no_topic_is_refused(run: Generate, capsys: Any) -> None:
    assert run(moved(count=int), on=topics("tw.youthlink.vacancy.closed.v1")) == 1
    told = capsys.readouterr().err
    assert f"{TYPE}: topics.yaml puts it on no topic" in told
    assert "tw.youthlink.vacancy.closed.v1: topics.yaml names it, but there is no model of it" in told


def test_a_schema_says_what_is_written_not_all_that_is_read(run: Generate, tmp_path: Path) -> None:
    run(moved(count=(int, ...), county=MAYBE_TEXT))
    schema = json.loads(contents(tmp_path)[f"schemas/{TYPE}/1.json"])
    assert schema == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Moved",
        "description": "A vacancy moved.",
        "type": "object",
        "properties": {
            "count": {"type": "integer"},
            "county": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
        },
        "required": ["count"],
        "additionalProperties": False,
    }
