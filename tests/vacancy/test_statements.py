"""How many statements the database is asked: as many for twice the items, or twice as many, and never more."""

import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import vacancy as code
from chassis.auth import OrgKind, Principal
from chassis.service import Service
from chassis.testing import FrozenClock
from sqlalchemy import event
from vacancy.domain.source_rows import StatedRow
from vacancy.service.expire_vacancies import expire_batch
from vacancy.service.upsert_vacancies import upsert_vacancies

from tests.factories.vacancy import Caller, a_complete_statement, a_statement

ASSOCIATION = Principal("org-1", "association-org-1", "org-1", OrgKind.ASSOCIATION)
FEW = 4
"""With twice as many still few enough to go by INSERT; what goes by COPY is no statement of SQLAlchemy's."""


@contextmanager
def asked(service: Service) -> Iterator[list[str]]:
    """The statements that are executed meanwhile; one with many rows is as many, for it is asked that often."""
    engine, seen = service.database.engine.sync_engine, []

    def note(*heard: Any) -> None:
        _, _, statement, parameters, _, many = heard
        seen.extend([statement] * (len(parameters) if many else 1))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def load(service: Service, prefix: str, many: int, **changes: Any) -> None:
    """A chunk of a file."""
    rows = [
        StatedRow(f"{prefix}-{number}", a_complete_statement(title=f"資安工程師 {number}") | changes, (), number)
        for number in range(many)
    ]
    async with service.database.transaction() as connection:
        await upsert_vacancies(service.begin(connection, ASSOCIATION), source="taiwanjobs", rows=rows)


def per_row(statements: list[str]) -> list[str]:
    """Those that write a row each."""
    return [one for one in statements if re.match(r"\s*(INSERT|UPDATE)", one)]


@pytest.mark.parametrize(
    "changes", [None, {}, {"openings": 9}, {"county": "64000"}], ids=["new", "same", "other", "moved"]
)
async def test_a_chunk_asks_once_whatever_it_holds_and_writes_each_row_so_many_times(
    vacancy: Service, changes: dict[str, Any] | None
) -> None:
    counted = []
    for prefix, many in (("a", FEW), ("b", 2 * FEW)):
        if changes is not None:
            await load(vacancy, prefix, many)
        with asked(vacancy) as statements:
            await load(vacancy, prefix, many, **(changes or {}))
        written = per_row(statements)
        counted.append((len(statements) - len(written), len(written)))

    (reads, writes), (reads_of_twice, writes_of_twice) = counted
    assert reads_of_twice == reads
    assert writes <= writes_of_twice <= 2 * writes


async def batch(caller: Caller, many: int) -> None:
    """As many vacancies in one request."""
    items = [
        {"source": "one", "source_id": f"{many}-{number}", "facts": a_statement(title=f"職缺 {number}")}
        for number in range(many)
    ]
    answer = await caller.post("/v1/vacancies:batch", {"items": items})
    assert {one["status"] for one in answer.json()["items"]} == {201}, answer.text


async def reviews(caller: Caller, officer: Caller, many: int) -> Callable[[], Awaitable[Any]]:
    """As many vacancies that wait for a review, and what decides them in one request."""
    ids = []
    for number in range(many):
        made = await caller.submit(a_complete_statement(), source_id=f"{many}-{number}")
        await caller.screen(made.json()["id"])
        ids.append(made.json()["id"])
    items = [{"vacancy_id": one, "outcome": "qualified", "reason": "經查證屬實", "if_match": "*"} for one in ids]
    return lambda: officer.post("/v1/reviews:batch", {"items": items}, acting_person="officer-17")


async def test_twice_the_items_of_a_batch_ask_at_most_twice_as_much(association: Caller, vacancy: Service) -> None:
    await batch(association, 1)
    counted = []
    for many in (FEW, 2 * FEW):
        with asked(vacancy) as statements:
            await batch(association, many)
        counted.append(len(statements))

    assert counted[1] <= 2 * counted[0]


async def test_twice_the_reviews_ask_at_most_twice_as_much(
    association: Caller, branch: Caller, vacancy: Service
) -> None:
    counted = []
    for many in (FEW, 2 * FEW):
        decide = await reviews(association, branch, many)
        with asked(vacancy) as statements:
            answer = await decide()
        assert {one["status"] for one in answer.json()["items"]} == {200}, answer.text
        counted.append(len(statements))

    assert counted[1] <= 2 * counted[0]


async def test_twice_as_much_that_expires_asks_at_most_twice_as_much(vacancy: Service, clock: FrozenClock) -> None:
    counted = []
    for prefix, many in (("a", FEW), ("b", 2 * FEW)):
        await load(vacancy, prefix, many, closing_date="2026-07-01")
        clock.advance(days=1)
        with asked(vacancy) as statements:
            async with vacancy.database.transaction() as connection:
                assert await expire_batch(vacancy.begin(connection, vacancy.system), limit=100) == many
        clock.advance(days=-1)
        counted.append(len(statements))

    assert counted[1] <= 2 * counted[0]


def test_no_vacancy_is_ever_deleted() -> None:
    """Readings, decisions and counts name vacancies that are there for good."""
    written = Path(code.__file__).parent.rglob("*.py")
    deleting = re.compile(r"delete\(VACANCY\)|DELETE FROM vacancy\b|TRUNCATE", re.IGNORECASE)
    assert [str(file) for file in written if deleting.search(file.read_text(encoding="utf-8"))] == []
