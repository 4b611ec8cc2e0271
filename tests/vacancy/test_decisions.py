"""What people decide: attestation, review, publication."""

from typing import Any

import pytest
from chassis.service import Service
from sqlalchemy import select
from vacancy.models import ATTESTATION, REVIEW

from tests.factories.vacancy import Caller, a_complete_statement, a_statement
from tests.vacancy.conftest import Anyone, InState
from tests.vacancy.test_screenings import announced


async def act_on(vacancy_id: str, act: str, *, association: Caller, branch: Caller) -> Any:
    """Do one of the four acts as whoever may do it."""
    if act == "attest":
        return await association.attest(vacancy_id, {"direct_employment": True})
    if act == "screen":
        return await association.screen(vacancy_id)
    return await (branch.review(vacancy_id) if act == "review" else branch.publish(vacancy_id))


@pytest.mark.parametrize("state", ["needs_information", "needs_review", "qualified", "rejected"])
async def test_an_attestation_sends_a_vacancy_back_to_screening(
    association: Caller, in_state: InState, state: str
) -> None:
    found = await in_state(state)

    answer = await association.attest(found["id"], {"growth": {"promotion": True}})

    assert (answer.status_code, answer.json()["state"]) == (201, "submitted")
    assert answer.json()["facts"]["growth"] == {"training": True, "promotion": True}


async def test_an_attestation_is_kept_with_who_made_it_and_on_what(association: Caller, vacancy: Service) -> None:
    made = (await association.put(a_statement())).json()
    body = {"facts": {"industry": "112-10"}, "basis": "公會產業別證明"}
    path = f"/v1/vacancies/{made['id']}/attestations"

    answer = await association.post(path, body, etag='"1"', acting_person="secretary-3")

    assert (answer.json()["industry"], answer.json()["attested_facts"]) == ("112-10", {"industry": "112-10"})
    async with vacancy.database.reading() as connection:
        kept = (await connection.execute(select(ATTESTATION))).one()
    assert (kept.facts, kept.basis, kept.attested_by, kept.acting_person, kept.vacancy_version) == (
        {"industry": "112-10"},
        "公會產業別證明",
        "association-org-1",
        "secretary-3",
        2,
    )


async def test_an_attested_industry_has_to_be_on_the_list(association: Caller) -> None:
    made = (await association.put(a_statement())).json()

    answer = await association.attest(made["id"], {"industry": "112-99"})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/facts/industry")


@pytest.mark.parametrize("attested", [{}, {"insurance": {}}])
async def test_an_attestation_that_states_nothing_is_refused(association: Caller, attested: dict[str, Any]) -> None:
    made = (await association.put(a_statement())).json()

    answer = await association.attest(made["id"], attested)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "nothing_attested")


async def test_what_was_sent_and_is_nobodys_to_attest_is_refused(association: Caller) -> None:
    made = (await association.put(a_statement())).json()

    answer = await association.attest(made["id"], {"openings": 9})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/facts/openings"


@pytest.mark.parametrize(("outcome", "state"), [("qualified", "qualified"), ("rejected", "rejected")])
async def test_an_officers_decision_is_kept_with_its_reason(
    branch: Caller, in_state: InState, vacancy: Service, outcome: str, state: str
) -> None:
    found = await in_state("needs_review")

    answer = await branch.review(found["id"], outcome, etag='"3"')

    assert (answer.status_code, answer.json()["state"], answer.headers["ETag"]) == (200, state, '"4"')
    assert answer.json()["outcome"] == "needs_review"
    async with vacancy.database.reading() as connection:
        kept = (await connection.execute(select(REVIEW))).one()
    assert (kept.outcome, kept.officer, kept.reviewed_by) == (outcome, "officer-17", "branch-branch-north")
    assert str(kept.screening_id) == found["screening_id"]


async def test_an_officers_decision_names_the_officer(branch: Caller, in_state: InState) -> None:
    found = await in_state("needs_review")
    body = {"outcome": "qualified", "reason": "經查證屬實"}

    answer = await branch.post(f"/v1/vacancies/{found['id']}/review", body, etag="*", key=False)

    assert (answer.status_code, answer.json()["code"]) == (400, "acting-person-missing")


async def test_a_decision_without_a_reason_is_refused(branch: Caller, in_state: InState) -> None:
    found = await in_state("needs_review")
    body = {"outcome": "qualified", "reason": "  "}

    answer = await branch.post(f"/v1/vacancies/{found['id']}/review", body, etag="*", acting_person="officer-17")

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/reason")


