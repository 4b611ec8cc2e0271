"""How contribution series are read, and by whom how finely."""

from datetime import date
from typing import Any
from uuid import UUID

import httpx2 as httpx
import pytest
from chassis.auth import OrgKind
from chassis.bus.message import Message
from chassis.inbox import Inbox
from chassis.service import Service
from chassis.testing import FrozenClock
from indicators.service.read_contributions import AUDITORS, OFFICERS
from sqlalchemy import select

from tests.factories.figures import YOUTH, attended, placed, registered
from tests.indicators.conftest import Ask

PUBLIC = [kind for kind in OrgKind if kind not in OFFICERS | {OrgKind.SYSTEM}]
PLACEMENTS = "/v1/contributions/youth-placements"


def shown(answer: httpx.Response, by: str) -> dict[str | None, int | None]:
    return {cell["key"][by]: cell["count"] for cell in answer.json()["cells"]}


async def test_every_series_states_its_unit_and_definition(ask: Ask) -> None:
    items = {one["series"]: one for one in (await ask("/v1/contributions", kind=OrgKind.MOBILE)).json()["items"]}
    assert len(items) == 12
    units = {name: (one["unit_zh"], one["basis"]) for name, one in items.items()}
    assert units["youth-placements"] == ("人次", "unit")
    assert units["assisted-youths"] == units["employed-youths"] == ("人", "person_year")
    assert [name for name, one in items.items() if one["readers"] == "officers"] == ["placements"]
    assert all(one["definition_zh"] and one["definition_en"] for one in items.values())


async def test_the_unit_is_stated_in_the_answer(ask: Ask, counted: list[Message]) -> None:
    happened, people = (await ask(PLACEMENTS)).json(), (await ask("/v1/contributions/employed-youths")).json()
    assert (happened["unit_zh"], happened["total"]) == ("人次", 26)
    assert (people["unit_zh"], people["total"]) == ("人", 26)


@pytest.mark.parametrize("kind", sorted(OFFICERS))
async def test_officers_read_small_cells_by_any_dimensions(ask: Ask, counted: list[Message], kind: OrgKind) -> None:
    answer = await ask(PLACEMENTS, kind=kind, by=["county", "gender"], roc_year=115, county="65000")
    assert [(one["key"], one["count"]) for one in answer.json()["cells"]] == [
        ({"county": "65000", "gender": "female"}, 2),
        ({"county": "65000", "gender": "male"}, 2),
    ]
    assert answer.json()["total"] == 4


@pytest.mark.parametrize("kind", PUBLIC)
async def test_published_small_cells_are_withheld_with_what_would_tell_them_and_the_total_is_right(
    ask: Ask, counted: list[Message], kind: OrgKind
) -> None:
    answer = await ask(PLACEMENTS, kind=kind, by="county")
    assert shown(answer, "county") == {"63000": None, "65000": None, None: 12}
    assert (answer.json()["total"], answer.json()["from"], answer.json()["to"]) == (25, "2026-01", "2026-12")
    assert [one["suppressed"] for one in answer.json()["cells"]] == [True, True, False]


async def test_a_breakdown_that_would_tell_a_small_cell_is_withheld_whole(ask: Ask, counted: list[Message]) -> None:
    answer = (await ask(PLACEMENTS, kind=OrgKind.MOBILE, by="county", roc_year=114)).json()
    assert (answer["total"], answer["withheld"], answer["cells"]) == (1, True, [])


@pytest.mark.parametrize(
    "finer", [{"from": "2026-07"}, {"to": "2026-07"}, {"county": "65000"}, {"by": ["county", "gender"]}]
)
async def test_published_figures_are_no_finer_than_a_year_and_a_dimension(ask: Ask, finer: dict[str, Any]) -> None:
    answer = await ask(PLACEMENTS, kind=OrgKind.ASSOCIATION, **finer)
    assert (answer.status_code, answer.json()["code"]) == (403, "breakdown-reserved")
    assert (await ask(PLACEMENTS, kind=OrgKind.ASSOCIATION, by=["county", "county"])).status_code == 200


@pytest.mark.parametrize("kind", PUBLIC)
async def test_a_series_that_would_tell_another_ones_rest_is_for_officers(ask: Ask, kind: OrgKind) -> None:
    """Placements of any age less those of 15 to 29 are those of older people."""
    answer = await ask("/v1/contributions/placements", kind=kind)
    assert (answer.status_code, answer.json()["code"]) == (403, "series-reserved")
    assert (await ask("/v1/contributions/placements/chart", kind=kind)).status_code == 403
    assert (await ask("/v1/contributions/placements")).status_code == 200


async def test_what_is_not_known_can_be_asked_for(ask: Ask, counted: list[Message]) -> None:
    assert (await ask(PLACEMENTS, county="unknown")).json()["total"] == 12
    assert shown(await ask(PLACEMENTS, by="month"), "month") == {"2025-12": 1, "2026-07": 25}


