"""The skills of one vacancy: read when it is written, in the same transaction, and again by a newer lexicon."""

from typing import Any

import pytest
from chassis.auth import OrgKind
from chassis.service import Service
from chassis.testing import Platform
from sqlalchemy import delete
from vacancy.models import SKILL_READING, VACANCY_SKILL
from vacancy.service.load_lexicon import load_lexicon
from vacancy.service.record_skills import extract_batch, extract_skills

from tests.factories.feed import send
from tests.factories.skills import a_lexicon, asking
from tests.factories.vacancy import Caller, a_complete_statement
from tests.vacancy.conftest import Anyone, InState
from tests.vacancy.test_imports import a_line, done, outcomes, rows
from tests.vacancy.test_upsert import rows_in


async def skills(caller: Caller, vacancy: str) -> dict[str, Any]:
    answer = await caller.get(f"/v1/vacancies/{vacancy}/skills")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


async def codes(caller: Caller, vacancy: str) -> list[str]:
    return [one["code"] for one in (await skills(caller, vacancy))["items"]]


async def test_a_vacancy_shows_its_skills_with_the_words_that_say_so(association: Caller) -> None:
    made = (await association.put(asking("資安工程師", "熟悉 Python、\n防火牆。不需 Java 經驗"))).json()

    found = await skills(association, made["id"])

    assert found["vacancy_id"] == made["id"]
    assert (found["vacancy_version"], found["lexicon_version"]) == (1, load_lexicon().version)
    security = next(one for one in found["items"] if one["code"] == "firewall")
    assert security == {
        "code": "firewall",
        "name_zh": "防火牆",
        "name_en": "Firewall",
        "field": "information-security",
        "kind": "digital_technology",
        "evidence": [{"path": "description", "start": 11, "end": 14, "text": "防火牆"}],
    }
    assert [one["code"] for one in found["items"]] == ["firewall", "information-security", "python"]


async def test_a_vacancy_that_names_no_skill_was_read_all_the_same(association: Caller) -> None:
    made = (await association.put(asking("店員"))).json()

    found = await skills(association, made["id"])

    assert (found["items"], found["lexicon_version"]) == ([], load_lexicon().version)


async def test_a_restatement_is_read_anew_and_another_county_is_not(association: Caller) -> None:
    made = (await association.put(asking("Python 工程師"))).json()
    await association.put(asking("Python 工程師", county="64000"))
    assert (await skills(association, made["id"]))["vacancy_version"] == 1

    await association.put(asking("Java 工程師", county="64000"))

    found = await skills(association, made["id"])
    assert [one["code"] for one in found["items"]] == ["java"]
    assert found["vacancy_version"] == 3


async def test_a_resubmission_is_read_anew(association: Caller, in_state: InState) -> None:
    held = await in_state("needs_review")
    assert await codes(association, held["id"]) == ["information-security"]

    stated = a_complete_statement(title="雲端工程師", growth={"promotion": True})
    answer = await association.step(held["id"], "resubmission", stated)

    assert answer.status_code == 201
    assert await codes(association, held["id"]) == ["cloud-computing"]


async def test_a_draft_is_read_too(association: Caller) -> None:
    made = (await association.put(asking("Python 工程師"), draft=True)).json()
    assert await codes(association, made["id"]) == ["python"]

    await association.put(asking("Java 工程師"), draft=True)

    assert await codes(association, made["id"]) == ["java"]


async def test_what_is_refused_leaves_the_reading_as_it_was(association: Caller) -> None:
    made = (await association.put(asking("Python 工程師"))).json()

    refused = await association.put(asking("Java 工程師"), etag='"9"')

    assert refused.status_code == 412
    assert await codes(association, made["id"]) == ["python"]


@pytest.mark.parametrize(
    ("kind", "traits", "status"),
    [
        ("association", {"org": "org-2"}, 404),
        ("branch", {"region": "north"}, 200),
        ("branch", {"region": "yunlin-chiayi-tainan"}, 404),
        ("workforce_agency", {}, 200),
        ("planning", {}, 404),
    ],
)
async def test_the_skills_are_seen_by_who_sees_the_vacancy(
    anyone: Anyone, association: Caller, kind: str, traits: dict[str, str], status: int
) -> None:
    made = (await association.put(asking())).json()

    answer = await anyone(OrgKind(kind), **traits).get(f"/v1/vacancies/{made['id']}/skills")

    assert answer.status_code == status


