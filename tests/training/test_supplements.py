"""Supplements: due days from receipt, only what was asked for, nothing silently by clock (R003-088)."""

from typing import Any

import pytest
from chassis.service import Service
from chassis.testing import FrozenClock, Platform
from training.schemas.examples.eligibility import DELIVERY
from training.service.watch_due_dates import watch_due_dates

from tests.factories.training import Caller, a_call, an_application, made
from tests.training.conftest import MakeApplication, Row, Said


async def requests(caller: Caller, application: Row) -> list[Row]:
    found: list[Row] = (await caller.get(f"/v1/applications/{application['id']}/supplement-requests")).json()["items"]
    return found


async def on_request(caller: Caller, application: Row, step: str, body: Row, *, of: Caller | None = None) -> Any:
    [*_, request] = await requests(of or caller, application)
    path = f"/v1/applications/{application['id']}/supplement-requests/{request['id']}/{step}"
    return await caller.post(path, body)


async def answer(employer: Caller, application: Row, body: Row) -> Any:
    return await employer.post(f"/v1/applications/{application['id']}/supplement", body)


async def decide(office: Caller, application: Row, body: Row | None = None) -> Row:
    return await made(await office.post(f"/v1/applications/{application['id']}/eligibility-decisions", body or {}))


async def state_of(caller: Caller, application: Row) -> str:
    return str((await caller.get(f"/v1/applications/{application['id']}")).json()["state"])


async def test_the_term_runs_from_receipt_that_day_not_counted(
    employer: Caller, apply_for: MakeApplication, clock: FrozenClock
) -> None:
    found = await apply_for("supplement_requested", without=("cooperation",))
    clock.advance(days=3)

    received = await made(await on_request(employer, found, "receipt", {}))

    request = received["request"]
    assert (request["received_on"], request["received_how"], request["due_on"]) == (
        "2026-07-04",
        "acknowledged",
        "2026-07-14",
    )
    again = await on_request(employer, found, "receipt", {})
    assert (again.status_code, again.json()["code"]) == (422, "receipt-invalid")


async def test_an_officer_records_a_delivery_on_its_day(
    office: Caller, apply_for: MakeApplication, clock: FrozenClock
) -> None:
    found = await apply_for("supplement_requested", without=("cooperation",))
    clock.advance(days=3)

    received = await made(await on_request(office, found, "delivery", DELIVERY | {"received_on": "2026-07-02"}))

    request = received["request"]
    assert (request["received_how"], request["due_on"]) == ("delivered", "2026-07-12")
    assert request["delivery_reference"] == DELIVERY["reference"]


@pytest.mark.parametrize(
    ("day", "status"), [("2026-06-30", 422), ("2026-07-01", 200), ("2026-07-04", 200), ("2026-07-05", 422)]
)
async def test_a_notice_is_received_after_it_was_made_and_before_tomorrow(
    office: Caller, apply_for: MakeApplication, clock: FrozenClock, day: str, status: int
) -> None:
    found = await apply_for("supplement_requested", without=("cooperation",))
    clock.advance(days=3)

    assert (await on_request(office, found, "delivery", DELIVERY | {"received_on": day})).status_code == status


async def test_a_document_that_was_asked_for_makes_it_eligible_in_the_next_check(
    employer: Caller, office: Caller, apply_for: MakeApplication, said: Said
) -> None:
    found = await apply_for("supplement_requested", without=("cooperation",))
    await made(await on_request(employer, found, "receipt", {}))

    sent = await employer.send(found["id"], "cooperation")
    checked = await made(await answer(employer, found, {}))
    decision = await decide(office, found)

    assert sent.status_code == 201
    assert (checked["state"], checked["rounds"]) == ("eligibility_check", 1)
    assert decision["outcome"] == "eligible"
    assert [value["outcome"] for _, value in await said()] == ["supplement_requested", "eligible"]
    [request] = await requests(employer, found)
    assert request["closed_as"] == "answered"


async def test_only_what_was_asked_for_is_open(employer: Caller, apply_for: MakeApplication) -> None:
    found = await apply_for("supplement_requested", without=("cooperation",), plan={"goals": "培育"})

    refused = await answer(employer, found, {"plan": {"goals": "別的", "site": "廠區"}, "budget": {"own_share": 1}})
    other = await employer.send(found["id"], "site-photos")
    restated = await employer.put(
        f"/v1/applications/{found['id']}",
        {"company": {"company_number": "22099131", "name": "範例"}},
    )

    assert (refused.status_code, refused.json()["code"]) == (409, "fields-not-open")
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/budget/own_share", "/plan/goals"]
    assert "/plan/site" in refused.json()["errors"][0]["allowed"]
    assert (other.status_code, other.json()["errors"][0]["pointer"]) == (409, "/documents/site-photos")
    assert (restated.status_code, restated.json()["code"]) == (409, "transition-refused")


