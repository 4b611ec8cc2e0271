"""Demand for skills: who is counted under what, in which month, and who may read it."""

from typing import Any

import pytest
from chassis.testing import FrozenClock

from tests.factories.skills import asking
from tests.factories.vacancy import KAOHSIUNG, TAIPEI, Caller, a_complete_statement
from tests.vacancy.conftest import InState


async def handed_in(caller: Caller, *statements: dict[str, Any]) -> list[dict[str, Any]]:
    made = [await caller.put(one, source_id=f"{caller.org}-{place}") for place, one in enumerate(statements)]
    assert {answer.status_code for answer in made} == {201}
    return [answer.json() for answer in made]


async def demand(caller: Caller, **asked: Any) -> dict[str, Any]:
    answer = await caller.get("/v1/skill-demand", **asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def counted(caller: Caller, **asked: Any) -> dict[str, tuple[int, int]]:
    return {one["key"]: (one["vacancies"], one["openings"]) for one in (await demand(caller, **asked))["items"]}


async def test_a_vacancy_counts_once_under_each_field_it_asks_for_and_once_in_all(
    association: Caller, agency: Caller
) -> None:
    await handed_in(
        association,
        asking("雲端工程師", "AWS、Azure、Docker，Python", openings=3),
        asking("Python 工程師", openings=2),
        asking("店員", "細心", openings=9),
    )

    found = await demand(agency)

    assert (found["by"], found["total"]) == (
        "field",
        {"vacancies": 2, "openings": 5, "openings_unstated": 0, "suppressed": False},
    )
    assert await counted(agency) == {"software-development": (2, 5), "cloud-computing": (1, 3)}
    [first, _] = found["items"]
    assert (first["name_zh"], first["name_en"], first["months"]) == ("軟體開發", "Software development", None)


async def test_key_competencies_count_when_they_are_asked_for(association: Caller, agency: Caller) -> None:
    await handed_in(association, asking("店員", "細心、團隊合作"))

    assert await counted(agency) == {}
    assert await counted(agency, kind="key_competency") == {"key-competencies": (1, 2)}
    assert await counted(agency, by="skill", field="key-competencies") == {
        "attention-to-detail": (1, 2),
        "teamwork": (1, 2),
    }
    assert await counted(agency, by="county", skill="teamwork") == {TAIPEI: (1, 2)}
    assert await counted(agency, kind="digital_technology", skill="teamwork") == {}


async def test_demand_is_counted_by_skill_the_largest_first_then_by_code(association: Caller, agency: Caller) -> None:
    await handed_in(association, asking("Python"), asking("Java、Python"), asking("SQL"))

    found = await demand(agency, by="skill")

    assert [(one["key"], one["vacancies"]) for one in found["items"]] == [("python", 2), ("java", 1), ("sql", 1)]
    assert list(await counted(agency, by="skill", skill="java")) == ["java"]
    assert (await demand(agency, by="skill", skill="java"))["total"]["vacancies"] == 1


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("industry", {"112-10": (1, 2), "unstated": (2, 4)}),
        ("county", {TAIPEI: (2, 4), KAOHSIUNG: (1, 2)}),
        ("occupation", {"08": (2, 4), "unstated": (1, 2)}),
        ("education", {"bachelor": (2, 4), "unstated": (1, 2)}),
        ("experience", {"none": (1, 2), "from-03": (1, 2), "other": (1, 2)}),
        ("month", {"2026-07": (3, 6)}),
    ],
)
async def test_demand_is_counted_by_what_vacancies_state(
    association: Caller, agency: Caller, by: str, expected: dict[str, tuple[int, int]]
) -> None:
    await handed_in(
        association,
        asking(industry="112-10", occupation_code="080203", education="大學", experience="無"),
        asking(occupation_code="08", education="大學", experience="3年以上"),
        asking(county=KAOHSIUNG, experience="看人"),
    )

    assert await counted(agency, by=by) == expected
    assert (await demand(agency, by=by))["total"] == {
        "vacancies": 3,
        "openings": 6,
        "openings_unstated": 0,
        "suppressed": False,
    }


async def test_levels_stand_in_their_own_order_and_keys_are_named(association: Caller, agency: Caller) -> None:
    stated = ("博士", "大學", "大學", None, "專科", "奇怪")
    await handed_in(association, *(asking(**({} if one is None else {"education": one})) for one in stated))

    levels = (await demand(agency, by="education"))["items"]
    [county] = (await demand(agency, by="county"))["items"]

    keys = ["junior-college", "bachelor", "doctorate", "other", "unstated"]
    assert [one["key"] for one in levels] == keys
    assert (levels[0]["name_zh"], levels[-1]["name_zh"], levels[-1]["name_en"]) == ("專科", "未載明", "Not stated")
    assert (county["name_zh"], county["name_en"]) == ("臺北市", "Taipei City")