@pytest.mark.parametrize(
    ("kind", "act", "allowed"),
    [
        ("association", "review", ["branch", "workforce_agency"]),
        ("association", "publish", ["branch", "workforce_agency"]),
        ("employer", "attest", ["association", "branch"]),
        ("workforce_agency", "attest", ["association", "branch"]),
    ],
)
async def test_a_scope_alone_makes_nobody_an_officer_or_an_association(
    anyone: Anyone, in_state: InState, kind: str, act: str, allowed: list[str]
) -> None:
    found = await in_state("needs_review")
    caller = anyone(kind)

    answer = await act_on(found["id"], act, association=caller, branch=caller)

    assert (answer.status_code, answer.json()["code"]) == (403, "organisation-kind-refused")
    assert answer.json()["allowed"] == allowed


async def test_a_publication_is_announced_with_every_fact_it_is_counted_and_matched_by(
    branch: Caller, in_state: InState, vacancy: Service
) -> None:
    found = await in_state("qualified")

    answer = await branch.publish(found["id"], etag='"4"')

    assert (answer.status_code, answer.json()["state"], answer.json()["published_on"]) == (
        201,
        "published",
        "2026-07-01",
    )
    assert (await announced(vacancy))[-1] == (
        "published",
        2,
        {
            "published_on": "2026-07-01",
            "openings": 2,
            "county": "63000",
            "industry": "112-10",
            "offer": {
                "occupation": "080203",
                "education": None,
                "wage_minimum": 45000,
                "skills": [{"code": "information-security", "level": None}],
                "attributes": ["training", "two_days_off"],
                "closes_on": "2026-07-01",
            },
            "owner_org": "org-1",
        },
    )


async def test_a_vacancy_published_again_keeps_its_first_date(
    association: Caller, branch: Caller, in_state: InState, vacancy: Service, clock: Any
) -> None:
    found = await in_state("published")
    clock.advance(days=10)
    await association.put(a_complete_statement(openings=5), source_id=found["source_id"])
    await association.screen(found["id"])
    await branch.review(found["id"])

    again = (await branch.publish(found["id"])).json()

    assert (again["published_on"], again["openings"]) == ("2026-07-01", 5)
    published = [
        (sequence, said["published_on"]) for kind, sequence, said in await announced(vacancy) if kind == "published"
    ]
    assert published == [(2, "2026-07-01"), (5, "2026-07-01")]


@pytest.mark.parametrize(("closes", "status"), [("2026-07-01", 201), ("2026-06-30", 409)])
async def test_a_vacancy_is_published_until_its_closing_day_is_over(
    association: Caller, branch: Caller, closes: str, status: int
) -> None:
    made = (await association.submit(a_complete_statement(closing_date=closes))).json()
    await association.screen(made["id"])
    await branch.review(made["id"])

    answer = await branch.publish(made["id"])

    assert answer.status_code == status
    if status == 409:
        assert (answer.json()["code"], answer.json()["closing_date"]) == ("closing-date-passed", closes)


@pytest.mark.parametrize("act", ["attestations", "screenings", "publication"])
async def test_whatever_creates_asks_for_a_key(
    association: Caller, branch: Caller, in_state: InState, act: str
) -> None:
    found = await in_state("qualified")
    caller = branch if act == "publication" else association
    body = {"facts": {"direct_employment": True}, "basis": "聲明書"} if act == "attestations" else None

    answer = await caller.post(f"/v1/vacancies/{found['id']}/{act}", body, etag="*", key=False)

    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key-missing")


@pytest.mark.parametrize(("etag", "status"), [(None, 428), ('"1"', 412), ('W/"3"', 412), ('"1", "3"', None)])
@pytest.mark.parametrize("act", ["attestations", "screenings", "review", "publication"])
async def test_every_decision_asks_for_the_version_that_was_seen(
    association: Caller, branch: Caller, in_state: InState, act: str, etag: str | None, status: int | None
) -> None:
    found = await in_state("needs_review")
    body = {
        "attestations": {"facts": {"direct_employment": True}, "basis": "聲明書"},
        "review": {"outcome": "qualified", "reason": "經查證屬實"},
    }.get(act)
    caller = association if act in ("attestations", "screenings") else branch

    answer = await caller.post(f"/v1/vacancies/{found['id']}/{act}", body, etag=etag, acting_person="officer-17")

    allowed = 409 if act == "publication" else 200 if act == "review" else 201
    assert answer.status_code == (status or allowed)
