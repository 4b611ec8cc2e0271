"""What screenings came to, by source and criterion; and a screening as a dry run."""

import pytest
from chassis.service import Service
from chassis.testing import FrozenClock

from tests.factories.partners import NUMBER, load_wage, register
from tests.factories.vacancy import KAOHSIUNG, Caller, a_complete_statement, a_statement
from tests.vacancy.conftest import Anyone, InState
from tests.vacancy.test_officers import SOUTH, waiting
from tests.vacancy.test_screenings import announced
from tests.vacancy.test_upsert import rows_in


async def test_statistics_count_the_last_screening_of_each_vacancy_by_source_and_criterion(
    association: Caller, branch: Caller, in_state: InState
) -> None:
    for state in ("needs_information", "needs_review", "rejected"):
        await in_state(state)
    bare = (await association.put(a_statement(), source_id="bare")).json()["id"]
    await association.screen(bare)
    await association.screen(bare)
    await in_state("submitted")

    told = (await branch.get("/v1/screening-statistics")).json()

    assert (told["since"], told["until"]) == ("2026-06-02", "2026-07-01")
    [source] = told["sources"]
    assert (source["source"], source["screened"], source["reject_rate"]) == ("taiwanjobs", 4, 0.25)
    assert source["outcomes"] == {"qualified": 0, "needs_information": 2, "needs_review": 1, "rejected": 1}
    counts = {one["criterion"]: (one["passed"], one["failed"], one["unknown"]) for one in source["criteria"]}
    assert counts["insured"] == (2, 0, 2)
    assert counts["not_dispatched"] == (2, 1, 1)
    assert counts["wage"] == (0, 0, 4)
    unknown = {one["path"]: one["vacancies"] for one in source["unknown_facts"]}
    assert (unknown["insurance.labour"], unknown["direct_employment"], unknown["industry"]) == (2, 1, 1)
    assert source["unknown_facts"][0]["vacancies"] == 2


async def test_statistics_keep_to_the_period_and_to_what_the_office_sees(
    anyone: Anyone, association: Caller, branch: Caller, clock: FrozenClock
) -> None:
    await waiting(association, "before")
    clock.advance(days=40)
    await waiting(association, "now")
    await waiting(association, "south", county=KAOHSIUNG)

    async def screened(caller: Caller, **period: str) -> list[int]:
        told = (await caller.get("/v1/screening-statistics", **period)).json()
        return [one["screened"] for one in told["sources"]]

    assert await screened(branch) == [1]
    assert await screened(branch, since="2026-07-01") == [2]
    assert await screened(branch, since="2026-07-01", until="2026-07-01") == [1]
    assert await screened(branch, until="2026-06-30") == []
    assert await screened(anyone("branch", region=SOUTH), since="2026-07-01") == [1]


@pytest.mark.parametrize(
    "period", [{"since": "2026-07-02", "until": "2026-07-01"}, {"since": "2025-06-01", "until": "2026-07-01"}]
)
async def test_statistics_of_no_period_or_of_more_than_a_year_are_refused(
    branch: Caller, period: dict[str, str]
) -> None:
    answer = await branch.get("/v1/screening-statistics", **period)

    assert (answer.status_code, answer.json()["code"]) == (422, "period-invalid")


@pytest.mark.usefixtures("own_figures")
async def test_a_simulation_says_what_the_screening_then_says_and_leaves_no_trace(
    association: Caller, branch: Caller, vacancy: Service
) -> None:
    await load_wage(branch, monthly=41_000)
    await register(association)
    stated = a_complete_statement(employer={"name": "範例", "company_number": NUMBER}, growth={})
    tables = ("vacancy", "decision", "outbox", "change")
    before = await rows_in(vacancy, *tables), await announced(vacancy)

    simulated = await association.post("/v1/screenings:simulate", stated, key=False)
    after = await rows_in(vacancy, *tables), await announced(vacancy)
    made = (await association.put(stated)).json()
    screened = (await association.screen(made["id"])).json()

    told = simulated.json()
    assert (simulated.status_code, told["outcome"], told["reference_date"]) == (200, "needs_information", "2026-07-01")
    assert after == before
    fields = ("criterion", "verdict", "reason", "evidence", "missing")
    assert told["findings"] == [{name: one[name] for name in fields} for one in screened["findings"]]
    assert (told["missing"], told["rule_set_version"]) == (screened["missing"], screened["rule_set_version"])


async def test_a_simulated_industry_has_to_be_on_the_list(association: Caller) -> None:
    answer = await association.post("/v1/screenings:simulate", a_statement(industry="112-99"), key=False)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/industry")
