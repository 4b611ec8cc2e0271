"""The whole life of a vacancy: every step, and every step that the life cycle refuses."""

from typing import Any

import pytest
from chassis.service import Service
from chassis.testing import FrozenClock
from vacancy.domain.life_cycle import LIFE_CYCLE, State

from tests.factories.vacancy import Caller, a_complete_statement, a_statement
from tests.vacancy.conftest import Anyone, InState
from tests.vacancy.test_screenings import announced

REASON = {"reason": "查證中"}
OFFICERS = frozenset({"review", "publication", "suspension", "resumption"})
ACTS: dict[str, tuple[str, Any]] = {
    "attestations": ("attest", {"facts": {"growth": {"promotion": True}}, "basis": "聲明書"}),
    "screenings": ("qualify", None),
    "review": ("approve", {"outcome": "qualified", "reason": "經查證屬實"}),
    "publication": ("publish", None),
    "submission": ("submit", None),
    "suspension": ("suspend", REASON),
    "resumption": ("resume", REASON),
    "closure": ("close", {"outcome": "closed"}),
    "withdrawal": ("withdraw", REASON),
    "resubmission": ("resubmit", a_complete_statement(title="資深資安工程師")),
    "appeals": ("appeal", {"grounds": "原處分有誤"}),
}
CASES = [(act, state) for act in ACTS for state in State]
ILLEGAL = [(act, state) for act, state in CASES if ACTS[act][0] not in LIFE_CYCLE.allowed_from(state)]


def test_the_life_cycle_is_the_one_that_the_readme_shows() -> None:
    screened = {"submitted", "needs_information", "needs_review"}
    judged = {"needs_information", "needs_review", "qualified", "rejected"}
    under_way = screened | {"qualified", "published", "suspended"}
    everything = {str(state) for state in State}

    assert {name: (set(one.origins), one.target) for name, one in LIFE_CYCLE.transitions.items()} == {
        "keep_draft": ({"draft"}, "draft"),
        "submit": ({"draft"}, "submitted"),
        "restate": (everything - {"suspended"}, "submitted"),
        "attest": (screened | judged, "submitted"),
        "resubmit": (judged, "submitted"),
        "qualify": (screened, "qualified"),
        "request_information": (screened, "needs_information"),
        "refer_to_officer": (screened, "needs_review"),
        "reject": (screened, "rejected"),
        "qualify_again": (judged, "qualified"),
        "request_information_again": (judged, "needs_information"),
        "refer_to_officer_again": (judged, "needs_review"),
        "reject_again": (judged, "rejected"),
        "approve": ({"needs_review"}, "qualified"),
        "refuse": ({"needs_review"}, "rejected"),
        "appeal": ({"rejected"}, "rejected"),
        "dismiss_appeal": ({"rejected"}, "rejected"),
        "grant_appeal_of_review": ({"rejected"}, "qualified"),
        "grant_appeal_of_screening": ({"rejected"}, "submitted"),
        "publish": ({"qualified"}, "published"),
        "suspend": ({"published"}, "suspended"),
        "resume": ({"suspended"}, "published"),
        "fill": ({"published", "suspended"}, "filled"),
        "reopen": ({"filled"}, "published"),
        "close": ({"published", "suspended"}, "closed"),
        "expire": (under_way, "expired"),
        "withdraw": (under_way | {"draft"}, "withdrawn"),
    }


@pytest.mark.parametrize(("act", "state"), ILLEGAL)
async def test_an_illegal_step_is_refused_with_the_state_and_what_it_allows(
    association: Caller, branch: Caller, in_state: InState, vacancy: Service, act: str, state: str
) -> None:
    found = await in_state(state)
    before = await announced(vacancy)

    answer = await (branch if act in OFFICERS else association).step(found["id"], act, ACTS[act][1])

    assert (answer.status_code, answer.json()["code"]) == (409, "transition-refused")
    assert (answer.json()["state"], answer.json()["allowed"]) == (state, list(LIFE_CYCLE.allowed_from(State(state))))
    assert (await association.get(f"/v1/vacancies/{found['id']}")).json() == found
    assert await announced(vacancy) == before


