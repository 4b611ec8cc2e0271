"""What the indicators service makes of the events it hears."""

from datetime import date
from uuid import UUID

import httpx2 as httpx
import pytest
from chassis.inbox import Inbox
from chassis.service import Service

from tests.factories.events import a_vacancy_published

VACANCY = UUID("019a0000-0000-7000-8000-000000000001")
OTHER = UUID("019a0000-0000-7000-8000-000000000002")


async def counted(client: httpx.AsyncClient, **params: str) -> dict[tuple[str, str], int]:
    asked = {"by": ["county", "industry"], **params}
    cells = (await client.get("/v1/contributions/published-vacancies", params=asked)).json()["cells"]
    return {(cell["key"]["county"], cell["key"]["industry"]): cell["count"] for cell in cells}


async def test_a_published_vacancy_is_counted_by_county_and_industry(
    client: httpx.AsyncClient, indicators: Service
) -> None:
    inbox = Inbox(indicators)
    await inbox.apply([a_vacancy_published(VACANCY, county="65000", industry="112-10")])
    await inbox.apply([a_vacancy_published(OTHER, county="63000", industry=None)])
    assert await counted(client) == {("65000", "112-10"): 1, ("63000", None): 1}


async def test_the_same_event_heard_again_counts_once(client: httpx.AsyncClient, indicators: Service) -> None:
    event = a_vacancy_published(VACANCY, county="65000", industry="112-10")
    for _ in range(3):
        await Inbox(indicators).apply([event, event])
    assert await counted(client) == {("65000", "112-10"): 1}


async def test_a_vacancy_published_twice_is_one_vacancy_where_it_was_published_last(
    client: httpx.AsyncClient, indicators: Service
) -> None:
    first = a_vacancy_published(VACANCY, sequence=1, county="65000", industry="112-10")
    second = a_vacancy_published(VACANCY, sequence=2, county="63000", industry="112-11")
    await Inbox(indicators).apply([first, second])
    assert await counted(client) == {("63000", "112-11"): 1}


async def test_events_of_different_vacancies_may_come_in_any_order(
    client: httpx.AsyncClient, indicators: Service
) -> None:
    later = a_vacancy_published(VACANCY, sequence=2, county="65000", industry="112-10")
    other = a_vacancy_published(OTHER, sequence=1, county="65000", industry="112-10")
    await Inbox(indicators).apply([later, other])
    assert await counted(client) == {("65000", "112-10"): 2}


@pytest.mark.parametrize(
    ("first", "last", "expected"), [("2026-07", "2026-07", 1), ("2026-08", "2026-12", 0), ("2025-01", "2026-06", 0)]
)
async def test_a_series_can_be_bounded_by_months(
    client: httpx.AsyncClient, indicators: Service, first: str, last: str, expected: int
) -> None:
    event = a_vacancy_published(VACANCY, county="65000", industry="112-10", published_on=date(2026, 7, 1))
    await Inbox(indicators).apply([event])
    answer = await client.get("/v1/contributions/published-vacancies", params={"from": first, "to": last})
    assert answer.json()["total"] == expected
