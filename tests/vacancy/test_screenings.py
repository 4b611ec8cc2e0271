"""Screening a vacancy: the stored decision, what it announces, and its replay."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from chassis.service import Service
from chassis.testing import FrozenClock, Platform
from sqlalchemy import select, update
from vacancy.models import ENTRY_WAGE, RULE_SET
from vacancy.service.screen_vacancy import RULES

from tests.factories.vacancy import ATTESTABLE, Caller, a_complete_statement, a_statement


async def announced(service: Service) -> list[tuple[str, int, dict[str, Any]]]:
    """Every event in the order in which it was recorded: short type, sequence, value."""
    outbox = service.tables.outbox
    async with service.database.reading() as connection:
        rows = (await connection.execute(select(outbox).order_by(outbox.c.position))).all()
    return [(row.event_type.split(".")[3], row.sequence, orjson.loads(row.value)) for row in rows]


async def test_an_open_feeds_row_needs_information_and_says_which(association: Caller, vacancy: Service) -> None:
    made = (await association.put(a_statement())).json()

    answer = await association.screen(made["id"], etag='"1"')

    decision = answer.json()
    assert (answer.status_code, decision["outcome"], answer.headers["ETag"]) == (201, "needs_information", '"2"')
    assert decision["missing"][:3] == ["employment_type", "insurance.labour", "insurance.health"]
    found = (await association.get(f"/v1/vacancies/{made['id']}")).json()
    assert (found["state"], found["version"], found["screening_id"]) == ("needs_information", 2, decision["id"])
    [(kind, sequence, said)] = await announced(vacancy)
    assert (kind, sequence, said["outcome"], said["missing"]) == (
        "screened",
        1,
        "needs_information",
        decision["missing"],
    )
    assert (said["decision_id"], said["county"], said["rule_set_version"]) == (decision["id"], "63000", "2023-08")


async def test_what_an_association_attests_is_enough_for_the_mandatory_criteria(association: Caller) -> None:
    made = (await association.put(a_statement())).json()
    await association.screen(made["id"])

    attested = await association.attest(made["id"], ATTESTABLE, etag='"2"')
    decision = (await association.screen(made["id"], etag='"3"')).json()

    assert (attested.status_code, attested.json()["state"]) == (201, "submitted")
    assert decision["outcome"] == "needs_review"
    mandatory = {one["verdict"] for one in decision["findings"] if one["kind"] == "mandatory"}
    assert mandatory == {"pass"}


async def test_without_an_industrys_own_entry_wage_an_officer_has_to_look(association: Caller) -> None:
    made = (await association.submit(a_complete_statement())).json()

    decision = (await association.screen(made["id"])).json()

    wage = next(one for one in decision["findings"] if one["criterion"] == "wage")
    assert (decision["outcome"], wage["verdict"], wage["reason"]) == ("needs_review", "unknown", "no-entry-wage-known")
    assert wage["evidence"]["all_industry_reference"] == 39_000
    assert wage["rules"] == ["R000-024"]


@pytest.mark.parametrize(("above", "outcome"), [(1, "qualified"), (0, "needs_review")])
async def test_only_a_wage_strictly_above_the_industrys_entry_wage_qualifies(
    association: Caller, industry_wage: int, above: int, outcome: str
) -> None:
    stated = a_complete_statement(pay={"basis": "monthly", "minimum": industry_wage + above})
    made = (await association.submit(stated)).json()

    assert (await association.screen(made["id"])).json()["outcome"] == outcome


async def test_an_entry_wage_counts_from_the_day_it_holds(
    association: Caller, industry_wage: int, clock: FrozenClock
) -> None:
    clock.advance(days=-1)
    made = (await association.submit(a_complete_statement())).json()

    assert (await association.screen(made["id"])).json()["outcome"] == "needs_review"


async def test_the_reference_date_is_the_day_in_taipei(association: Caller, clock: FrozenClock) -> None:
    clock.now = datetime(2026, 6, 30, 16, 0, tzinfo=UTC)
    made = (await association.put(a_statement())).json()

    assert (await association.screen(made["id"])).json()["reference_date"] == "2026-07-01"


async def test_before_the_programme_no_rules_are_in_force(association: Caller, clock: FrozenClock) -> None:
    clock.now = datetime(2023, 8, 6, 4, 0, tzinfo=UTC)
    made = (await association.put(a_statement())).json()

    answer = await association.screen(made["id"])

    assert (answer.status_code, answer.json()["code"]) == (409, "no-rule-set-in-force")


async def test_a_screening_can_be_read_alone_and_with_the_others(association: Caller) -> None:
    made = (await association.put(a_statement())).json()
    first = (await association.screen(made["id"])).json()
    await association.attest(made["id"], ATTESTABLE)
    second = (await association.screen(made["id"])).json()

    listed = (await association.get(f"/v1/vacancies/{made['id']}/screenings")).json()["items"]

    assert {one["id"] for one in listed} == {first["id"], second["id"]}
    assert (await association.get(f"/v1/screenings/{first['id']}")).json() == first


async def test_a_replayed_screening_gives_the_same_answer_whatever_has_changed_since(
    association: Caller, vacancy: Service, industry_wage: int, clock: FrozenClock
) -> None:
    made = (await association.submit(a_complete_statement())).json()
    decision = (await association.screen(made["id"])).json()
    await association.put(a_complete_statement(direct_employment=False, title="兼職派遣"))
    async with vacancy.database.transaction() as connection:
        raised = update(ENTRY_WAGE).where(ENTRY_WAGE.c.industry == "112-10").values(monthly=90_000)
        await connection.execute(raised)
    clock.advance(days=4_000)

    replay = await association.post(f"/v1/screenings/{decision['id']}/replay", key=False)

    assert replay.status_code == 200
    assert replay.json() == {
        "screening_id": decision["id"],
        "same": True,
        "facts_intact": True,
        "outcome": "qualified",
        "replayed_outcome": "qualified",
        "differences": [],
    }


async def test_a_replay_tells_when_somebody_edited_released_rules(association: Caller, vacancy: Service) -> None:
    made = (await association.submit(a_complete_statement())).json()
    decision = (await association.screen(made["id"])).json()
    judging = RULE_SET.c.name == RULES
    async with vacancy.database.transaction() as connection:
        released = (await connection.execute(select(RULE_SET.c.parameters).where(judging))).scalar_one()
        edited = {**released, "max_hours_per_week": 30}
        await connection.execute(update(RULE_SET).where(judging).values(parameters=edited))

    replay = (await association.post(f"/v1/screenings/{decision['id']}/replay", key=False)).json()

    async with vacancy.database.transaction() as connection:
        await connection.execute(update(RULE_SET).where(judging).values(parameters=released))
    assert (replay["same"], replay["outcome"], replay["replayed_outcome"]) == (False, "needs_review", "rejected")
    [difference] = replay["differences"]
    assert (difference["criterion"], difference["replayed"]["reason"]) == ("working_conditions", "hours-too-long")


async def test_a_replay_tells_when_somebody_altered_the_stored_facts(association: Caller, vacancy: Service) -> None:
    found = (await association.put(a_statement())).json()
    screened = (await association.screen(found["id"])).json()
    decision = vacancy.tables.decision
    async with vacancy.database.transaction() as connection:
        altered = update(decision).values(facts=screened["facts"] | {"working_time": "夜班"})
        await connection.execute(altered.where(decision.c.id == UUID(screened["id"])))

    answer = (await association.post(f"/v1/screenings/{screened['id']}/replay")).json()

    assert (answer["same"], answer["facts_intact"], answer["differences"]) == (False, False, [])


async def test_the_same_key_twice_replays_the_answer_and_screens_once(association: Caller, vacancy: Service) -> None:
    made = (await association.put(a_statement())).json()
    headers = association.headers(key=True, etag='"1"')
    path = f"/v1/vacancies/{made['id']}/screenings"

    first = await association.http.post(path, headers=headers)
    again = await association.http.post(path, headers=headers)

    assert (again.status_code, again.json(), again.headers["ETag"]) == (201, first.json(), '"2"')
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(await announced(vacancy)) == 1


async def test_the_same_key_at_once_screens_once(association: Caller, vacancy: Service) -> None:
    made = (await association.put(a_statement())).json()
    headers = association.headers(key=True, etag='"1"')
    path = f"/v1/vacancies/{made['id']}/screenings"

    answers = await asyncio.gather(*(association.http.post(path, headers=headers) for _ in range(6)))

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} <= {"idempotency-key-busy"}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    assert len(await announced(vacancy)) == 1


async def test_a_screening_that_nobody_made_is_unknown(association: Caller) -> None:
    for answer in (
        await association.get(f"/v1/screenings/{uuid4()}"),
        await association.post(f"/v1/screenings/{uuid4()}/replay", key=False),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "decision-unknown")


async def test_events_of_a_vacancy_leave_in_their_order(
    association: Caller, branch: Caller, vacancy: Service, platform: Platform
) -> None:
    made = (await association.submit(a_complete_statement())).json()
    await association.screen(made["id"])
    await branch.review(made["id"])
    await branch.publish(made["id"])

    await platform.settle()

    assert [(kind, sequence) for kind, sequence, _ in await announced(vacancy)] == [("screened", 1), ("published", 2)]
    outbox = vacancy.tables.outbox
    async with vacancy.database.reading() as connection:
        assert None not in (await connection.execute(select(outbox.c.published_at))).scalars().all()
