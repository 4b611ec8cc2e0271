"""What users report about published vacancies, and how far they were right."""

import asyncio
from typing import Any, get_args

import pytest
from chassis.testing import FrozenClock
from hypothesis import given
from hypothesis import strategies as st
from vacancy.domain.reports import CRITERION_OF, precision
from vacancy.schemas.exceptions import CriterionName

from tests.factories.reports import decide, report
from tests.factories.vacancy import Caller
from tests.vacancy.conftest import Anyone, InState

SOUTH = "kaohsiung-pingtung-penghu-taitung"


@pytest.fixture
def app(anyone: Anyone) -> Caller:
    """The mobile client of young people."""
    return anyone("mobile", org="youth-app")


def test_every_criterion_can_be_contradicted_by_one_reason() -> None:
    assert sorted(CRITERION_OF.values()) == sorted(get_args(CriterionName))


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_precision_is_a_share_of_what_is_decided_and_nothing_of_nothing(upheld: int, dismissed: int) -> None:
    share = precision(upheld=upheld, dismissed=dismissed)

    if upheld + dismissed == 0:
        assert share is None
    else:
        assert share is not None
        assert 0 <= share <= 1
        assert (share == 0) is (upheld == 0)
        assert abs(share * (upheld + dismissed) - upheld) <= 0.00005 * (upheld + dismissed)


async def test_a_report_waits_in_the_queue_of_the_region_and_is_decided_once(
    anyone: Anyone, app: Caller, branch: Caller, agency: Caller, in_state: InState
) -> None:
    found = await in_state("published")
    made = await report(app, found["id"], text="起薪較低")

    async def queue(office: Caller, **narrowed: str) -> list[str]:
        return [one["id"] for one in (await office.get("/v1/reports", **narrowed)).json()["items"]]

    waiting = [await queue(branch), await queue(agency), await queue(agency, branch=SOUTH)]
    elsewhere = await queue(anyone("branch", org="branch-south", region=SOUTH))
    upheld = await decide(branch, made.json()["id"], etag='"1"')
    again = await decide(branch, made.json()["id"], "dismissed")

    report_id = made.json()["id"]
    assert (made.status_code, made.json()["criterion"], made.headers["ETag"]) == (201, "wage", '"1"')
    assert (waiting, elsewhere) == ([[report_id], [report_id], []], [])
    assert (upheld.status_code, upheld.json()["state"], upheld.json()["officer"]) == (200, "upheld", "officer-17")
    assert (again.status_code, again.json()["code"], again.json()["allowed"]) == (409, "transition-refused", [])
    assert (await queue(branch), await queue(branch, state="upheld")) == ([], [report_id])


async def test_an_upheld_report_suspends_nothing_by_itself(
    app: Caller, association: Caller, branch: Caller, in_state: InState
) -> None:
    found = await in_state("published")
    made = (await report(app, found["id"])).json()

    await decide(branch, made["id"])

    assert (await association.get(f"/v1/vacancies/{found['id']}")).json() == found
    assert (await branch.step(found["id"], "suspension", {"reason": "回報屬實"})).status_code == 200


async def test_an_organisation_has_one_open_report_of_a_vacancy_and_reason(
    anyone: Anyone, app: Caller, branch: Caller, in_state: InState
) -> None:
    found = await in_state("published")

    answers = await asyncio.gather(*(report(app, found["id"]) for _ in range(3)))
    of_another_thing = [await report(app, found["id"], reason="unsafe") for _ in range(2)]
    university = await report(anyone("university", org="ntu"), found["id"])
    [made] = [one.json() for one in answers if one.status_code == 201]
    await decide(branch, made["id"], "dismissed")

    assert sorted(one.status_code for one in answers) == [201, 409, 409]
    assert [one.status_code for one in of_another_thing] == [201, 409]
    refused = of_another_thing[1].json()
    assert (refused["code"], refused["reason"]) == ("report-open", "unsafe")
    assert university.status_code == 201
    assert (await report(app, found["id"])).status_code == 201