async def test_fields_that_were_asked_for_are_changed_and_the_rest_stays(
    employer: Caller, apply_for: MakeApplication
) -> None:
    found = await apply_for("supplement_requested", plan={"goals": "培育", "methods": "實作"}, trainees=[])
    person = {"name": "李大同", "university": "甲", "year_of_study": "3", "months": 2, "hours": 250}

    changed = await made(await answer(employer, found, {"plan": {"site": "廠區"}, "trainees": [person]}))

    assert (changed["plan"]["goals"], changed["plan"]["site"], changed["plan"]["content"]) == ("培育", "廠區", None)
    assert changed["company"] == found["company"]
    names = (await employer.get(f"/v1/applications/{found['id']}/trainees")).json()["items"]
    assert names == [{"number": 1, "name": "李大同"}]


async def test_an_answer_is_a_receipt(employer: Caller, apply_for: MakeApplication) -> None:
    found = await apply_for("supplement_requested", without=("cooperation",))

    assert (await employer.send(found["id"], "cooperation")).status_code == 201
    await made(await answer(employer, found, {}))

    [request] = await requests(employer, found)
    assert (request["received_on"], request["received_how"]) == ("2026-07-01", "answered")


async def test_rounds_that_are_used_up_return_what_still_lacks(
    employer: Caller, office: Caller, apply_for: MakeApplication
) -> None:
    found = await apply_for("supplement_requested", without=("cooperation",), universities=[])
    await made(await answer(employer, found, {"universities": ["範例科技大學"]}))

    decision = await decide(office, found)

    assert (decision["outcome"], decision["missing"]) == ("returned", ["/documents/cooperation"])


async def test_an_officer_asks_for_what_the_rules_do_not_see(
    employer: Caller, office: Caller, apply_for: MakeApplication
) -> None:
    found = await apply_for()
    unclear = {"criterion": "plan_content", "verdict": "unknown", "reason": "未述明設備", "missing": ["/plan/site"]}

    await decide(office, found, {"judgements": [unclear]})

    [request] = await requests(employer, found)
    assert [one["name"] for one in request["items"]] == ["/plan/site"]
    await made(await answer(employer, found, {"plan": {"site": "監控席位 6 席"}}))
    assert (await decide(office, found))["outcome"] == "eligible"


@pytest.mark.parametrize(("days", "status"), [(10, 200), (11, 409)])
async def test_the_last_day_counts_and_the_next_is_too_late(
    employer: Caller, apply_for: MakeApplication, clock: FrozenClock, days: int, status: int
) -> None:
    found = await apply_for("supplement_requested", without=("cooperation",))
    await made(await on_request(employer, found, "receipt", {}))
    clock.advance(days=days)

    sent = await employer.send(found["id"], "cooperation")
    answered = await answer(employer, found, {})

    assert (sent.status_code, answered.status_code) == (201 if status == 200 else 409, status)
    if status == 409:
        assert (sent.json()["code"], answered.json()["code"]) == ("supplement-overdue", "supplement-overdue")


async def test_without_receipt_no_day_is_due(
    employer: Caller, office: Caller, apply_for: MakeApplication, training: Service, clock: FrozenClock
) -> None:
    found = await apply_for("supplement_requested", without=("cooperation",))
    clock.advance(days=400)

    assert await watch_due_dates(training) == {"overdue": 0}
    refused = await on_request(office, found, "return", {"reason": "逾期"})
    assert (refused.status_code, refused.json()["code"]) == (409, "supplement-not-overdue")


