"""The reference data that ships with the service, and its migrations."""

from dataclasses import replace
from importlib.resources import files

import pytest
from chassis.service import Service
from chassis.settings import Mode
from pydantic import ValidationError
from vacancy.domain.references import EntryWage
from vacancy.domain.rules import NotedRuleSet
from vacancy.repository.references import References
from vacancy.service.load_reference import RuleSetAltered, load_reference
from vacancy.service.screen_vacancy import RULES
from vacancy.settings import VacancySettings

from tests.factories.vacancy import ON, Caller
from tests.vacancy.test_upsert import rows_in

REFERENCE = ("key_industry", "entry_wage", "rule_set")


async def test_the_key_industries_of_112_are_known(association: Caller) -> None:
    items = (await association.get("/v1/key-industries")).json()["items"]

    assert [one["code"] for one in items] == [f"112-{number:02}" for number in range(1, 19)]
    security = items[9]
    assert (security["industry"], security["competent_authority"]) == ("資安", "數位發展部數位產業署")
    assert {one["code"] for one in items if one["category"] is None} == {f"112-{number}" for number in range(14, 19)}


async def test_the_one_known_entry_wage_is_labelled_as_all_industries(association: Caller) -> None:
    [wage] = (await association.get("/v1/entry-wages")).json()["items"]

    assert (wage["industry"], wage["roc_year"], wage["monthly"]) == (None, 114, 39_000)
    assert wage["label"].startswith("全體/全體")


async def test_the_rules_in_force_say_what_each_parameter_rests_on(association: Caller) -> None:
    answer = (await association.get("/v1/rule-sets")).json()

    assert answer["in_force"] == "2023-08"
    [shown] = answer["items"]
    assert set(shown["notes"]) == set(shown["parameters"])
    assert shown["parameters"]["accept_all_industry_entry_wage"] is False
    assert shown["parameters"]["part_time_words"][:3] == ["兼職", "兼差", "工讀"]


async def test_loading_again_changes_nothing(vacancy: Service) -> None:
    before = await rows_in(vacancy, *REFERENCE)

    async with vacancy.database.transaction() as connection:
        await load_reference(vacancy.begin(connection, vacancy.system))

    assert before == [18, 1, 3]
    assert await rows_in(vacancy, *REFERENCE) == before


async def test_a_released_rule_set_is_never_edited(vacancy: Service) -> None:
    async with vacancy.database.engine.connect() as connection, connection.begin() as undone:
        tx = vacancy.begin(connection, vacancy.system)
        references = References(tx)
        [held] = await references.rule_sets(RULES)
        edited = replace(held.rules, parameters={**held.rules.parameters, "max_hours_per_week": 48})
        await references.put_rule_set(NotedRuleSet(edited, held.notes))
        with pytest.raises(RuleSetAltered):
            await load_reference(tx)
        await undone.rollback()


async def test_the_newest_entry_wage_that_holds_on_the_day_is_taken(vacancy: Service) -> None:
    async with vacancy.database.engine.connect() as connection, connection.begin() as undone:
        references = References(vacancy.begin(connection, vacancy.system))
        old = EntryWage("112-10", 113, 40_000, "a table", "資安", ON.replace(year=2025))
        new = replace(old, roc_year=114, monthly=41_000, valid_from=ON)
        await references.put_entry_wages([new, old])

        today = await references.entry_wages_on(ON, industries=["112-10", "112-09"])
        yesterday = await references.entry_wages_on(ON.replace(month=6), industries=["112-10"])
        unstated = await references.entry_wages_on(ON, industries=[])
        await undone.rollback()

    assert (today["112-10"], yesterday["112-10"]) == (new, old)
    assert today.keys() == {"112-10", None}
    assert unstated.keys() == {None}
    assert today[None].monthly == 39_000


async def test_a_later_rule_set_takes_over_on_its_day(vacancy: Service) -> None:
    async with vacancy.database.engine.connect() as connection, connection.begin() as undone:
        references = References(vacancy.begin(connection, vacancy.system))
        [held] = await references.rule_sets(RULES)
        later = replace(held.rules, version="2026-07", effective_from=ON)
        await references.put_rule_set(replace(held, rules=later))

        on_the_day = await references.rule_set_in_force(RULES, on=ON)
        the_day_before = await references.rule_set_in_force(RULES, on=ON.replace(month=6, day=30))
        await undone.rollback()

    assert (on_the_day.version, the_day_before.version) == ("2026-07", "2023-08")


def test_the_data_ships_inside_the_package() -> None:
    shipped = {path.name for path in files("vacancy").joinpath("data").iterdir()}

    assert shipped == {"entry_wages.csv", "key_industries_112.csv", "occupations.csv", "rule_sets.yaml", "skills.json"}


def test_no_process_starts_in_production_on_a_printed_secret() -> None:
    with pytest.raises(ValidationError, match="YOUTHLINK_VACANCY_CURSOR_SECRET"):
        VacancySettings(mode=Mode.PRODUCTION)