@pytest.mark.parametrize(
    ("params", "total"),
    [
        ({"roc_year": 115}, 25),
        ({"roc_year": 114}, 1),
        ({"from": "2025-12", "to": "2026-06"}, 1),
        ({"from": "2026-07"}, 25),
        ({"to": "2026-06"}, 1),
        ({"roc_year": 115, "to": "2026-06"}, 0),
    ],
)
async def test_a_period_is_a_year_or_months_or_what_lies_in_both(
    ask: Ask, counted: list[Message], params: dict[str, Any], total: int
) -> None:
    assert (await ask(PLACEMENTS, **params)).json()["total"] == total


@pytest.mark.parametrize(
    "params",
    [{"from": "2026-13"}, {"from": "2026-08", "to": "2026-07"}, {"by": "name"}, {"roc_year": 0}, {"colour": "red"}],
)
async def test_what_cannot_be_asked_is_refused(ask: Ask, params: dict[str, Any]) -> None:
    assert (await ask(PLACEMENTS, **params)).status_code == 422


@pytest.mark.parametrize("kind", sorted(AUDITORS))
async def test_the_facts_behind_a_cell_are_as_many_as_it_counts_and_name_nobody(
    ask: Ask, indicators: Service, counted: list[Message], kind: OrgKind
) -> None:
    wanted = {"roc_year": 115, "county": "63000", "limit": 4}
    pages = [(await ask(f"{PLACEMENTS}/lineage", kind=kind, **wanted)).json()]
    while cursor := pages[-1]["next_cursor"]:
        pages.append((await ask(f"{PLACEMENTS}/lineage", kind=kind, cursor=cursor, **wanted)).json())

    facts = [fact for page in pages for fact in page["items"]]
    inbox = indicators.tables.inbox
    async with indicators.database.reading() as connection:
        heard = {str(one) for one in (await connection.execute(select(inbox.c.event_id))).scalars()}
    assert [len(page["items"]) for page in pages] == [4, 4, 1]
    assert len({fact["event_id"] for fact in facts} & heard) == 9
    assert {frozenset(fact) for fact in facts} == {frozenset({"event_id", "happened_on"})}


async def test_the_facts_behind_people_are_those_that_make_them_count(ask: Ask, indicators: Service) -> None:
    await Inbox(indicators).apply([attended(1), placed(2, on=date(2026, 8, 1)), registered()])
    lineage = await ask("/v1/contributions/assisted-youths/lineage")
    assert [one["happened_on"] for one in lineage.json()["items"]] == ["2026-07-01"]
    assert str(YOUTH) not in (await ask("/v1/contributions/registered-youths/lineage")).text


@pytest.mark.parametrize("kind", [kind for kind in OrgKind if kind not in AUDITORS | {OrgKind.SYSTEM}])
async def test_nobody_else_sees_the_facts(ask: Ask, kind: OrgKind) -> None:
    answer = await ask(f"{PLACEMENTS}/lineage", kind=kind)
    assert (answer.status_code, answer.json()["code"]) == (403, "lineage-reserved")


async def test_a_cursor_fits_no_other_cell(ask: Ask, counted: list[Message]) -> None:
    cursor = (await ask(f"{PLACEMENTS}/lineage", limit=1)).json()["next_cursor"]
    assert (await ask(f"{PLACEMENTS}/lineage", limit=1, county="63000", cursor=cursor)).status_code == 400


async def test_the_youth_target_shows_the_share_reached_and_who_works_beside_it(
    ask: Ask, indicators: Service, counted: list[Message], clock: FrozenClock
) -> None:
    await Inbox(indicators).apply([attended(number, UUID(int=number)) for number in range(201, 206)])

    shown = (await ask("/v1/indicators/youth-plan.assisted", kind=OrgKind.MOBILE)).json()

    assert [(one["roc_year"], one["target"], one["assisted"], one["employed"]) for one in shown["youth_target"]] == [
        (112, "8000", 0, 0),
        (113, "9000", 0, 0),
        (114, "10000", 1, 1),
        (115, "11000", 30, 25),
    ]
    assert [one["share_percent"] for one in shown["youth_target"]] == ["0.0", "0.0", "0.0", "0.3"]
    assert [one["provisional"] for one in shown["youth_target"]] == [False, False, False, True]
    assert shown["achievement"]["status"] == "not_available"
    assert {one["series"]: one["unit_zh"] for one in shown["contributions"]} == {
        "assisted-youths": "人",
        "employed-youths": "人",
    }


async def test_placements_stand_beside_8_6_2_and_are_not_added_to_it(ask: Ask, counted: list[Message]) -> None:
    indicator = (await ask("/v1/indicators/8.6.2")).json()
    figures = {(one["value_type"], one["period"]): one["value"] for one in indicator["components"][0]["observations"]}
    assert figures["actual", "2024"] == "833140"
    assert indicator["contributions"] == [
        {
            "series": "youth-placements",
            "unit_zh": "人次",
            "unit_en": "placements",
            "by_roc_year": [{"roc_year": 114, "count": 1}, {"roc_year": 115, "count": 25}],
        }
    ]
    assert indicator["youth_target"] == []
