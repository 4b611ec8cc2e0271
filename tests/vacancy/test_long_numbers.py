"""A number of thousands of digits is one row's fault; the parser by itself would end its process."""

import io
import re
from pathlib import Path

import pytest
from chassis.service import Service
from chassis.tabular import Kind, RefusedRow, SourceRow
from chassis.testing import Platform
from hypothesis import given
from hypothesis import strategies as st
from vacancy.adapters.short_numbers import MOST_DIGITS, ShortNumbers
from vacancy.adapters.taiwanjobs import read_feed

from tests.factories.feed import a_feed_row, as_json, send
from tests.factories.vacancy import Caller, a_statement
from tests.vacancy.test_imports import done

PIECE = 1 << 16


def feed(*, digits: int, before: int = 0) -> bytes:
    """Three records, the second with a number of so many digits, that begins about so many bytes into the file."""
    content = as_json([a_feed_row(hire=1), a_feed_row(hire=2, JOB_PERSON="seats"), a_feed_row(hire=3)], suffixed=False)
    at = content.index(b'"seats"')
    return b" " * max(0, before - at) + content.replace(b'"seats"', b"7" * digits)


@pytest.mark.parametrize("digits", [MOST_DIGITS + 1, 4_301, 5_000, 200_000])
@pytest.mark.parametrize("before", [0, PIECE - 500, PIECE - 1, PIECE])
def test_a_number_that_is_too_long_refuses_its_row_alone(tmp_path: Path, digits: int, before: int) -> None:
    (tmp_path / "feed").write_bytes(feed(digits=digits, before=before))

    first, second, third = read_feed(tmp_path / "feed", Kind.JSON)

    assert (type(first), type(third)) == (SourceRow, SourceRow)
    assert second == RefusedRow(2, ({"code": "number-too-long", "allowed": MOST_DIGITS},))


def test_a_number_that_is_long_enough_to_mean_nothing_is_read(tmp_path: Path) -> None:
    (tmp_path / "feed").write_bytes(feed(digits=MOST_DIGITS))

    _, second, _ = read_feed(tmp_path / "feed", Kind.JSON)

    assert isinstance(second, SourceRow)
    assert second.fields["JOB_PERSON"] == "7" * MOST_DIGITS


@given(
    st.lists(st.one_of(st.sampled_from([b"x", b'"', b"7"]), st.integers(0, 3_000).map(lambda n: b"8" * n)), max_size=80)
)
def test_only_digits_beyond_the_most_are_cut_wherever_pieces_end(parts: list[bytes]) -> None:
    content = b"".join(parts) * 3
    stream = ShortNumbers(io.BytesIO(content))

    read = b"".join(iter(lambda: stream.read(1), b""))

    assert read == re.sub(rb"([0-9]{1001})[0-9]*", rb"\1", content)
    assert stream.shortened is bool(re.search(rb"[0-9]{1001}", content))


@pytest.mark.parametrize("kind", ["application/json", "application/x-ndjson"])
async def test_an_import_loads_the_rows_beside_it(
    association: Caller, vacancy: Service, platform: Platform, kind: str
) -> None:
    if kind == "application/json":
        answer = await send(association, feed(digits=5_000), kind=kind, format="taiwanjobs", source=None)
    else:
        line = b'{"source_id":"%d","title":"a","employer":{"name":"b"},"county":"63000","openings":%s}\n'
        content = b"".join(line % (at, many) for at, many in enumerate([b"2", b"7" * 5_000, b"3"]))
        answer = await send(association, content, kind=kind)

    found = await done(association, platform, answer)

    assert (found["state"], found["counts"]) == ("succeeded", {"created": 2, "rejected": 1})


async def test_a_request_with_one_is_refused(association: Caller) -> None:
    body = b'{"title": "a", "employer": {"name": "b"}, "county": "63000", "openings": ' + b"7" * 5_000 + b"}"
    headers = association.headers() | {"Content-Type": "application/json"}

    answer = await association.http.put("/v1/vacancies/by-source/taiwanjobs/1", content=body, headers=headers)

    assert answer.status_code in (400, 422), answer.text
    assert (await association.put(a_statement())).status_code == 201