@pytest.mark.parametrize("state", [state for state in State if state is not State.SUSPENDED])
async def test_other_content_sends_a_vacancy_back_to_screening(
    association: Caller, in_state: InState, state: str
) -> None:
    found = await in_state(state)

    answer = await association.put(a_complete_statement(openings=9), source_id=found["source_id"])

    assert (answer.status_code, answer.json()["state"], answer.json()["openings"]) == (200, "submitted", 9)


async def test_other_content_does_not_lift_a_suspension(association: Caller, in_state: InState) -> None:
    found = await in_state("suspended")

    answer = await association.put(a_complete_statement(openings=9), source_id=found["source_id"])

    assert (answer.status_code, answer.json()["code"], answer.json()["state"]) == (
        409,
        "transition-refused",
        "suspended",
    )


async def test_a_draft_stays_one_until_it_is_handed_in(association: Caller, vacancy: Service) -> None:
    made = (await association.put(a_statement(), draft=True)).json()
    again = (await association.put(a_statement(), draft=True)).json()
    changed = (await association.put(a_statement(openings=5), draft=True)).json()

    submitted = (await association.step(made["id"], "submission")).json()

    assert [one["state"] for one in (made, again, changed, submitted)] == ["draft", "draft", "draft", "submitted"]
    assert [one["result"] for one in (made, again, changed)] == ["created", "unchanged", "changed"]
    assert (submitted["openings"], submitted["version"]) == (5, 3)
    assert await announced(vacancy) == []


async def test_the_same_content_sent_without_the_word_draft_hands_it_in(association: Caller) -> None:
    await association.put(a_statement(), draft=True)

    answer = (await association.put(a_statement())).json()

    assert (answer["state"], answer["result"]) == ("submitted", "changed")


async def test_what_was_submitted_does_not_become_a_draft_again(association: Caller) -> None:
    await association.put(a_statement())

    answer = await association.put(a_statement(), draft=True)

    assert (answer.status_code, answer.json()["code"]) == (409, "transition-refused")


async def test_a_suspension_and_its_end_are_said_and_kept_with_who_and_why(
    branch: Caller, in_state: InState, vacancy: Service
) -> None:
    found = await in_state("published")

    suspended = await branch.step(found["id"], "suspension", {"reason": "接獲檢舉"}, etag='"5"')
    resumed = await branch.step(found["id"], "resumption", {"reason": "查證屬實"}, etag='"6"')

    assert (suspended.json()["state"], resumed.json()["state"]) == ("suspended", "published")
    told = {"changed_facts": [], "published_on": "2026-07-01", "openings": 2, "county": "63000", "industry": "112-10"}
    assert (await announced(vacancy))[-2:] == [
        ("changed", 3, {"change": "suspended", "open": False, **told}),
        ("changed", 4, {"change": "resumed", "open": True, **told}),
    ]
    steps = (await branch.get(f"/v1/vacancies/{found['id']}/steps")).json()["items"]
    assert [(one["transition"], one["reason"], one["acting_person"]) for one in steps] == [
        ("suspend", "接獲檢舉", "officer-17"),
        ("resume", "查證屬實", "officer-17"),
    ]
    assert {one["taken_by"] for one in steps} == {"branch-branch-north"}


async def test_a_suspended_vacancy_is_not_resumed_after_its_closing_day(
    branch: Caller, in_state: InState, clock: FrozenClock
) -> None:
    found = await in_state("suspended")
    clock.advance(days=1)

    answer = await branch.step(found["id"], "resumption", REASON)

    assert (answer.status_code, answer.json()["code"]) == (409, "closing-date-passed")


@pytest.mark.parametrize("act", ["suspension", "resumption"])
async def test_an_officers_step_names_the_officer_and_is_no_partners_to_take(
    association: Caller, branch: Caller, in_state: InState, act: str
) -> None:
    found = await in_state("published" if act == "suspension" else "suspended")

    nameless = await branch.post(f"/v1/vacancies/{found['id']}/{act}", REASON, etag="*")
    partner = await association.step(found["id"], act, REASON)

    assert (nameless.status_code, nameless.json()["code"]) == (400, "acting-person-missing")
    assert (partner.status_code, partner.json()["code"]) == (403, "organisation-kind-refused")


@pytest.mark.parametrize("act", ["submission", "closure", "withdrawal", "resubmission", "appeals"])
async def test_a_partners_step_is_no_offices_to_take(branch: Caller, in_state: InState, act: str) -> None:
    found = await in_state("rejected" if act == "appeals" else "needs_review")

    answer = await branch.step(found["id"], act, ACTS[act][1])

    assert (answer.status_code, answer.json()["code"]) == (403, "organisation-kind-refused")