async def test_the_schedule_marks_what_is_overdue_and_the_office_returns_it(
    employer: Caller, office: Caller, apply_for: MakeApplication, platform: Platform, clock: FrozenClock, said: Said
) -> None:
    found = await apply_for("supplement_requested", without=("cooperation",))
    await made(await on_request(employer, found, "receipt", {}))
    early = await on_request(office, found, "return", {"reason": "逾期"})
    clock.advance(days=11)

    await platform.settle()

    assert early.json()["code"] == "supplement-not-overdue"
    [request] = await requests(office, found)
    assert request["overdue_at"] is not None
    assert await state_of(office, found) == "supplement_requested"
    returned = await made(await on_request(office, found, "return", {"reason": "逾期未補件"}))
    assert (returned["state"], returned["request"]["closed_as"]) == ("returned", "returned")
    assert [value["outcome"] for _, value in await said()] == ["supplement_requested", "returned"]
    last = (await office.get(f"/v1/applications/{found['id']}/steps")).json()["items"][-1]
    assert (last["transition"], last["reason"], last["acting_person"]) == ("return_overdue", "逾期未補件", "officer-17")


async def test_the_schedule_returns_it_only_where_the_call_says_so(
    employer: Caller, office: Caller, platform: Platform, clock: FrozenClock, said: Said
) -> None:
    drafted = await made(await office.post("/v1/calls", a_call(parameters={"return_when_overdue": True})))
    await made(await office.post(f"/v1/calls/{drafted['id']}/opening"))
    found = await made(await employer.post("/v1/applications", an_application(drafted["id"])))
    path = f"/v1/applications/{found['id']}"
    await made(await employer.post(f"{path}/submission"))
    await made(await office.post(f"{path}/eligibility-check"))
    await decide(office, found)
    await made(await on_request(employer, found, "receipt", {}))
    clock.advance(days=10)
    await platform.settle()
    assert await state_of(employer, found) == "supplement_requested"

    clock.advance(days=1)
    await platform.settle()
    await platform.settle()

    assert await state_of(employer, found) == "returned"
    assert [value["outcome"] for _, value in await said()] == ["supplement_requested", "returned"]
    steps = (await office.get(f"{path}/steps")).json()["items"]
    assert [(one["transition"], one["acting_person"]) for one in steps[-2:]] == [
        ("mark_overdue", None),
        ("return_overdue", None),
    ]


async def test_an_officer_gives_more_time_with_a_reason_and_it_is_open_again(
    employer: Caller, office: Caller, apply_for: MakeApplication, training: Service, clock: FrozenClock
) -> None:
    found = await apply_for("supplement_requested", without=("cooperation",))
    early = await on_request(office, found, "extension", {"due_on": "2026-07-30", "reason": "校方作業"})
    await made(await on_request(employer, found, "receipt", {}))
    same = await on_request(office, found, "extension", {"due_on": "2026-07-11", "reason": "校方作業"})
    clock.advance(days=11)
    assert await watch_due_dates(training) == {"overdue": 1}
    assert await watch_due_dates(training) == {"overdue": 0}

    more = await made(await on_request(office, found, "extension", {"due_on": "2026-07-20", "reason": "校方作業"}))

    assert [one.json()["code"] for one in (early, same)] == ["due-date-invalid"] * 2
    assert (more["request"]["due_on"], more["request"]["overdue_at"]) == ("2026-07-20", None)
    assert [one["reason"] for one in more["request"]["extensions"]] == ["校方作業"]
    assert (await employer.send(found["id"], "cooperation")).status_code == 201
    assert (await answer(employer, found, {})).status_code == 200
    clock.advance(days=30)
    assert await watch_due_dates(training) == {"overdue": 0}


@pytest.mark.parametrize("step", ["receipt", "delivery", "extension", "return"])
async def test_a_request_that_is_closed_takes_nothing(
    employer: Caller, office: Caller, apply_for: MakeApplication, step: str
) -> None:
    found = await apply_for("supplement_requested", without=("cooperation",))
    await employer.send(found["id"], "cooperation")
    await made(await answer(employer, found, {}))
    bodies: dict[str, Row] = {
        "receipt": {},
        "delivery": DELIVERY,
        "extension": {"due_on": "2026-12-31", "reason": "補"},
        "return": {"reason": "逾期"},
    }

    refused = await on_request(employer if step == "receipt" else office, found, step, bodies[step])

    assert refused.status_code == 409
    assert refused.json()["code"] in ("supplement-request-closed", "supplement-not-overdue")


async def test_a_withdrawn_application_closes_its_request(employer: Caller, apply_for: MakeApplication) -> None:
    found = await apply_for("supplement_requested", without=("cooperation",))

    await made(await employer.post(f"/v1/applications/{found['id']}/withdrawal", {}))

    [request] = await requests(employer, found)
    assert request["closed_as"] == "withdrawn"
