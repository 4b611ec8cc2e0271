"""Who may count what, what is withheld from whom, and questions that are refused."""

import pytest
from chassis.auth import OrgKind

from tests.factories.skills import asking
from tests.factories.vacancy import KAOHSIUNG, TAIPEI, Caller
from tests.vacancy.conftest import Anyone
from tests.vacancy.test_skill_demand import counted, demand, handed_in


@pytest.mark.parametrize(
    ("kind", "traits", "total"),
    [
        ("association", {}, 5),
        ("association", {"org": "org-2"}, 6),
        ("association", {"org": "org-3"}, 0),
        ("employer", {"org": "org-2"}, 6),
        ("branch", {"region": "north"}, 5),
        ("branch", {"region": "kaohsiung-pingtung-penghu-taitung"}, 6),
        ("branch", {"region": "yunlin-chiayi-tainan"}, 0),
        ("branch", {"region": None}, 0),
        ("workforce_agency", {}, 11),
        ("planning", {}, 11),
        ("funding_authority", {}, 11),
        ("programme_office", {}, 11),
        ("university", {}, 0),
        ("mobile", {}, 0),
        ("reviewer", {}, 0),
    ],
)
async def test_demand_is_made_of_what_the_caller_may_count(
    anyone: Anyone, association: Caller, kind: str, traits: dict[str, str], total: int
) -> None:
    await handed_in(association, *[asking("Python")] * 5)
    await handed_in(anyone(OrgKind.ASSOCIATION, org="org-2"), *[asking("Python", county=KAOHSIUNG)] * 6)

    caller = anyone(OrgKind(kind), **traits)

    assert (await demand(caller))["total"]["vacancies"] == total
    assert await counted(caller) == ({"software-development": (total, total * 2)} if total else {})


async def test_small_counts_are_withheld_from_who_does_not_see_the_vacancies(
    anyone: Anyone, association: Caller, agency: Caller, branch: Caller
) -> None:
    statements = [asking("Python")] * 9 + [asking("防火牆")] * 3 + [asking("雲端")] * 5
    await handed_in(association, *statements)
    planning = anyone(OrgKind.PLANNING)

    found = (await demand(planning))["items"]

    assert [(one["key"], one["vacancies"], one["suppressed"]) for one in found] == [
        ("software-development", 9, False),
        ("cloud-computing", None, True),
        ("information-security", None, True),
    ]
    assert found[-1]["openings"] is None
    whole = {"software-development": (9, 18), "cloud-computing": (5, 10), "information-security": (3, 6)}
    assert await counted(agency) == await counted(branch) == await counted(association) == whole
    for field in ("information-security", "cloud-computing"):
        narrow = await demand(planning, by="county", field=field)
        assert narrow["total"] == {"vacancies": None, "openings": None, "openings_unstated": None, "suppressed": True}
        assert narrow["items"] == []
    skills = (await demand(planning, by="skill"))["items"]
    assert {one["key"]: one["vacancies"] for one in skills} == {"python": 9, "firewall": None, "cloud-computing": None}


@pytest.mark.parametrize(
    "narrowed",
    [
        {"county": TAIPEI},
        {"industry": "112-10"},
        {"skill": "python"},
        {"from": "2026-07-01"},
        {"to": "2026-07-01"},
        {"over": "month"},
    ],
)
async def test_who_does_not_see_the_vacancies_asks_nothing_narrower(
    anyone: Anyone, association: Caller, narrowed: dict[str, str]
) -> None:
    await handed_in(association, asking("Python", industry="112-10"))

    for path in ("/v1/skill-demand", "/v1/skill-demand/chart"):
        answer = await anyone(OrgKind.PLANNING).get(path, **narrowed)

        assert (answer.status_code, answer.json()["code"]) == (403, "figures-not-offered")
        assert (answer.json()["refused"], answer.json()["allowed"]) == (list(narrowed), ["by", "kind", "field"])
    assert (await demand(association, **narrowed))["total"]["vacancies"] == 1


async def test_what_is_withheld_of_a_kind_is_withheld_of_its_fields(anyone: Anyone, association: Caller) -> None:
    counties = [("防火牆", TAIPEI)] + [("雲端", KAOHSIUNG)] * 7 + [("防火牆", "66000")] * 9
    await handed_in(association, *(asking(skill, county=county) for skill, county in counties))
    planning = anyone(OrgKind.PLANNING)

    assert await counted(planning, by="county") == {"66000": (9, 18), TAIPEI: (None, None), KAOHSIUNG: (None, None)}
    # shown, it would leave but one for the county of which fewer than five are withheld
    assert await counted(planning, by="county", field="cloud-computing") == {}


async def test_where_counts_add_up_a_second_one_is_withheld(anyone: Anyone, association: Caller) -> None:
    counties = [TAIPEI] * 9 + [KAOHSIUNG] * 8 + ["66000"] * 2
    await handed_in(association, *(asking("Python", county=one) for one in counties))

    found = await demand(anyone(OrgKind.PLANNING), by="county")

    assert found["total"]["vacancies"] == 19
    assert [(one["key"], one["vacancies"]) for one in found["items"]] == [
        (TAIPEI, 9),
        (KAOHSIUNG, None),
        ("66000", None),
    ]


async def test_counts_that_their_total_would_tell_are_not_published_at_all(anyone: Anyone, association: Caller) -> None:
    small = ["65000", "66000", "67000", "68000", "10004"]
    counties = [TAIPEI] * 9 + [KAOHSIUNG] * 5 + small
    await handed_in(association, *(asking("Python", county=one) for one in counties))

    found = await demand(anyone(OrgKind.PLANNING), by="county")

    # five vacancies in five counties would be one in each
    assert (found["total"]["vacancies"], found["items"]) == (19, [])


async def test_companions_keep_withheld_counts_from_being_told(anyone: Anyone, association: Caller) -> None:
    small = ["65000", "66000", "67000", "68000", "10004"]
    counties = [TAIPEI] * 12 + [KAOHSIUNG] * 8 + ["10005"] * 7 + small
    await handed_in(association, *(asking("Python", county=one) for one in counties))

    shown = await counted(anyone(OrgKind.PLANNING), by="county")

    assert {key: count for key, (count, _) in shown.items() if count is not None} == {TAIPEI: 12}


@pytest.mark.parametrize(
    ("asked", "pointer", "code"),
    [
        ({"skill": "juggling"}, "/skill", "skill-unknown"),
        ({"field": "juggling"}, "/field", "skill-unknown"),
        ({"from": "2026-07-02", "to": "2026-07-01"}, "/to", "period-invalid"),
    ],
)
async def test_what_cannot_be_counted_is_refused(
    agency: Caller, asked: dict[str, str], pointer: str, code: str
) -> None:
    for path in ("/v1/skill-demand", "/v1/skill-demand/chart"):
        answer = await agency.get(path, **asked)

        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(
    "asked", [{"by": "colour"}, {"over": "year"}, {"county": "1"}, {"from": "now"}, {"skil": "sql"}]
)
async def test_a_question_that_is_not_understood_is_refused(agency: Caller, asked: dict[str, str]) -> None:
    answer = await agency.get("/v1/skill-demand", **asked)

    [name] = asked
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["query"] == name
