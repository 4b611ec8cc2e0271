"""What is recommended to whom, why, and what changes it."""

from typing import Any
from uuid import UUID

import pytest
from chassis.auth import OrgKind
from chassis.service import Service
from chassis.testing import Platform
from matching.domain.life_cycle import Outcome, TargetGroup
from matching.schemas.recommendations import RecommendationPage

from tests.factories.work import (
    KAOHSIUNG,
    LAST_BUT_ONE,
    MACHINERY,
    TAIPEI,
    WORK_SCOPES,
    a_youth,
    changed,
    closed,
    course_completed,
    hear,
    published,
    vacancy_id,
)
from tests.factories.youths import Caller
from tests.matching.conftest import Anyone

FITTING, NEAR, FAR = (vacancy_id(number) for number in (1, 2, 3))
COURSE = UUID(int=99)
TAUGHT = {"network-security": 3, "firewalls": 2}


@pytest.fixture
def school(anyone: Anyone) -> Caller:
    return anyone(OrgKind.UNIVERSITY, org="university-1", scopes=WORK_SCOPES)


@pytest.fixture
async def market(matching: Service, platform: Platform) -> None:
    """Three open vacancies that differ in the skills they ask for."""
    await hear(
        matching,
        published(FITTING, skills=[("python", 1), ("sql", 2)]),
        published(NEAR, skills=[("network-security", 3), ("firewalls", 2)], wage_minimum=38_000),
        published(FAR, county=KAOHSIUNG, industry=MACHINERY, skills=[("plc", 2)]),
    )
    await platform.settle()


async def listed(caller: Caller, youth_id: UUID, **parameters: Any) -> dict[str, Any]:
    answer = await caller.get(f"/v1/youths/{youth_id}/recommendations", **parameters)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_what_fits_best_comes_first_and_every_point_has_a_reason(
    matching: Service, market: None, school: Caller
) -> None:
    youth = await a_youth(matching, wanted={"counties": [TAIPEI], "monthly_wage": 40_000})

    page = await listed(school, youth.id)

    assert [one["vacancy_id"] for one in page["items"]] == [str(FITTING), str(NEAR)]
    for item in page["items"]:
        assert sum(one["points"] for one in item["components"]) == item["score"]
        for component in item["components"]:
            assert component["sentence"]
            if component["name"] == "skills":
                assert sum(one["points"] for one in component["evidence"]) == component["points"]
    skills = page["items"][0]["components"][0]
    python = next(one for one in skills["evidence"] if one["code"] == "python")
    assert python["sources"] == [{"source": "school", "course_id": None}]
    assert page["admissible"] == 2


async def test_a_list_is_exactly_what_the_document_says(
    matching: Service, market: None, platform: Platform, school: Caller
) -> None:
    youth = await a_youth(matching, wanted={"counties": [TAIPEI], "monthly_wage": 40_000, "attributes": ["training"]})
    kept = (await school.post(f"/v1/youths/{youth.id}/recommendation-sets")).json()
    done = course_completed(UUID(int=8), person_id=youth.person_id, course_id=COURSE, skills=TAUGHT)
    await hear(matching, done, published(vacancy_id(9), closes_on="2027-06-30"))
    await platform.settle()

    page = await listed(school, youth.id, compare_to=kept["id"], limit=2)

    assert RecommendationPage.model_validate(page).model_dump(mode="json") == page
    assert page["difference"]
    assert page["next_cursor"]


async def test_the_sentences_are_in_the_callers_language(matching: Service, market: None, school: Caller) -> None:
    youth = await a_youth(matching)
    path = f"/v1/youths/{youth.id}/recommendations"
    said = {}
    for language in ("en", "zh-TW"):
        answer = await school.http.get(path, headers=school.headers() | {"Accept-Language": language})
        said[language] = answer.json()["items"][0]["sentence"]

    assert said["en"].startswith("Score: ")
    assert said["zh-TW"].startswith("總分 ")


