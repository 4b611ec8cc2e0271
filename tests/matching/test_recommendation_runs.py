"""The lists of many, kept in the background: each as it would be alone."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from chassis.auth import OrgKind
from chassis.testing import Platform
from distributed import LocalCluster
from matching.domain.life_cycle import Outcome
from matching.models import RECOMMENDATION_SET
from matching.parts import MatchingService
from matching.service.run_recommendations import BATCH
from sqlalchemy import select

from tests.factories.work import (
    KAOHSIUNG,
    LAST_BUT_ONE,
    MACHINERY,
    TAIPEI,
    WORK_SCOPES,
    a_youth,
    closed,
    hear,
    published,
    vacancy_id,
)
from tests.factories.youths import Caller
from tests.matching.conftest import Anyone

RUNS = "/v1/recommendation-runs"


@pytest.fixture
def school(anyone: Anyone) -> Caller:
    return anyone(OrgKind.UNIVERSITY, org="university-1", scopes=WORK_SCOPES)


@pytest.fixture
async def market(matching: MatchingService, platform: Platform) -> None:
    await hear(
        matching,
        *(published(vacancy_id(number), wage_minimum=30_000 + 1_000 * number) for number in range(1, 8)),
        published(vacancy_id(8), county=KAOHSIUNG, industry=MACHINERY, skills=[("plc", 2)]),
    )
    await platform.settle()


@pytest.fixture
def scheduler(matching: MatchingService) -> Iterator[str]:
    """A cluster of one worker, named in the settings as a deployment would name it."""
    options = {"n_workers": 1, "threads_per_worker": 1, "processes": True, "dashboard_address": "127.0.0.1:0"}
    with LocalCluster(**options, preload=["matching.scale_out"], host="127.0.0.1") as cluster:
        before, matching.settings = (
            matching.settings,
            matching.settings.model_copy(update={"dask_scheduler": cluster.scheduler_address}),
        )
        yield cluster.scheduler_address
        matching.settings = before


async def run(caller: Caller, platform: Platform) -> dict[str, Any]:
    asked = await caller.post(RUNS)
    assert (asked.status_code, asked.json()["state"]) == (202, "queued"), asked.text
    await platform.settle()
    found: dict[str, Any] = (await caller.get(asked.headers["Location"])).json()
    return found


async def kept_sets(matching: MatchingService, youth_id: UUID) -> list[Any]:
    """What stands in the lists of somebody, oldest first."""
    query = select(RECOMMENDATION_SET).where(RECOMMENDATION_SET.c.youth_id == youth_id)
    async with matching.database.reading() as connection:
        return list((await connection.execute(query.order_by(RECOMMENDATION_SET.c.position))).all())


async def test_each_list_is_the_one_that_would_be_kept_alone(
    matching: MatchingService, platform: Platform, market: None, school: Caller
) -> None:
    wishes: list[dict[str, Any]] = [
        {"wanted": {"counties": [TAIPEI], "monthly_wage": 33_000}},
        {"skills": [{"code": "plc", "level": 2}]},
        {},
    ]
    youths = [await a_youth(matching, **one) for one in wishes]
    await a_youth(matching, study={"expected_graduation": LAST_BUT_ONE})
    await a_youth(matching, outcome=Outcome.NOT_ELIGIBLE)

    done = await run(school, platform)

    assert (done["state"], done["done"], done["total"], done["percent"]) == ("succeeded", 3, 3, 100)
    assert done["counts"] == {"kept": 3}
    for youth in youths:
        await school.post(f"/v1/youths/{youth.id}/recommendation-sets")
        by_run, alone = await kept_sets(matching, youth.id)
        assert by_run.items == alone.items
        assert (by_run.snapshot, by_run.policy, by_run.owner_org) == (alone.snapshot, alone.policy, alone.owner_org)
        page = (await school.get(f"/v1/youths/{youth.id}/recommendations")).json()
        assert [one["vacancy_id"] for one in by_run.items] == [one["vacancy_id"] for one in page["items"]]


async def test_a_cluster_that_is_configured_gives_the_same(
    matching: MatchingService, platform: Platform, market: None, school: Caller, scheduler: str
) -> None:
    youths = [await a_youth(matching, skills=[{"code": code, "level": 2}]) for code in ("python", "plc")]

    done = await run(school, platform)

    assert (done["state"], done["counts"]) == ("succeeded", {"kept": 2})
    for youth in youths:
        await school.post(f"/v1/youths/{youth.id}/recommendation-sets")
        by_run, alone = await kept_sets(matching, youth.id)
        assert by_run.items == alone.items


async def test_more_people_than_are_written_at_once_each_get_one_list(
    matching: MatchingService, platform: Platform, market: None, school: Caller
) -> None:
    youths = [await a_youth(matching, wanted={"monthly_wage": 30_000 + 100 * number}) for number in range(BATCH + 1)]

    done = await run(school, platform)
    await school.post(f"/v1/youths/{youths[-1].id}/recommendation-sets")

    assert (done["total"], done["counts"]) == (BATCH + 1, {"kept": BATCH + 1})
    assert {len(await kept_sets(matching, youth.id)) for youth in youths[:-1]} == {1}
    by_run, alone = await kept_sets(matching, youths[-1].id)
    assert by_run.items == alone.items


async def test_what_a_run_kept_is_listed_and_can_be_compared_with(
    matching: MatchingService, platform: Platform, market: None, school: Caller
) -> None:
    youth = await a_youth(matching, wanted={"counties": [TAIPEI]})
    await run(school, platform)
    await run(school, platform)

    listed = (await school.get(f"/v1/youths/{youth.id}/recommendation-sets")).json()["items"]
    await hear(matching, closed(vacancy_id(7), sequence=2))
    await platform.settle()
    page = await school.get(f"/v1/youths/{youth.id}/recommendations", compare_to=listed[-1]["id"])

    assert [(one["places"], one["youth_id"]) for one in listed] == [(7, str(youth.id))] * 2
    assert {"vacancy_id": str(vacancy_id(7)), "move": "left"}.items() <= page.json()["difference"][-1].items()


async def test_a_run_that_is_asked_for_twice_is_one(
    matching: MatchingService, platform: Platform, market: None, school: Caller
) -> None:
    youth = await a_youth(matching)

    same = school.headers(key=True)
    one, other = [await school.http.post(RUNS, headers=same) for _ in range(2)]
    await platform.settle()

    assert one.json()["id"] == other.json()["id"]
    assert len(await kept_sets(matching, youth.id)) == 1


async def test_everybody_whom_the_caller_sees_and_nobody_else(
    matching: MatchingService, platform: Platform, market: None, school: Caller, anyone: Anyone
) -> None:
    own = await a_youth(matching)
    elsewhere = await a_youth(matching, org="university-2", county=KAOHSIUNG)
    north = anyone(OrgKind.BRANCH, org="branch-north", region="north", scopes=WORK_SCOPES)
    agency = anyone(OrgKind.WORKFORCE_AGENCY, org="wda", scopes=WORK_SCOPES)

    counted = [(await run(caller, platform))["counts"] for caller in (school, north, agency)]

    assert counted == [{"kept": 1}, {"kept": 1}, {"kept": 2}]
    assert [len(await kept_sets(matching, one.id)) for one in (own, elsewhere)] == [3, 1]


async def test_a_run_is_its_callers_own(
    matching: MatchingService, platform: Platform, market: None, school: Caller, anyone: Anyone
) -> None:
    other = anyone(OrgKind.UNIVERSITY, org="university-2", scopes=WORK_SCOPES)
    job = (await school.post(RUNS)).json()

    read = await other.get(f"{RUNS}/{job['id']}")
    ended = await other.post(f"{RUNS}/{job['id']}/cancellation")

    assert [(one.status_code, one.json()["code"]) for one in (read, ended)] == [(404, "job-unknown")] * 2
    assert (await other.get(RUNS)).json()["items"] == []


@pytest.mark.parametrize("kind", [OrgKind.EMPLOYER, OrgKind.ASSOCIATION, OrgKind.MOBILE])
async def test_who_assists_nobody_runs_nothing(anyone: Anyone, kind: OrgKind) -> None:
    refused = await anyone(kind, org="employer-1", scopes=WORK_SCOPES).post(RUNS)
    assert (refused.status_code, refused.json()["code"]) == (403, "organisation-kind-refused")


async def test_without_the_scope_nothing_is_run(anyone: Anyone) -> None:
    refused = await anyone(OrgKind.UNIVERSITY, org="university-1", scopes=("youths:read",)).post(RUNS)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope-missing")


async def test_a_run_that_is_cancelled_before_it_begins_keeps_nothing(
    matching: MatchingService, platform: Platform, market: None, school: Caller
) -> None:
    youth = await a_youth(matching)
    job = (await school.post(RUNS)).json()

    ended = await school.post(f"{RUNS}/{job['id']}/cancellation")
    again = await school.post(f"{RUNS}/{job['id']}/cancellation")
    await platform.settle()

    assert (ended.json()["state"], again.status_code) == ("cancelled", 409)
    assert await kept_sets(matching, youth.id) == []


async def test_with_nobody_to_recommend_to_a_run_ends_at_once(
    matching: MatchingService, platform: Platform, market: None, school: Caller
) -> None:
    done = await run(school, platform)
    assert (done["state"], done["done"], done["counts"]) == ("succeeded", 0, {})
