"""Exceptions: one criterion of one vacancy until a date, said in the finding, replayable for good."""

import asyncio
from typing import Any, get_args

import httpx2 as httpx
import pytest
from chassis.domain import Verdict
from chassis.testing import FrozenClock
from hypothesis import given
from hypothesis import strategies as st
from vacancy.domain.criteria import CRITERIA
from vacancy.domain.facts import Facts, KnownException, facts_of
from vacancy.domain.screening import affected
from vacancy.schemas.exceptions import CriterionName

from tests.factories.vacancy import ON, Caller, rules
from tests.vacancy.conftest import InState
from tests.vacancy.test_screening_rules import some_facts

RULES = rules()
REASON = {"reason": "情事變更"}


async def grant(caller: Caller, vacancy_id: str, **changes: Any) -> httpx.Response:
    """Except the wage until the end of the year, unless told otherwise."""
    body = {"vacancy_id": vacancy_id, "criterion": "wage", "reason": "專案會議決議", "valid_until": "2026-12-31"}
    return await caller.post("/v1/exceptions", body | changes, acting_person="officer-17")


async def revoke(caller: Caller, exception_id: str, *, etag: str | None = "*") -> httpx.Response:
    """Take it back."""
    path = f"/v1/exceptions/{exception_id}/revocation"
    return await caller.post(path, REASON, etag=etag, acting_person="officer-17")


def finding(screening: dict[str, Any], criterion: str) -> Any:
    """One finding of a screening."""
    return next(one for one in screening["findings"] if one["criterion"] == criterion)


def test_the_api_names_every_criterion() -> None:
    assert list(get_args(CriterionName)) == [one.name for one in CRITERIA]


@given(some_facts(), st.sampled_from(CRITERIA))
def test_an_excepted_criterion_passes_and_no_other_finding_moves(known: Facts, excepted: Any) -> None:
    bare = known._replace(exceptions=())
    with_exception = known._replace(exceptions=(KnownException("an-id", excepted.name, "2026-12-31"),))

    for criterion in CRITERIA:
        before, after = (criterion.judge(facts, RULES, ON) for facts in (bare, with_exception))
        if criterion is not excepted or before.verdict is Verdict.PASS:
            assert after == before
        else:
            assert (after.verdict, after.reason, after.missing) == (Verdict.PASS, "excepted", ())
            assert (after.evidence["otherwise"], after.evidence["otherwise_reason"]) == (before.verdict, before.reason)
    assert affected(CRITERIA, bare, with_exception) == (excepted,)


def test_a_decision_of_before_there_were_exceptions_still_reads() -> None:
    statement = {"title": "a", "employer": {"name": "b"}}
    record = {"statement": statement, "entry_wage": None, "all_industry_entry_wage": None}

    assert facts_of(record).exceptions == ()


async def test_a_screening_says_that_a_criterion_is_excepted_and_replays(
    association: Caller, branch: Caller, in_state: InState, clock: FrozenClock
) -> None:
    found = await in_state("needs_review")
    granted = await grant(branch, found["id"])
    exception = granted.json()

    screened = (await association.screen(found["id"])).json()
    await revoke(branch, exception["id"])
    clock.advance(days=400)
    replay = (await association.post(f"/v1/screenings/{screened['id']}/replay", key=False)).json()

    assert (granted.status_code, granted.headers["ETag"]) == (201, '"1"')
    assert granted.headers["Location"] == f"/v1/exceptions/{exception['id']}"
    assert (exception["officer"], exception["valid_from"], exception["state"]) == (
        "officer-17",
        "2026-07-01",
        "granted",
    )
    assert screened["outcome"] == "qualified"
    wage = finding(screened, "wage")
    assert (wage["verdict"], wage["reason"]) == ("pass", "excepted")
    assert (wage["evidence"]["exception"], wage["evidence"]["valid_until"]) == (exception["id"], "2026-12-31")
    assert (wage["evidence"]["otherwise"], wage["evidence"]["otherwise_reason"]) == ("unknown", "no-entry-wage-known")
    assert replay["same"] is True


async def test_a_resubmission_asks_only_the_excepted_criterion_again(
    association: Caller, agency: Caller, in_state: InState
) -> None:
    found = await in_state("rejected")
    await grant(agency, found["id"], criterion="not_dispatched")

    told = (await association.step(found["id"], "resubmission", found["facts"])).json()

    assert (told["rerun"], told["screening"]["outcome"]) == (["not_dispatched"], "needs_review")
    assert finding(told["screening"], "not_dispatched")["evidence"]["otherwise_reason"] == "dispatched"