async def test_pages_follow_one_another_whatever_comes_in_between(
    matching: Service, platform: Platform, school: Caller
) -> None:
    await hear(matching, *(published(vacancy_id(number), wage_minimum=30_000 + number) for number in range(1, 8)))
    await platform.settle()
    youth = await a_youth(matching)
    whole = [one["vacancy_id"] for one in (await listed(school, youth.id))["items"]]

    first = await listed(school, youth.id, limit=3)
    # it enters above everything that was shown
    await hear(matching, published(vacancy_id(50), skills=[("python", 1)], attributes=["training"]))
    await platform.settle()
    rest = await listed(school, youth.id, limit=3, cursor=first["next_cursor"])
    last = await listed(school, youth.id, limit=3, cursor=rest["next_cursor"])

    seen = [one["vacancy_id"] for page in (first, rest, last) for one in page["items"]]
    assert seen == whole
    assert [one["rank"] for one in rest["items"]] == [4, 5, 6]
    assert last["next_cursor"] is None


async def test_a_cursor_of_another_list_is_refused(matching: Service, market: None, school: Caller) -> None:
    one, other = await a_youth(matching), await a_youth(matching)
    cursor = (await listed(school, one.id, limit=1))["next_cursor"]

    refused = await school.get(f"/v1/youths/{other.id}/recommendations", cursor=cursor)

    assert (refused.status_code, refused.json()["code"]) == (400, "cursor-invalid")


@pytest.mark.parametrize(
    ("traits", "preview", "status"),
    [
        ({}, False, 200),
        ({"study": {"expected_graduation": LAST_BUT_ONE}}, False, 409),
        ({"study": {"expected_graduation": LAST_BUT_ONE}}, True, 200),
        ({"outcome": None}, True, 409),
        ({"outcome": Outcome.NOT_ELIGIBLE}, True, 409),
        ({"outcome": Outcome.NEEDS_INFORMATION}, True, 409),
        ({"group": TargetGroup.UNEMPLOYED, "study": {}}, True, 409),
    ],
)
async def test_recommendations_go_to_whom_the_programme_offers_them(
    matching: Service, market: None, school: Caller, traits: dict[str, Any], preview: bool, status: int
) -> None:
    youth = await a_youth(matching, **traits)

    answer = await school.get(f"/v1/youths/{youth.id}/recommendations", preview=preview)

    assert answer.status_code == status
    if status == 409:
        assert answer.json()["code"] == "not-offered"
        assert answer.json()["wanted"] == "recommendations"


async def test_a_course_changes_the_list_and_the_list_says_so(
    matching: Service, market: None, platform: Platform, school: Caller
) -> None:
    youth = await a_youth(matching, wanted={"counties": [TAIPEI]})
    before = await listed(school, youth.id)
    kept = await school.post(f"/v1/youths/{youth.id}/recommendation-sets")
    assert kept.status_code == 201, kept.text

    done = course_completed(UUID(int=8), person_id=youth.person_id, course_id=COURSE, skills=TAUGHT)
    await hear(matching, done, done)
    await platform.settle()
    after = await listed(school, youth.id, compare_to=kept.json()["id"])

    assert [one["vacancy_id"] for one in before["items"]] == [str(FITTING), str(NEAR)]
    assert [one["vacancy_id"] for one in after["items"]] == [str(NEAR), str(FITTING)]
    moved = {one["vacancy_id"]: one for one in after["difference"]}
    assert moved[str(NEAR)]["changed"] == {"skills": 3750}
    assert (moved[str(NEAR)]["rank_before"], moved[str(NEAR)]["rank"]) == (2, 1)
    assert (moved[str(FITTING)]["move"], moved[str(FITTING)]["changed"]) == ("moved", {})
    evidence = after["items"][0]["components"][0]["evidence"]
    assert {one["code"] for one in evidence} == TAUGHT.keys()
    assert all(one["sources"] == [{"source": "course", "course_id": str(COURSE)}] for one in evidence)


async def test_what_closed_has_left_and_what_opened_has_entered(
    matching: Service, market: None, platform: Platform, school: Caller
) -> None:
    youth = await a_youth(matching, wanted={"counties": [TAIPEI]})
    kept = (await school.post(f"/v1/youths/{youth.id}/recommendation-sets")).json()

    await hear(matching, closed(FITTING, sequence=2), published(vacancy_id(9)))
    await platform.settle()
    moves = (await listed(school, youth.id, compare_to=kept["id"]))["difference"]

    assert {(one["vacancy_id"], one["move"]) for one in moves} >= {
        (str(FITTING), "left"),
        (str(vacancy_id(9)), "entered"),
    }