@pytest.mark.parametrize(("outcome", "state", "step"), [("filled", "filled", "fill"), ("closed", "closed", "close")])
@pytest.mark.parametrize("origin", ["published", "suspended"])
async def test_the_end_of_a_published_vacancy_is_said_once_with_every_fact(
    association: Caller, in_state: InState, vacancy: Service, origin: str, outcome: str, state: str, step: str
) -> None:
    found = await in_state(origin)

    answer = await association.step(found["id"], "closure", {"outcome": outcome, "reason": "額滿"})

    assert answer.json()["state"] == state
    kind, _, said = (await announced(vacancy))[-1]
    assert (kind, said) == (
        "closed",
        {
            "reason": outcome,
            "closed_on": "2026-07-01",
            "published_on": "2026-07-01",
            "openings": 2,
            "county": "63000",
            "industry": "112-10",
        },
    )
    steps = (await association.get(f"/v1/vacancies/{found['id']}/steps")).json()["items"]
    assert (steps[-1]["transition"], steps[-1]["reason"]) == (step, "額滿")


@pytest.mark.parametrize(("state", "said"), [("draft", False), ("qualified", False), ("published", True)])
async def test_a_withdrawal_is_said_where_young_people_knew_of_the_vacancy(
    association: Caller, in_state: InState, vacancy: Service, state: str, said: bool
) -> None:
    found = await in_state(state)
    before = await announced(vacancy)

    answer = await association.step(found["id"], "withdrawal", REASON)

    assert answer.json()["state"] == "withdrawn"
    assert [one[0] for one in (await announced(vacancy))[len(before) :]] == (["closed"] if said else [])


async def test_a_published_vacancy_that_is_restated_is_said_to_be_closed_to_young_people_meanwhile(
    association: Caller, in_state: InState, vacancy: Service
) -> None:
    found = await in_state("published")
    restated = {**found["facts"], "openings": 5, "pay": {"basis": "monthly", "minimum": 50_000}}

    await association.put(restated, source_id=found["source_id"])

    kind, sequence, said = (await announced(vacancy))[-1]
    assert (kind, sequence, said["change"], said["open"]) == ("changed", 3, "restated", False)
    assert (said["changed_facts"], said["openings"]) == (["openings", "pay.minimum"], 5)


async def test_a_vacancy_that_was_restated_after_its_publication_still_comes_to_a_said_end(
    association: Caller, in_state: InState, vacancy: Service
) -> None:
    found = await in_state("published")
    await association.put(a_complete_statement(openings=5), source_id=found["source_id"])

    await association.step(found["id"], "withdrawal", REASON)

    kind, sequence, said = (await announced(vacancy))[-1]
    assert (kind, sequence, said["reason"], said["openings"]) == ("closed", 4, "withdrawn", 5)


@pytest.mark.parametrize("etag", [None, '"1"'])
@pytest.mark.parametrize("act", ["submission", "suspension", "resumption", "closure", "withdrawal"])
async def test_every_step_asks_for_the_version_that_was_seen(
    association: Caller, branch: Caller, in_state: InState, act: str, etag: str | None
) -> None:
    found = await in_state({"submission": "draft", "resumption": "suspended"}.get(act, "published"))
    stale = etag and ('"0"' if found["version"] == 1 else etag)

    answer = await (branch if act in OFFICERS else association).step(found["id"], act, ACTS[act][1], etag=stale)

    assert answer.status_code == (412 if etag else 428)


async def test_a_step_sent_twice_under_one_key_is_taken_once(
    anyone: Anyone, branch: Caller, in_state: InState, vacancy: Service
) -> None:
    found = await in_state("published")
    headers = branch.headers(key=True, etag='"5"', acting_person="officer-17")
    path = f"/v1/vacancies/{found['id']}/suspension"

    first = await branch.http.post(path, json=REASON, headers=headers)
    second = await branch.http.post(path, json=REASON, headers=headers)

    assert (first.status_code, second.status_code, second.json()) == (200, 200, first.json())
    assert second.headers["Idempotency-Replayed"] == "true"
    assert [kind for kind, *_ in await announced(vacancy)].count("changed") == 1