async def test_the_lexicon_is_shown_and_not_sent_again_to_who_holds_it(association: Caller) -> None:
    answer = await association.get("/v1/skills")

    shown = answer.json()
    assert shown["version"] == load_lexicon().version
    assert len(shown["items"]) == len(load_lexicon().skills)
    assert {"code": "cloud-computing", "name_zh": "雲端運算", "name_en": "Cloud computing"}.items() <= next(
        one for one in shown["fields"] if one["code"] == "cloud-computing"
    ).items()
    again = await association.http.get("/v1/skills", headers=association.headers() | {"If-None-Match": '"1"'})
    assert (again.status_code, again.content) == (304, b"")


async def forget(service: Service) -> None:
    """As the vacancies were before there was a lexicon."""
    async with service.database.transaction() as connection:
        await connection.execute(delete(VACANCY_SKILL))
        await connection.execute(delete(SKILL_READING))


async def test_vacancies_of_before_are_read_by_the_command_and_then_no_more(
    association: Caller, vacancy: Service
) -> None:
    made = (await association.put(asking("Python 工程師"))).json()
    await forget(vacancy)
    before = await skills(association, made["id"])

    assert await extract_skills(vacancy) == {"read": 1}

    assert (before["items"], before["vacancy_version"], before["lexicon_version"]) == ([], None, None)
    assert await codes(association, made["id"]) == ["python"]
    assert await extract_skills(vacancy) == {"read": 0}


async def test_a_newer_lexicon_reads_again_what_an_older_one_has_read_and_an_older_one_does_not(
    association: Caller, vacancy: Service
) -> None:
    made = (await association.put(asking("Python 工程師"))).json()

    async def extract(version: int) -> int:
        newer = a_lexicon(version=version, engineer=["工程師"])
        async with vacancy.database.transaction() as connection:
            tx = vacancy.begin(connection, vacancy.system)
            return (await extract_batch(tx, after=0, limit=10, lexicon=newer))[1]

    assert await extract(3) == 1
    assert await extract(2) == await extract(3) == await extract(1) == 0

    found = await skills(association, made["id"])
    assert found["lexicon_version"] == 3
    assert [(one["code"], one["name_zh"], one["kind"]) for one in found["items"]] == [
        ("engineer", "engineer", None),
        ("python", "Python 語言", None),
    ]


async def test_a_command_that_was_broken_off_goes_on_where_it_was(association: Caller, vacancy: Service) -> None:
    made = [(await association.put(asking(f"Python {n}"), source_id=str(n))).json()["id"] for n in range(5)]
    await forget(vacancy)

    async def one_batch(limit: int) -> tuple[int, int]:
        async with vacancy.database.transaction() as connection:
            return await extract_batch(vacancy.begin(connection, vacancy.system), after=0, limit=limit)

    _, read = await one_batch(2)
    assert read == 2
    assert [await codes(association, one) for one in made] == [["python"]] * 2 + [[]] * 3
    assert await extract_skills(vacancy) == {"read": 3}
    assert [await codes(association, one) for one in made] == [["python"]] * 5


async def test_what_an_import_creates_or_restates_is_read(association: Caller, platform: Platform) -> None:
    held = (await association.put(asking("Java 工程師"), source_id="1")).json()

    lines = rows(a_line("1", title="Python"), a_line("2", title="雲端"))
    found = await done(association, platform, await send(association, lines, source="taiwanjobs"))

    assert found["counts"] == {"created": 1, "updated": 1}
    [updated, created] = await outcomes(association, found)
    assert updated["vacancy_id"] == held["id"]
    assert await codes(association, updated["vacancy_id"]) == ["python"]
    assert await codes(association, created["vacancy_id"]) == ["cloud-computing"]


async def test_an_import_on_trial_leaves_no_reading(association: Caller, platform: Platform, vacancy: Service) -> None:
    lines = [a_line(str(n), title="Python") for n in range(120)]

    await done(association, platform, await send(association, rows(*lines), dry_run=True))
    assert await rows_in(vacancy, "vacancy_skill", "skill_reading") == [0, 0]

    await done(association, platform, await send(association, rows(*lines)))
    assert await rows_in(vacancy, "vacancy_skill", "skill_reading") == [120, 120]
