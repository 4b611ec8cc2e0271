"""What people wrote about somebody is sealed wherever it is kept, and names go when nothing needs them any more."""

from typing import Any
from uuid import UUID

import pytest
from chassis.jobs import Runner, request
from chassis.people import rotation
from chassis.service import Service
from chassis.testing import FrozenClock, Platform
from sqlalchemy import select, update
from training.jobs import NAME_RETENTION
from training.models import APPLICATION, APPLICATION_STEP, METADATA, SUPPLEMENT_REQUEST, TRAINEE
from training.service.forget_names import Walk, forget_names, seal_clear
from training.service.load_reference import load_reference

from tests.factories.training import Caller, an_application, made
from tests.statements import statements_of
from tests.training.conftest import MakeApplication, Row

WORD = "諸葛測試先生"
PLANTED = {name: f"{WORD}：{name}" for name in ("withdrawal", "delivery", "extension", "return", "judgement")}
KEPT_DAYS = 365


async def everything_written(service: Service) -> dict[str, str]:
    """Every row of every table as text, by table; bytes as the text they would be."""
    found: dict[str, str] = {}
    async with service.database.reading() as connection:
        for table in METADATA.sorted_tables:
            rows = await connection.execute(select(table))
            values = [value for row in rows for value in row]
            found[table.name] = "\n".join(
                value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for value in values
            )
    return found


@pytest.fixture
async def judged(employer: Caller, office: Caller, apply_for: MakeApplication, clock: FrozenClock) -> Row:
    """An application about which somebody wrote in every place that there is, until it was returned."""
    found = await apply_for("eligibility_check")
    own = f"/v1/applications/{found['id']}"
    judgement = {"criterion": "plan_content", "verdict": "unknown", "reason": PLANTED["judgement"]}
    check = {"judgements": [judgement | {"missing": ["/plan/site"]}]}
    await made(await office.post(f"{own}/eligibility-decisions", check))
    [request] = (await office.get(f"{own}/supplement-requests")).json()["items"]
    path = f"{own}/supplement-requests/{request['id']}"
    delivery = {"received_on": "2026-07-01", "reference": PLANTED["delivery"]}
    await made(await office.post(f"{path}/delivery", delivery))
    extension = {"due_on": "2026-07-25", "reason": PLANTED["extension"]}
    await made(await office.post(f"{path}/extension", extension))
    clock.advance(days=26)
    await made(await office.post(f"{path}/return", {"reason": PLANTED["return"]}))
    return await made(await employer.get(own))


async def shown(office: Caller, application: Row) -> str:
    """Everything that the office reads of it."""
    own = f"/v1/applications/{application['id']}"
    paths = (f"{own}/steps", f"{own}/supplement-requests", f"{own}/eligibility-decisions")
    return "".join([(await office.get(path)).text for path in paths])


async def test_what_was_written_is_read_by_whom_it_concerns_and_stands_nowhere_in_the_clear(
    office: Caller, employer: Caller, judged: Row, apply_for: MakeApplication, training: Service, platform: Platform
) -> None:
    other = await apply_for("submitted")
    own = f"/v1/applications/{other['id']}"
    await made(await employer.post(f"{own}/withdrawal", {"reason": PLANTED["withdrawal"]}))
    await platform.settle()

    read = await shown(office, judged) + await shown(office, other)

    assert [name for name, text in PLANTED.items() if text not in read] == []
    assert {name for name, text in (await everything_written(training)).items() if WORD in text} == set()
    audit = training.tables.audit
    async with training.database.reading() as connection:
        rows = (await connection.execute(select(audit).where(audit.c.action == "read"))).all()
    assert {"steps.reason", "supplement_requests.reason", "judgements.reason"} <= {
        field for row in rows for field in row.fields if row.subject_id
    }


async def test_who_only_reads_asks_for_no_key_that_was_had_before(
    office: Caller, branch: Caller, enrolment: Row, judged: Row, training: Service
) -> None:
    path = f"/v1/enrolments/{enrolment['id']}"
    await made(await branch.post(f"{path}/start"))
    await made(await branch.post(f"{path}/assessment", {"score": 70, "remarks": WORD}))

    with statements_of(training) as asked:
        own = f"/v1/applications/{judged['id']}"
        for name in ("steps", "supplement-requests", "trainees"):
            await made(await office.get(f"{own}/{name}"))
        assert (await made(await branch.get(path)))["remarks"] == WORD

    assert asked
    assert [one for one in asked if "data_key" in one] == []


async def test_a_judged_decision_replays_with_its_reasons(office: Caller, judged: Row) -> None:
    replay = await made(await office.post(f"/v1/application-decisions/{judged['decision_id']}/replay"))

    assert (replay["same"], replay["facts_intact"]) == (True, True)


async def test_a_new_key_seals_all_of_it_again(office: Caller, judged: Row, training: Service) -> None:
    before = await everything_written(training)

    await rotation.rotate(training)

    after = await everything_written(training)
    for name in ("application_step", "supplement_request", "trainee"):
        assert after[name] != before[name]
    read = await shown(office, judged)
    assert [name for name in ("delivery", "extension", "return", "judgement") if PLANTED[name] not in read] == []