@pytest.mark.parametrize(
    ("period", "on_day", "counts"),
    [
        ({"valid_until": "2026-07-03"}, 0, True),
        ({"valid_until": "2026-07-03"}, 2, True),
        ({"valid_until": "2026-07-03"}, 3, False),
        ({"valid_from": "2026-07-02", "valid_until": "2026-07-03"}, 0, False),
        ({"valid_from": "2026-07-02", "valid_until": "2026-07-03"}, 1, True),
    ],
)
async def test_an_exception_counts_on_its_days_only(
    association: Caller,
    branch: Caller,
    in_state: InState,
    clock: FrozenClock,
    period: dict[str, str],
    on_day: int,
    counts: bool,
) -> None:
    found = await in_state("needs_review")
    await grant(branch, found["id"], **period)
    clock.advance(days=on_day)

    screened = (await association.screen(found["id"])).json()

    assert screened["outcome"] == ("qualified" if counts else "needs_review")


async def test_a_revoked_exception_counts_no_more_and_keeps_its_story(
    association: Caller, branch: Caller, in_state: InState
) -> None:
    found = await in_state("needs_review")
    exception = (await grant(branch, found["id"])).json()

    revoked = await revoke(branch, exception["id"], etag='"1"')
    again = await revoke(branch, exception["id"])
    screened = (await association.screen(found["id"])).json()

    told = revoked.json()
    assert (revoked.status_code, told["state"], revoked.headers["ETag"]) == (200, "revoked", '"2"')
    assert (told["reason"], told["revoked_reason"], told["revoked_by_officer"]) == (
        "專案會議決議",
        "情事變更",
        "officer-17",
    )
    assert (again.status_code, again.json()["code"], again.json()["allowed"]) == (409, "transition-refused", [])
    assert screened["outcome"] == "needs_review"


async def test_only_the_agency_excepts_what_is_mandatory(branch: Caller, agency: Caller, in_state: InState) -> None:
    found = await in_state("needs_information")

    refused = await grant(branch, found["id"], criterion="insured")
    granted = await grant(agency, found["id"], criterion="insured")
    not_theirs = await revoke(branch, granted.json()["id"])

    assert granted.status_code == 201
    for answer in (refused, not_theirs):
        assert (answer.status_code, answer.json()["allowed"]) == (403, ["workforce_agency"])


async def test_a_partner_excepts_nothing_and_an_officer_has_a_name(
    association: Caller, branch: Caller, in_state: InState
) -> None:
    found = await in_state("needs_review")
    body = {"vacancy_id": found["id"], "criterion": "wage", "reason": "決議", "valid_until": "2026-12-31"}

    partner = await grant(association, found["id"])
    nameless = await branch.post("/v1/exceptions", body)

    assert (partner.status_code, partner.json()["code"]) == (403, "organisation-kind-refused")
    assert (nameless.status_code, nameless.json()["code"]) == (400, "acting-person-missing")


async def test_a_criterion_is_excepted_once_at_a_time(branch: Caller, in_state: InState) -> None:
    found = await in_state("needs_review")

    answers = await asyncio.gather(*(grant(branch, found["id"]) for _ in range(3)))
    other = await grant(branch, found["id"], criterion="growth")
    later = await grant(branch, found["id"], valid_from="2027-01-01", valid_until="2027-01-31")

    assert sorted(one.status_code for one in answers) == [201, 409, 409]
    assert (other.status_code, later.status_code) == (201, 201)


@pytest.mark.parametrize(
    ("period", "pointer"),
    [
        ({"valid_until": "2026-06-30"}, "/valid_until"),
        ({"valid_from": "2026-06-30"}, "/valid_from"),
        ({"valid_from": "2026-08-02", "valid_until": "2026-08-01"}, "/valid_until"),
    ],
)
async def test_a_period_that_is_over_or_runs_backwards_is_refused(
    branch: Caller, in_state: InState, period: dict[str, str], pointer: str
) -> None:
    found = await in_state("needs_review")

    answer = await grant(branch, found["id"], **period)

    assert (answer.status_code, answer.json()["code"]) == (422, "period-invalid")
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_exceptions_are_listed_in_pages_and_narrowed(
    association: Caller, agency: Caller, in_state: InState
) -> None:
    found = await in_state("needs_review")
    names = ["wage", "growth", "technical"]
    granted = [(await grant(agency, found["id"], criterion=name)).json() for name in names]
    await revoke(agency, granted[1]["id"])

    first = (await association.get("/v1/exceptions", limit=2)).json()
    rest = (await association.get("/v1/exceptions", limit=2, cursor=first["next_cursor"])).json()
    narrowed = (await association.get("/v1/exceptions", state="granted", vacancy_id=found["id"])).json()

    assert [one["criterion"] for one in first["items"] + rest["items"]] == names
    assert rest["next_cursor"] is None
    assert [one["criterion"] for one in narrowed["items"]] == ["wage", "technical"]


@pytest.mark.parametrize(("etag", "status"), [(None, 428), ('"2"', 412)])
async def test_a_revocation_asks_for_the_version_that_was_seen(
    branch: Caller, in_state: InState, etag: str | None, status: int
) -> None:
    found = await in_state("needs_review")
    exception = (await grant(branch, found["id"])).json()

    assert (await revoke(branch, exception["id"], etag=etag)).status_code == status