@pytest.mark.parametrize("state", ["draft", "needs_review", "qualified", "suspended", "closed", "withdrawn"])
async def test_nobody_reports_what_young_people_do_not_see(app: Caller, in_state: InState, state: str) -> None:
    found = await in_state(state)

    answer = await report(app, found["id"])

    assert (answer.status_code, answer.json()["code"]) == (404, "vacancy-unknown")


@pytest.mark.parametrize("kind", ["association", "employer", "branch", "workforce_agency", "reviewer"])
async def test_only_users_report_and_only_offices_read_and_decide(
    anyone: Anyone, app: Caller, in_state: InState, kind: str
) -> None:
    found = await in_state("published")
    made = (await report(app, found["id"])).json()

    answers = [await report(anyone(kind, region="north"), found["id"])]
    if kind not in ("branch", "workforce_agency"):
        answers += [await decide(anyone(kind), made["id"]), await anyone(kind).get("/v1/reports")]

    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (403, "organisation-kind-refused")


async def test_a_report_of_another_region_is_not_there_and_an_officer_has_a_name(
    anyone: Anyone, app: Caller, branch: Caller, in_state: InState
) -> None:
    found = await in_state("published")
    made = (await report(app, found["id"])).json()
    path = f"/v1/reports/{made['id']}/decision"

    elsewhere = await decide(anyone("branch", org="branch-south", region=SOUTH), made["id"])
    nameless = await branch.post(path, {"outcome": "upheld", "reason": "查證"}, etag="*")

    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "report-unknown")
    assert (nameless.status_code, nameless.json()["code"]) == (400, "acting-person-missing")


@pytest.mark.parametrize(("etag", "status"), [(None, 428), ('"2"', 412)])
async def test_a_decision_asks_for_the_version_that_was_seen(
    app: Caller, branch: Caller, in_state: InState, etag: str | None, status: int
) -> None:
    found = await in_state("published")
    made = (await report(app, found["id"])).json()

    assert (await decide(branch, made["id"], etag=etag)).status_code == status


@pytest.mark.parametrize("body", [{"reason": "ugly"}, {}, {"reason": "unsafe", "name": "王小明"}])
async def test_a_reason_is_one_of_the_list_and_there_is_no_room_for_a_name(
    app: Caller, in_state: InState, body: dict[str, Any]
) -> None:
    found = await in_state("published")

    answer = await app.post(f"/v1/vacancies/{found['id']}/reports", body)

    assert (answer.status_code, answer.json()["code"]) == (422, "payload-invalid")


async def test_statistics_say_how_far_reports_were_right_by_source_and_reason(
    anyone: Anyone, app: Caller, branch: Caller, in_state: InState, clock: FrozenClock
) -> None:
    found = await in_state("published")
    for org, outcome in (("u-1", "upheld"), ("u-2", "upheld"), ("u-3", "dismissed"), ("u-4", None)):
        made = (await report(anyone("university", org=org), found["id"])).json()
        if outcome:
            await decide(branch, made["id"], outcome)
    await report(app, found["id"], reason="misleading")

    told = (await branch.get("/v1/screening-statistics")).json()["reports"]
    clock.advance(days=1)
    of_today = (await branch.get("/v1/screening-statistics", since="2026-07-02")).json()["reports"]
    south = anyone("branch", org="branch-south", region=SOUTH)

    assert told == [
        {
            "source": "taiwanjobs",
            "reason": "misleading",
            "criterion": None,
            "open": 1,
            "upheld": 0,
            "dismissed": 0,
            "precision": None,
        },
        {
            "source": "taiwanjobs",
            "reason": "pay_lower",
            "criterion": "wage",
            "open": 1,
            "upheld": 2,
            "dismissed": 1,
            "precision": 0.6667,
        },
    ]
    assert of_today == []
    assert (await south.get("/v1/screening-statistics")).json()["reports"] == []