@pytest.fixture
async def clear(judged: Row, training: Service) -> None:
    """The same as a process of before wrote it: in the clear."""
    extension = {"due_on": "2026-07-25", "reason": PLANTED["extension"], "officer": "o", "granted_by": "c"}
    before: dict[str, Any] = {"sealed_reference": None, "sealed_extensions": None}
    before |= {"delivery_reference": PLANTED["delivery"]}
    before |= {"extensions": [extension | {"granted_at": "2026-07-01T04:00:00+00:00"}]}
    async with training.database.transaction() as connection:
        await connection.execute(update(APPLICATION_STEP).values(sealed_reason=None, reason=PLANTED["return"]))
        await connection.execute(update(SUPPLEMENT_REQUEST).values(before))


async def in_the_clear(training: Service) -> list[UUID]:
    """The steps whose reasons lie in the clear, by id."""
    ids = select(APPLICATION_STEP.c.id).order_by(APPLICATION_STEP.c.id)
    async with training.database.reading() as connection:
        return list((await connection.execute(ids.where(APPLICATION_STEP.c.reason.is_not(None)))).scalars())


@pytest.mark.parametrize("scheduled", [False, True], ids=["forget-names", "name-retention"])
async def test_what_was_written_before_it_was_sealed_is_sealed_with_the_next_names_that_go(
    office: Caller, judged: Row, clear: None, training: Service, *, scheduled: bool
) -> None:
    read_in_the_clear, steps = await shown(office, judged), await in_the_clear(training)

    if scheduled:
        async with training.database.transaction() as connection:
            await request(training.begin(connection, training.system), kind=NAME_RETENTION, parameters={})
        while await Runner(training).step():
            pass
    else:
        assert await forget_names(training) == {"sealed": len(steps) + 1, "applications": 0}

    assert await shown(office, judged) == read_in_the_clear
    assert {name for name, text in (await everything_written(training)).items() if WORD in text} == set()
    assert await forget_names(training) == {"sealed": 0, "applications": 0}


async def test_a_migration_leaves_it_to_a_job_of_small_transactions(clear: None, training: Service) -> None:
    there = await in_the_clear(training)
    assert len(there) > 2

    async with training.database.transaction() as connection:
        await load_reference(training.begin(connection, training.system))
    assert await in_the_clear(training) == there

    walk, batches = Walk(), []
    while not walk.done:
        async with training.database.transaction() as connection:
            walk, _ = await seal_clear(training.begin(connection, training.system), Walk.of(walk.cursor), most=1)
            # a process of before that writes behind the walk does not hold it up
            written = update(APPLICATION_STEP).where(APPLICATION_STEP.c.id == there[0])
            await connection.execute(written.values(reason=PLANTED["return"]))
        batches.append(await in_the_clear(training))
    assert batches == [[there[0], *there[number:]] for number in range(1, len(there) + 1)] + [[there[0]]]


@pytest.mark.parametrize("state", ["returned", "withdrawn", "draft", "submitted", "eligible", "supplement_requested"])
@pytest.mark.parametrize("days", [KEPT_DAYS, KEPT_DAYS + 1])
async def test_names_go_a_year_after_an_application_ended_in_vain_or_was_left_as_a_draft(
    employer: Caller, apply_for: MakeApplication, training: Service, clock: FrozenClock, state: str, days: int
) -> None:
    made_of = "submitted" if state in ("returned", "withdrawn") else state
    without = ("cooperation",) if state == "supplement_requested" else ()
    found = await apply_for(made_of, without=without)
    if state in ("returned", "withdrawn"):
        async with training.database.transaction() as connection:
            await connection.execute(update(APPLICATION).values(state=state))
    clock.advance(days=days)

    done = await forget_names(training)

    due = state in ("returned", "withdrawn", "draft") and days > KEPT_DAYS
    assert done == {"sealed": 0, "applications": int(due)}
    names = (await employer.get(f"/v1/applications/{found['id']}/trainees")).json()["items"]
    assert bool(names) is not due
    assert (await employer.get(f"/v1/applications/{found['id']}")).json()["trainees"]


@pytest.mark.parametrize("call_closed", [True, False])
async def test_a_draft_that_is_worked_on_keeps_its_names_and_takes_new_ones_after_they_went(
    employer: Caller,
    office: Caller,
    call: Row,
    apply_for: MakeApplication,
    training: Service,
    clock: FrozenClock,
    call_closed: bool,
) -> None:
    found = await apply_for("draft")
    path = f"/v1/applications/{found['id']}"
    if call_closed:
        await made(await office.post(f"/v1/calls/{call['id']}/closing"))
    content = an_application(call["id"])
    del content["call_id"]

    clock.advance(days=KEPT_DAYS)
    await made(await employer.put(path, content))
    clock.advance(days=KEPT_DAYS)
    worked_on = await forget_names(training)
    clock.advance(days=1)
    left_alone = await forget_names(training)
    await made(await employer.put(path, content))

    assert (worked_on["applications"], left_alone["applications"]) == (0, 1)
    assert (await employer.get(f"{path}/trainees")).json()["items"]


async def test_the_daily_schedule_forgets_names_once_and_says_so_on_the_trail(
    employer: Caller, apply_for: MakeApplication, training: Service, platform: Platform, clock: FrozenClock
) -> None:
    found = await apply_for("withdrawn")
    clock.advance(days=KEPT_DAYS + 1)

    await platform.settle()
    clock.advance(days=1)
    await platform.settle()

    audit = training.tables.audit
    async with training.database.reading() as connection:
        rows = (await connection.execute(select(audit).where(audit.c.action == "erase"))).all()
        assert (await connection.execute(select(TRAINEE))).all() == []
    assert [(str(row.subject_id), row.fields) for row in rows] == [(found["id"], ["trainees.name"])]
