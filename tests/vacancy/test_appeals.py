"""One appeal a vacancy: who files it, who decides it, and what becomes of the rejection."""

import asyncio
from typing import Any

import pytest

from tests.factories.vacancy import Caller, a_complete_statement
from tests.vacancy.conftest import InState

GROUNDS = {"grounds": "原處分有誤"}


async def appealed(association: Caller, vacancy_id: str) -> str:
    """File the appeal; returns its id."""
    answer = await association.step(vacancy_id, "appeals", GROUNDS)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def decide(caller: Caller, vacancy_id: str, appeal_id: str, outcome: str, *, etag: str | None = "*") -> Any:
    """Decide it as an officer."""
    body = {"outcome": outcome, "reason": "經查證屬實"}
    return await caller.step(vacancy_id, f"appeals/{appeal_id}/decision", body, etag=etag)


async def refused_by_an_officer(association: Caller, branch: Caller, in_state: InState) -> str:
    """A vacancy that an officer rejected; its screening had left it to the officer."""
    found = await in_state("needs_review")
    await branch.review(found["id"], "rejected")
    return str(found["id"])


async def state_of(caller: Caller, vacancy_id: str) -> str:
    return str((await caller.get(f"/v1/vacancies/{vacancy_id}")).json()["state"])


async def test_a_rejection_stands_until_its_appeal_is_decided(association: Caller, in_state: InState) -> None:
    found = await in_state("rejected")

    answer = await association.step(found["id"], "appeals", GROUNDS, etag='"3"')

    assert (answer.status_code, answer.json()["status"], answer.headers["ETag"]) == (201, "filed", '"4"')
    assert answer.json()["screening_id"] == found["screening_id"]
    assert await state_of(association, found["id"]) == "rejected"


async def test_granting_reverses_what_an_officer_refused(
    association: Caller, branch: Caller, in_state: InState
) -> None:
    vacancy_id = await refused_by_an_officer(association, branch, in_state)
    appeal_id = await appealed(association, vacancy_id)

    answer = await decide(branch, vacancy_id, appeal_id, "granted")

    told = answer.json()
    assert (answer.status_code, told["status"], told["officer"]) == (200, "granted", "officer-17")
    assert (told["reason"], told["decided_by"]) == ("經查證屬實", "branch-branch-north")
    assert await state_of(association, vacancy_id) == "qualified"


async def test_granting_sends_what_a_mandatory_criterion_rejected_back_to_screening(
    association: Caller, branch: Caller, in_state: InState
) -> None:
    found = await in_state("rejected")
    appeal_id = await appealed(association, found["id"])

    await decide(branch, found["id"], appeal_id, "granted")

    assert await state_of(association, found["id"]) == "submitted"


async def test_a_dismissed_appeal_leaves_the_rejection(association: Caller, branch: Caller, in_state: InState) -> None:
    found = await in_state("rejected")
    appeal_id = await appealed(association, found["id"])

    answer = await decide(branch, found["id"], appeal_id, "dismissed")

    assert (answer.status_code, answer.json()["status"]) == (200, "dismissed")
    assert await state_of(association, found["id"]) == "rejected"


async def test_a_vacancy_is_appealed_once_whatever_became_of_it(
    association: Caller, branch: Caller, in_state: InState
) -> None:
    vacancy_id = await refused_by_an_officer(association, branch, in_state)
    appeal_id = await appealed(association, vacancy_id)
    pending = await association.step(vacancy_id, "appeals", GROUNDS)
    await decide(branch, vacancy_id, appeal_id, "dismissed")

    answer = await association.step(vacancy_id, "appeals", GROUNDS)
    again = await decide(branch, vacancy_id, appeal_id, "granted")

    for refused in (pending, answer, again):
        assert (refused.status_code, refused.json()["code"]) == (409, "appeal-already-made")
    assert await state_of(association, vacancy_id) == "rejected"


async def test_two_appeals_at_once_leave_one(association: Caller, in_state: InState) -> None:
    found = await in_state("rejected")

    answers = await asyncio.gather(*(association.step(found["id"], "appeals", GROUNDS) for _ in range(4)))

    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409]
    assert len((await association.get(f"/v1/vacancies/{found['id']}/appeals")).json()["items"]) == 1


@pytest.mark.parametrize("way", ["restated", "attested", "resubmitted"])
async def test_an_appeal_lapses_when_the_partner_changes_the_vacancy_instead(
    association: Caller, branch: Caller, in_state: InState, way: str
) -> None:
    found = await in_state("rejected")
    appeal_id = await appealed(association, found["id"])
    if way == "restated":
        await association.put(a_complete_statement(), source_id=found["source_id"])
    elif way == "attested":
        await association.attest(found["id"], {"direct_employment": True})
    else:
        await association.step(found["id"], "resubmission", a_complete_statement())

    [appeal] = (await association.get(f"/v1/vacancies/{found['id']}/appeals")).json()["items"]
    answer = await decide(branch, found["id"], appeal_id, "granted")

    assert (appeal["status"], appeal["decided_by"]) == ("lapsed", None)
    assert (answer.status_code, answer.json()["code"]) == (409, "transition-refused")


async def test_a_decision_on_an_appeal_names_the_officer_and_is_no_partners_to_take(
    association: Caller, branch: Caller, in_state: InState
) -> None:
    found = await in_state("rejected")
    appeal_id = await appealed(association, found["id"])
    path = f"/v1/vacancies/{found['id']}/appeals/{appeal_id}/decision"

    nameless = await branch.post(path, {"outcome": "granted", "reason": "屬實"}, etag="*")
    partner = await decide(association, found["id"], appeal_id, "granted")

    assert (nameless.status_code, nameless.json()["code"]) == (400, "acting-person-missing")
    assert (partner.status_code, partner.json()["code"]) == (403, "organisation-kind-refused")


async def test_an_appeal_of_another_vacancy_is_not_there(
    association: Caller, branch: Caller, in_state: InState
) -> None:
    found, other = await in_state("rejected"), await in_state("needs_review")
    appeal_id = await appealed(association, found["id"])

    answer = await decide(branch, other["id"], appeal_id, "granted")

    assert (answer.status_code, answer.json()["code"]) == (404, "appeal-unknown")


@pytest.mark.parametrize(("etag", "status"), [(None, 428), ('"1"', 412)])
async def test_filing_and_deciding_ask_for_the_version_that_was_seen(
    association: Caller, branch: Caller, in_state: InState, etag: str | None, status: int
) -> None:
    found = await in_state("rejected")

    assert (await association.step(found["id"], "appeals", GROUNDS, etag=etag)).status_code == status
    appeal_id = await appealed(association, found["id"])
    assert (await decide(branch, found["id"], appeal_id, "granted", etag=etag)).status_code == status


async def test_an_appeal_lapses_when_what_it_is_about_is_rejected_anew(
    association: Caller, branch: Caller, in_state: InState
) -> None:
    found = await in_state("rejected")
    filed = (await association.step(found["id"], "appeals", {"grounds": "原處分有誤"})).json()

    again = a_complete_statement(title="資深資安工程師", direct_employment=False)
    assert (await association.step(found["id"], "resubmission", again)).status_code == 201
    assert (await association.get(f"/v1/vacancies/{found['id']}")).json()["state"] == "rejected"

    [appeal] = (await association.get(f"/v1/vacancies/{found['id']}/appeals")).json()["items"]
    assert (appeal["id"], appeal["status"]) == (filed["id"], "lapsed")
