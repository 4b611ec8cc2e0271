"""What is left of the work when somebody leaves, or is erased."""

from uuid import UUID

import pytest
from chassis.service import Service
from contracts.matching import PlacementEnded, ReferralClosed
from matching.models import CHECKPOINT, PLACEMENT, RECOMMENDATION_SET, REFERRAL_STEP
from matching.service.end_work import end_open_work, erase_work
from sqlalchemy import select

from tests.factories.work import a_youth, course_stated, hear, published, vacancy_id
from tests.matching.conftest import Anyone
from tests.matching.said import said
from tests.matching.walking import Walk

WORKING, OTHER = vacancy_id(1), vacancy_id(2)


@pytest.fixture
async def walk(matching: Service, anyone: Anyone) -> Walk:
    await hear(matching, published(WORKING), published(OTHER), course_stated(UUID(int=9)))
    return Walk.of(matching, anyone)


async def test_who_leaves_is_sent_nowhere_any_more(walk: Walk, matching: Service) -> None:
    youth = await a_youth(matching)
    issued, proposed = await walk.issued(youth.id, WORKING), await walk.propose(youth.id, OTHER)
    bystander = await walk.issued((await a_youth(matching)).id, WORKING)
    course = {"course_id": str(UUID(int=9))}
    await walk.school.post(f"/v1/youths/{youth.id}/training-referrals", course)

    async with matching.database.transaction() as connection:
        tx = matching.begin(connection, matching.system)
        ended = [await end_open_work(tx, person_id=youth.person_id) for _ in range(2)]

    assert ended == [3, 0]
    for one, state in ((issued, "withdrawn"), (proposed, "withdrawn"), (bystander, "issued")):
        assert (await walk.school.get(f"/v1/referrals/{one['id']}")).json()["state"] == state
    assert [one.outcome for one in await said(matching, ReferralClosed)] == ["withdrawn"]
    trainings = (await walk.school.get(f"/v1/youths/{youth.id}/training-referrals")).json()["items"]
    assert [one["state"] for one in trainings] == ["withdrawn"]


async def test_an_erased_persons_work_is_counted_on_without_a_word_about_it(walk: Walk, matching: Service) -> None:
    youth = await a_youth(matching)
    await walk.school.post(f"/v1/youths/{youth.id}/recommendation-sets")
    placement = await walk.started(youth.id, WORKING)

    async with matching.database.transaction() as connection:
        tx = matching.begin(connection, matching.system)
        first, second = [await erase_work(tx, person_id=youth.person_id) for _ in range(2)]
        kept = (await connection.execute(select(PLACEMENT))).one()
        reasons = (await connection.execute(select(REFERRAL_STEP.c.reason))).scalars().all()
        waiting = (await connection.execute(select(CHECKPOINT))).all()
        lists = (await connection.execute(select(RECOMMENDATION_SET))).all()

    assert first > 0
    assert (str(kept.id), kept.state, kept.age_band) == (placement["id"], "working", "20-24")
    assert set(reasons) == {None}
    assert (waiting, lists) == ([], [])
    assert await said(matching, PlacementEnded) == []
    assert second == 0