async def test_a_kept_list_of_another_person_is_unknown(matching: Service, market: None, school: Caller) -> None:
    one, other = await a_youth(matching), await a_youth(matching)
    kept = (await school.post(f"/v1/youths/{one.id}/recommendation-sets")).json()

    refused = await school.get(f"/v1/youths/{other.id}/recommendations", compare_to=kept["id"])

    assert (refused.status_code, refused.json()["code"]) == (404, "recommendation-set-unknown")


async def test_anybody_may_preview_and_nothing_is_kept(matching: Service, market: None, school: Caller) -> None:
    profile = {"counties": [TAIPEI], "skills": [{"code": "python", "level": 2}], "education": "bachelor"}

    answer = await school.post("/v1/recommendations:preview", profile, key=False)
    named = await school.post("/v1/recommendations:preview", profile | {"name": "王小明"}, key=False)

    assert [one["vacancy_id"] for one in answer.json()["items"]] == [str(FITTING), str(NEAR)]
    assert named.status_code == 422
    assert "王小明" not in named.text


@pytest.mark.parametrize("path", ["recommendations", "recommendation-sets"])
async def test_the_young_people_of_others_are_unknown(
    matching: Service, market: None, anyone: Anyone, path: str
) -> None:
    youth = await a_youth(matching)
    strangers = [
        anyone(OrgKind.UNIVERSITY, org="university-2", scopes=WORK_SCOPES),
        anyone(OrgKind.BRANCH, org="branch-south", region="kaohsiung-pingtung-penghu-taitung", scopes=WORK_SCOPES),
        anyone(OrgKind.MOBILE, org="mobile-1", scopes=WORK_SCOPES),
        anyone(OrgKind.EMPLOYER, org="employer-1", scopes=WORK_SCOPES),
    ]
    for stranger in strangers:
        whole = f"/v1/youths/{youth.id}/{path}"
        answers = [await stranger.get(whole)]
        if path == "recommendation-sets":
            answers.append(await stranger.post(whole))
        assert {(one.status_code, one.json()["code"]) for one in answers} == {(404, "youth-unknown")}


async def test_candidates_are_a_callers_own_without_a_name(matching: Service, market: None, anyone: Anyone) -> None:
    school, other = (
        anyone(OrgKind.UNIVERSITY, org=org, scopes=WORK_SCOPES) for org in ("university-1", "university-2")
    )
    able = await a_youth(matching, skills=[{"code": "python", "level": 3}, {"code": "sql", "level": 2}])
    willing = await a_youth(matching)
    await a_youth(matching, wanted={"counties": [KAOHSIUNG]})
    await a_youth(matching, study={"expected_graduation": LAST_BUT_ONE})
    await a_youth(matching, outcome=None)

    found = await school.get(f"/v1/vacancies/{FITTING}/candidates")

    assert [one["youth_id"] for one in found.json()["items"]] == [str(able.id), str(willing.id)]
    assert (found.json()["considered"], found.json()["complete"]) == (2, True)
    assert "王小明" not in found.text
    assert (await other.get(f"/v1/vacancies/{FITTING}/candidates")).json()["items"] == []


@pytest.mark.parametrize("kind", [OrgKind.EMPLOYER, OrgKind.ASSOCIATION, OrgKind.MOBILE])
async def test_employers_find_no_candidates(matching: Service, market: None, anyone: Anyone, kind: OrgKind) -> None:
    answer = await anyone(kind, org="employer-1", scopes=WORK_SCOPES).get(f"/v1/vacancies/{FITTING}/candidates")
    assert (answer.status_code, answer.json()["code"]) == (403, "organisation-kind-refused")


async def test_there_are_no_candidates_for_what_is_not_open(
    matching: Service, market: None, platform: Platform, school: Caller
) -> None:
    await hear(matching, changed(FITTING, sequence=2, open_=False))

    paused = await school.get(f"/v1/vacancies/{FITTING}/candidates")
    unknown = await school.get(f"/v1/vacancies/{UUID(int=4)}/candidates")

    assert (paused.status_code, paused.json()["code"]) == (409, "vacancy-not-open")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "vacancy-unknown")


async def test_a_look_at_somebodys_list_is_written_down(matching: Service, market: None, school: Caller) -> None:
    youth = await a_youth(matching)
    await listed(school, youth.id)

    audit = matching.tables.audit
    async with matching.database.reading() as connection:
        rows = (await connection.execute(audit.select().where(audit.c.subject_id == youth.id))).all()

    assert [(row.action, row.fields) for row in rows if row.action == "read"] == [("read", ["recommendations"])]
