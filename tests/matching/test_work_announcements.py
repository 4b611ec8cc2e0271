"""The work as it is, said again; and what was made of others' events, dropped and heard again."""

from typing import Any
from uuid import UUID

import pytest
from chassis import announce, rebuild
from chassis.parking import waiting
from chassis.testing import FrozenClock, Platform
from contracts.catalogue import EVENTS
from contracts.envelope import decode
from matching.parts import MatchingService
from sqlalchemy import select

from tests.factories.work import (
    LAST_BUT_ONE,
    a_youth,
    acknowledged,
    changed,
    course_stated,
    hear,
    published,
    vacancy_id,
)
from tests.matching.conftest import Anyone
from tests.matching.walking import Walk

ONE, TWO = vacancy_id(1), vacancy_id(2)
OF_WORK = ("activity.attended", "referral.", "training-referral.", "placement.")


@pytest.fixture
async def walk(matching: MatchingService, anyone: Anyone) -> Walk:
    await hear(matching, published(ONE), published(TWO, owner_org="employer-2"), acknowledged())
    await hear(matching, course_stated(UUID(int=9)))
    return Walk.of(matching, anyone)


async def everything(service: MatchingService) -> dict[UUID, list[tuple[int, Any]]]:
    """What was said of the work, by aggregate: sequence and fact."""
    outbox = service.tables.outbox
    async with service.database.reading() as connection:
        rows = (await connection.execute(select(outbox).order_by(outbox.c.position))).all()
    said: dict[UUID, list[tuple[int, Any]]] = {}
    for row in rows:
        if row.event_type.removeprefix("tw.youthlink.").startswith(OF_WORK):
            said.setdefault(row.aggregate_id, []).append((row.sequence, decode(EVENTS[row.event_type], row.value)))
    return said


async def do_all_there_is(walk: Walk, matching: MatchingService, clock: FrozenClock) -> None:
    """An attendance, a course, referrals in several states, a placement followed up and one that ended."""
    visit = {"kind": "lecture", "title": "講座", "county": "63000", "held_on": "2026-07-01", "capacity": 9}
    activity = (await walk.office_of_branch.post("/v1/activities", visit)).json()
    third_year = await a_youth(matching, study={"expected_graduation": LAST_BUT_ONE})
    attended = {"youth_id": str(third_year.id)}
    await walk.office_of_branch.post(f"/v1/activities/{activity['id']}/attendances", attended)
    working, left, waits = [await a_youth(matching) for _ in range(3)]
    await walk.school.post(f"/v1/youths/{waits.id}/training-referrals", {"course_id": str(UUID(int=9))})
    await walk.propose(waits.id, ONE)
    await walk.issued(waits.id, TWO)
    lasting = await walk.started(working.id, ONE)
    short = await walk.started(left.id, ONE)
    body = {"ended_on": "2026-07-01", "reason": "resigned"}
    await walk.employer.post(f"/v1/placements/{short['id']}/ending", body, etag="*")
    clock.advance(days=95)
    answer = {"checkpoint": "stable-3-months", "employed": True, "evidence": "payslip"}
    await walk.school.post(f"/v1/placements/{lasting['id']}/checkpoints", answer, etag="*")


async def test_the_work_is_announced_as_it_is_under_the_next_numbers(
    walk: Walk, matching: MatchingService, platform: Platform, clock: FrozenClock
) -> None:
    await do_all_there_is(walk, matching, clock)
    # what is overdue by now ends first
    await platform.settle()
    before = await everything(matching)

    await announce.ask(matching)
    clock.advance(days=3)
    await platform.settle()
    after = await everything(matching)

    assert after.keys() == before.keys()
    assert len(before) == 1 + 1 + 3 + 2
    for aggregate, said in after.items():
        assert [sequence for sequence, _ in said] == list(range(1, len(said) + 1))
        old = [fact for _, fact in before[aggregate]]
        # every fact that still tells something is told again as it was
        assert [fact for _, fact in said][len(old) :] == old


async def test_what_happens_after_an_announcement_goes_on_from_it(
    walk: Walk, matching: MatchingService, platform: Platform
) -> None:
    placement = await walk.started((await a_youth(matching)).id, ONE)
    await announce.ask(matching)
    await platform.settle()

    body = {"ended_on": "2026-07-01", "reason": "other"}
    ended = await walk.employer.post(f"/v1/placements/{placement['id']}/ending", body, etag="*")

    assert ended.status_code == 200
    assert [sequence for sequence, _ in (await everything(matching))[UUID(placement["id"])]] == [1, 2, 3]


async def test_what_was_heard_is_dropped_and_heard_again_to_the_same_answers(
    walk: Walk, matching: MatchingService, platform: Platform
) -> None:
    youth = await a_youth(matching)
    await walk.started((await a_youth(matching)).id, ONE)
    await hear(matching, changed(TWO, sequence=2, open_=False))

    async def answers() -> Any:
        await platform.settle()
        page = (await walk.school.get(f"/v1/youths/{youth.id}/recommendations")).json()
        return [(one["vacancy_id"], one["score"], one["rank"]) for one in page["items"]]

    before = await answers()
    dropped = await rebuild.rebuild(matching, why="a test")
    nothing = await answers()
    refused = await walk.school.post("/v1/referrals", {"youth_id": str(youth.id), "vacancy_id": str(ONE)})
    # as their owner announces them: under later numbers, what was told and what became of it
    await hear(
        matching,
        published(TWO, sequence=5, owner_org="employer-2"),
        changed(TWO, sequence=6, open_=False),
        published(ONE, sequence=4),
        acknowledged(sequence=9),
    )

    assert dropped["emptied"] == ["held_vacancy", "held_plan", "held_course"]
    assert (nothing, refused.status_code) == ([], 404)
    assert await answers() == before
    assert await waiting(matching) == []
    visit = {"kind": "lecture", "title": "講座", "county": "63000", "held_on": "2026-07-01", "capacity": 9}
    assert (await walk.office_of_branch.post("/v1/activities", visit)).status_code == 201
