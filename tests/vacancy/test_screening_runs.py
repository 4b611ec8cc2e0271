"""Many vacancies screened in the background, each as it would be alone."""

from typing import Any

import pytest
from chassis.auth import OrgKind
from chassis.testing import Platform

from tests.factories.vacancy import Caller, a_complete_statement, a_statement
from tests.vacancy.conftest import Anyone


async def run(caller: Caller, platform: Platform, **wanted: Any) -> dict[str, Any]:
    asked = await caller.post("/v1/screening-runs", wanted)
    assert (asked.status_code, asked.json()["state"]) == (202, "queued"), asked.text
    await platform.settle()
    found: dict[str, Any] = (await caller.get(asked.headers["Location"])).json()
    return found


async def states(caller: Caller) -> list[str]:
    return [one["state"] for one in (await caller.get("/v1/vacancies")).json()["items"]]


async def test_every_vacancy_that_waits_is_screened_once(association: Caller, platform: Platform) -> None:
    await association.submit(a_complete_statement(), source_id="complete")
    await association.put(a_statement(), source_id="bare")
    await association.put(a_complete_statement(direct_employment=False), source_id="dispatched")
    await association.put(a_statement(), source_id="draft", draft=True)

    first = await run(association, platform)
    again = await run(association, platform)

    assert (first["state"], first["done"], first["total"], first["percent"]) == ("succeeded", 3, 3, 100)
    assert first["counts"] == {"needs_review": 1, "needs_information": 1, "rejected": 1}
    assert await states(association) == ["needs_review", "needs_information", "rejected", "draft"]
    assert (again["done"], again["counts"]) == (0, {})


async def test_a_run_says_the_same_as_a_screening_alone(association: Caller, platform: Platform) -> None:
    for name in ("alone", "together"):
        await association.submit(a_complete_statement(), source_id=name)
    both = (await association.get("/v1/vacancies")).json()["items"]
    await association.screen(both[0]["id"])

    await run(association, platform)

    path = "/v1/vacancies/{}/screenings"
    [[by_itself], [with_others]] = [(await association.get(path.format(one["id"]))).json()["items"] for one in both]
    same = ("findings", "outcome", "rule_set_version", "facts", "facts_digest", "reference_date")
    assert [by_itself[name] for name in same] == [with_others[name] for name in same]


async def test_a_run_is_narrowed_by_state_county_industry_and_source(association: Caller, platform: Platform) -> None:
    await association.submit(a_complete_statement(), source_id="taipei")
    await association.submit(a_complete_statement(county="64000"), source_id="kaohsiung")
    await association.put(a_statement(), source_id="no-industry")

    assert (await run(association, platform, county="64000"))["done"] == 1
    assert (await run(association, platform, industry="112-10"))["done"] == 1
    assert (await run(association, platform, source="elsewhere"))["done"] == 0
    assert (await run(association, platform, states=["needs_review"]))["done"] == 2


async def test_a_run_touches_nobody_elses_vacancies(anyone: Anyone, association: Caller, platform: Platform) -> None:
    await association.submit(a_complete_statement(), source_id="1")
    stranger = anyone(OrgKind.EMPLOYER, org="org-2")

    job = await run(stranger, platform)

    assert (job["state"], job["done"]) == ("succeeded", 0)
    assert await states(association) == ["submitted"]
    assert (await association.get(f"/v1/screening-runs/{job['id']}")).status_code == 404
    assert (await association.post(f"/v1/screening-runs/{job['id']}/cancellation")).status_code == 404


@pytest.mark.parametrize("wanted", [{"states": []}, {"states": ["published"]}, {"county": "1"}, {"more": 1}])
async def test_a_run_over_what_is_never_screened_is_refused(association: Caller, wanted: dict[str, Any]) -> None:
    assert (await association.post("/v1/screening-runs", wanted)).status_code == 422


async def test_a_run_is_cancelled_before_it_begins(association: Caller, platform: Platform) -> None:
    await association.submit(a_complete_statement(), source_id="1")
    asked = (await association.post("/v1/screening-runs", {})).json()

    cancelled = await association.post(f"/v1/screening-runs/{asked['id']}/cancellation")
    again = await association.post(f"/v1/screening-runs/{asked['id']}/cancellation")
    await platform.settle()

    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    assert (again.status_code, again.json()["code"]) == (409, "transition-refused")
    assert await states(association) == ["submitted"]
    assert [one["state"] for one in (await association.get("/v1/screening-runs")).json()["items"]] == ["cancelled"]