async def test_filters_narrow_together(association: Caller, agency: Caller) -> None:
    await handed_in(
        association,
        asking("Python", industry="112-10"),
        asking("Python", industry="112-11"),
        asking("Python", industry="112-10", county=KAOHSIUNG),
        asking("防火牆", industry="112-10"),
    )

    narrowed = {"industry": "112-10", "county": TAIPEI, "field": "software-development"}
    assert await counted(agency, by="skill", **narrowed) == {"python": (1, 2)}
    assert await counted(agency, by="industry", county=TAIPEI) == {"112-10": (2, 4), "112-11": (1, 2)}


async def test_a_vacancy_counts_in_the_month_of_its_first_submission_in_taipei_until_it_is_published(
    association: Caller, branch: Caller, agency: Caller, in_state: InState, clock: FrozenClock
) -> None:
    clock.advance(days=-1)
    submitted = (await association.submit(a_complete_statement())).json()
    assert list(await counted(agency, by="month")) == ["2026-06"]
    clock.advance(days=1)
    await in_state("published")
    assert await counted(agency, by="month") == {"2026-06": (1, 2), "2026-07": (1, 2)}

    await association.screen(submitted["id"])
    await branch.review(submitted["id"])
    assert (await branch.publish(submitted["id"])).status_code == 201

    assert await counted(agency, by="month") == {"2026-07": (2, 4)}
    assert await counted(agency, by="month", to="2026-06-30") == {}
    assert (await demand(agency, **{"from": "2026-07-02"}))["total"] == {
        "vacancies": 0,
        "openings": 0,
        "openings_unstated": 0,
        "suppressed": False,
    }


async def test_the_last_evening_of_a_month_in_utc_is_the_next_month_in_taipei(
    association: Caller, agency: Caller, clock: FrozenClock
) -> None:
    # the clock stands at 12:00 in Taipei on 1 July
    clock.advance(hours=-13)
    await handed_in(association, asking("Python"))

    assert list(await counted(agency, by="month")) == ["2026-06"]
    assert list(await counted(agency, by="month", **{"from": "2026-06-30", "to": "2026-06-30"})) == ["2026-06"]


async def test_demand_over_the_months_shows_each_month_of_each_key(
    association: Caller, agency: Caller, clock: FrozenClock
) -> None:
    await association.put(asking("Python"), source_id="july")
    clock.advance(days=40)
    await association.put(asking("Python、雲端", openings=5), source_id="august")

    found = await demand(agency, over="month")

    [software, cloud] = found["items"]
    months = [(one["month"], one["vacancies"], one["openings"]) for one in software["months"]]
    assert (software["key"], software["vacancies"]) == ("software-development", 2)
    assert months == [("2026-07", 1, 2), ("2026-08", 1, 5)]
    assert [one["month"] for one in cloud["months"]] == ["2026-08"]


@pytest.mark.parametrize(("state", "counts"), [("draft", False), ("withdrawn", False), ("rejected", True)])
async def test_a_draft_and_what_was_withdrawn_are_no_demand(
    agency: Caller, in_state: InState, state: str, counts: bool
) -> None:
    await in_state(state)

    assert bool(await counted(agency)) is counts


async def test_an_attested_occupation_is_the_one_that_counts(association: Caller, agency: Caller) -> None:
    [made] = await handed_in(association, a_complete_statement(occupation_code="19"))

    assert (await association.attest(made["id"], {"occupation_code": "0802"})).status_code in (200, 201, 422)
    assert (await association.attest(made["id"], {"occupation_code": "080203"})).status_code < 300

    assert list(await counted(agency, by="occupation")) == ["08"]


async def test_a_vacancy_that_does_not_say_how_many_it_wants_is_counted_and_said(
    association: Caller, agency: Caller
) -> None:
    silent = asking("Python")
    del silent["openings"]
    await handed_in(association, silent, asking("Python", openings=3))

    [found] = (await demand(agency))["items"]

    assert (found["vacancies"], found["openings"], found["openings_unstated"]) == (2, 3, 1)


async def test_one_day_is_a_period(association: Caller, agency: Caller) -> None:
    await handed_in(association, asking("Python"))

    day = {"from": "2026-07-01", "to": "2026-07-01"}

    assert (await demand(agency, **day))["total"]["vacancies"] == 1
