"""What those read of vacancies who send young people there: what is published, and nothing of how it was judged."""

import json

import pytest
from chassis.auth import OrgKind

from tests.factories.vacancy import VOUCHED, Caller, a_complete_statement
from tests.vacancy.conftest import Anyone, InState

SENDERS = [OrgKind.UNIVERSITY, OrgKind.PUBLIC_EMPLOYMENT_OFFICE, OrgKind.MOBILE]
CLOSED_TO_YOUTHS = (
    *("draft", "submitted", "needs_information", "needs_review", "qualified", "rejected"),
    *("suspended", "filled", "closed", "expired", "withdrawn"),
)
SHOWN = {
    *("id", "case_number", "version", "title", "employer_name", "county", "industry", "occupation_code"),
    *("employment_type", "pay", "education", "experience", "skills", "openings", "closing_date", "published_on"),
}


async def publish(association: Caller, branch: Caller, *, source_id: str, **stated: object) -> str:
    """A published vacancy; returns its id."""
    found = (await association.put(a_complete_statement(**stated), source_id=source_id)).json()
    assert (await association.attest(found["id"], VOUCHED)).status_code == 201
    assert (await association.screen(found["id"])).status_code == 201
    assert (await branch.review(found["id"])).status_code == 200
    assert (await branch.publish(found["id"])).status_code == 201
    return str(found["id"])


@pytest.mark.parametrize("kind", SENDERS)
async def test_a_published_vacancy_is_read_by_who_sends_young_people_there(
    anyone: Anyone, in_state: InState, kind: OrgKind
) -> None:
    own = await in_state("published")
    reader = anyone(kind, org="elsewhere")

    one = await reader.get(f"/v1/vacancies/{own['id']}")
    listed = (await reader.get("/v1/vacancies")).json()

    assert (one.status_code, one.headers["etag"]) == (200, f'"{own["version"]}"')
    assert set(one.json()) == SHOWN
    assert one.json()["title"] == own["facts"]["title"]
    assert one.json()["pay"] == {"basis": "monthly", "minimum": 45_000, "maximum": None}
    assert listed == {"items": [one.json()], "next_cursor": None}


@pytest.mark.parametrize("kind", SENDERS)
async def test_the_view_tells_neither_source_nor_screening_nor_what_else_the_partner_wrote(
    anyone: Anyone, association: Caller, branch: Caller, kind: OrgKind
) -> None:
    found = await publish(association, branch, source_id="secret-7", description="只在此處出現之備註")
    own = (await association.get(f"/v1/vacancies/{found}")).json()

    shown = json.dumps((await anyone(kind).get(f"/v1/vacancies/{found}")).json(), ensure_ascii=False)

    for hidden in (
        "secret-7",
        own["source"],
        own["owner_org"],
        own["screening_id"],
        own["outcome"],
        "備註",
        "attested",
    ):
        assert hidden not in shown


@pytest.mark.parametrize("kind", SENDERS)
@pytest.mark.parametrize("state", CLOSED_TO_YOUTHS)
async def test_a_vacancy_that_is_not_published_is_not_there(
    anyone: Anyone, in_state: InState, kind: OrgKind, state: str
) -> None:
    found = await in_state(state)
    reader = anyone(kind)

    answer = await reader.get(f"/v1/vacancies/{found['id']}")

    assert (answer.status_code, answer.json()["code"]) == (404, "vacancy-unknown")
    assert (await reader.get("/v1/vacancies")).json()["items"] == []


@pytest.mark.parametrize("kind", [OrgKind.REVIEWER, OrgKind.PLANNING, OrgKind.MINISTRY_UNIT, OrgKind.PROGRAMME_OFFICE])
async def test_nobody_else_reads_what_is_published(anyone: Anyone, in_state: InState, kind: OrgKind) -> None:
    found = await in_state("published")

    assert (await anyone(kind).get(f"/v1/vacancies/{found['id']}")).status_code == 404
    assert (await anyone(kind).get("/v1/vacancies")).json()["items"] == []


@pytest.mark.parametrize("kind", SENDERS)
@pytest.mark.parametrize("what", ["screenings", "steps", "skills", "duplicates", "resubmissions", "appeals"])
async def test_how_a_published_vacancy_came_to_be_stays_hidden(
    anyone: Anyone, in_state: InState, kind: OrgKind, what: str
) -> None:
    found = await in_state("published")
    reader = anyone(kind)

    answer = await reader.get(f"/v1/vacancies/{found['id']}/{what}")
    decided = await reader.get(f"/v1/screenings/{found['screening_id']}")

    assert (answer.status_code, answer.json()["code"]) == (404, "vacancy-unknown")
    assert decided.status_code == 404
    assert (await reader.get("/v1/vacancies/changes")).json()["items"] == []


@pytest.mark.parametrize(("name", "value"), [("outcome", "needs_review"), ("source", "taiwanjobs")])
async def test_the_list_is_not_narrowed_by_what_the_view_hides(anyone: Anyone, name: str, value: str) -> None:
    answer = await anyone(OrgKind.MOBILE).get("/v1/vacancies", **{name: value})

    assert (answer.status_code, answer.json()["code"]) == (422, "filter-not-offered")
    assert answer.json()["errors"] == [{"query": name, "code": "filter-not-offered"}]


async def test_the_list_is_narrowed_and_paged(anyone: Anyone, association: Caller, branch: Caller) -> None:
    first = await publish(association, branch, source_id="1")
    second = await publish(association, branch, source_id="2", title="Python 後端工程師")
    await association.put(a_complete_statement(), source_id="3")
    reader = anyone(OrgKind.PUBLIC_EMPLOYMENT_OFFICE)

    page = (await reader.get("/v1/vacancies", limit=1, county="63000")).json()
    rest = (await reader.get("/v1/vacancies", limit=1, county="63000", cursor=page["next_cursor"])).json()
    searched = (await reader.get("/v1/vacancies", q="python")).json()["items"]

    assert [one["id"] for one in page["items"] + rest["items"]] == [first, second]
    assert rest["next_cursor"] is None
    assert [one["id"] for one in searched] == [second]
    assert [one["code"] for one in searched[0]["skills"]] == ["backend", "python"]
    assert (await reader.get("/v1/vacancies", state="qualified")).json()["items"] == []


async def test_a_sender_without_the_scope_reads_nothing(anyone: Anyone, in_state: InState) -> None:
    found = await in_state("published")
    caller = anyone(OrgKind.MOBILE, scopes=("vacancies:report",))

    for path in ("/v1/vacancies", f"/v1/vacancies/{found['id']}"):
        answer = await caller.get(path)
        assert (answer.status_code, answer.json()["scope"]) == (403, "vacancies:read")
