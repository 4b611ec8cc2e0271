"""Answering a screening: what differs is kept, and only what it touches is judged again."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from chassis.service import Service
from hypothesis import given
from hypothesis import strategies as st
from vacancy.domain.criteria import CRITERIA
from vacancy.domain.facts import Facts
from vacancy.domain.screening import affected
from vacancy.domain.statement import Difference, differences

from tests.factories.vacancy import ATTESTABLE, ON, Caller, a_complete_statement, a_statement, rules
from tests.vacancy.conftest import InState
from tests.vacancy.test_screening_rules import STATED, some_facts
from tests.vacancy.test_screenings import announced

ALL = [one.name for one in CRITERIA]
RULES = rules()
JSON_LEAVES = st.none() | st.booleans() | st.integers(0, 3) | st.lists(st.integers(0, 3), max_size=2)
STATEMENTS = st.dictionaries(
    st.sampled_from("abc"), JSON_LEAVES | st.dictionaries(st.sampled_from("xy"), JSON_LEAVES, max_size=2)
)


@given(some_facts(), st.data())
def test_a_criterion_reads_no_fact_that_it_does_not_name(known: Facts, data: st.DataObject) -> None:
    criterion = data.draw(st.sampled_from(CRITERIA))
    unread = sorted(set(Facts._fields) - criterion.reads - {"exceptions", "attested"})
    name = data.draw(st.sampled_from(unread))
    other = known._replace(**{name: data.draw(STATED[name])})

    assert criterion.judge(other, RULES, ON) == criterion.judge(known, RULES, ON)


def test_every_criterion_says_what_it_reads_and_every_fact_is_read_by_one() -> None:
    assert all(one.reads for one in CRITERIA)
    named = set.union(*(set(one.reads) for one in CRITERIA))
    assert named | {"exceptions", "attested"} == set(Facts._fields)


def test_a_criterion_that_does_not_say_what_it_reads_is_always_asked_again() -> None:
    silent = replace(CRITERIA[0], reads=frozenset())
    facts = Facts(title="a", employer_name="b")

    assert affected([silent, *CRITERIA[1:]], facts, facts) == (silent,)


def test_a_difference_is_told_leaf_by_leaf() -> None:
    before = {"pay": {"basis": "monthly", "minimum": 1}, "title": "a", "skills": [1], "growth": {"training": True}}
    after = {"pay": {"basis": "monthly", "minimum": 2}, "title": "a", "skills": [1, 2], "openings": 3}

    assert differences(before, after) == [
        Difference("growth.training", True, None),
        Difference("openings", None, 3),
        Difference("pay.minimum", 1, 2),
        Difference("skills", [1], [1, 2]),
    ]


@given(STATEMENTS, STATEMENTS)
def test_differences_mirror_each_other_and_equal_statements_have_none(before: Any, after: Any) -> None:
    forth, back = differences(before, after), differences(after, before)

    assert [(one.path, one.after, one.before) for one in back] == [(one.path, one.before, one.after) for one in forth]
    assert differences(before, before) == []


async def test_only_the_criteria_that_read_a_changed_fact_are_asked_again(
    association: Caller, in_state: InState
) -> None:
    found = await in_state("needs_review")
    stated = {**found["facts"], "pay": {"basis": "monthly", "minimum": 50_000}, "openings": 4}

    answer = await association.step(found["id"], "resubmission", stated, etag='"3"')

    told = answer.json()
    assert (answer.status_code, told["vacancy_version"], answer.headers["ETag"]) == (201, 4, '"4"')
    assert told["differences"] == [
        {"path": "openings", "before": 2, "after": 4},
        {"path": "pay.minimum", "before": 45_000, "after": 50_000},
    ]
    assert told["rerun"] == ["wage"]
    assert told["carried_over"] == [name for name in ALL if name != "wage"]
    sources = {one["criterion"]: one["carried_over_from"] for one in told["screening"]["findings"]}
    assert sources == {name: None if name == "wage" else found["screening_id"] for name in ALL}
    [wage] = [one for one in told["screening"]["findings"] if one["criterion"] == "wage"]
    assert wage["evidence"]["monthly_minimum"] == 50_000


async def test_a_screening_with_carried_over_findings_replays(association: Caller, in_state: InState) -> None:
    found = await in_state("needs_review")
    told = (await association.step(found["id"], "resubmission", {**found["facts"], "description": "派遣"})).json()

    replay = (await association.post(f"/v1/screenings/{told['screening_id']}/replay", key=False)).json()

    assert told["rerun"] == ["not_dispatched"]
    assert (replay["same"], replay["differences"]) == (True, [])


async def test_a_resubmission_leads_where_its_screening_leads_and_says_so(
    association: Caller, in_state: InState, vacancy: Service
) -> None:
    found = await in_state("rejected")

    answer = await association.step(found["id"], "resubmission", {**found["facts"], "direct_employment": True})

    told = answer.json()
    assert told["rerun"] == ["not_dispatched"]
    after = (await association.get(f"/v1/vacancies/{found['id']}")).json()
    assert (after["state"], after["screening_id"]) == ("needs_information", told["screening_id"])
    kind, sequence, said = (await announced(vacancy))[-1]
    assert (kind, sequence, said["outcome"], said["decision_id"]) == (
        "screened",
        2,
        "needs_information",
        told["screening_id"],
    )


async def test_what_was_attested_counts_in_a_resubmission_too(association: Caller) -> None:
    made = (await association.put(a_statement())).json()
    await association.screen(made["id"])
    await association.attest(made["id"], ATTESTABLE)
    first = (await association.screen(made["id"])).json()

    told = (await association.step(made["id"], "resubmission", a_statement(industry="112-10"))).json()

    assert first["outcome"] == "needs_review"
    assert (told["screening"]["outcome"], told["rerun"]) == ("needs_review", ["growth", "wage"])
    assert told["screening"]["facts"]["statement"]["insurance"] == {"labour": True, "health": True}


async def test_another_title_is_another_job_for_which_nothing_is_attested(
    association: Caller, in_state: InState
) -> None:
    found = await in_state("needs_review")

    told = (await association.step(found["id"], "resubmission", {**found["facts"], "title": "資安分析師"})).json()

    assert told["rerun"] == ["full_time", "insured", "working_conditions", "safe", "not_dispatched"]
    assert told["screening"]["outcome"] == "needs_information"


async def test_a_resubmission_that_touches_nothing_is_refused(
    association: Caller, in_state: InState, vacancy: Service
) -> None:
    found = await in_state("needs_review")
    before = await announced(vacancy)

    answer = await association.step(found["id"], "resubmission", {**found["facts"], "openings": 9})

    assert (answer.status_code, answer.json()["code"]) == (409, "nothing-to-rescreen")
    assert (await association.get(f"/v1/vacancies/{found['id']}")).json() == found
    assert await announced(vacancy) == before


async def test_the_same_content_may_be_sent_again_once_an_entry_wage_is_known(
    association: Caller, in_state: InState, load_industry_wage: Callable[[], Awaitable[int]]
) -> None:
    found = await in_state("needs_review")
    await load_industry_wage()

    told = (await association.step(found["id"], "resubmission", found["facts"])).json()

    assert (told["differences"], told["rerun"], told["screening"]["outcome"]) == ([], ["wage"], "qualified")


async def test_every_resubmission_is_listed_oldest_first(association: Caller, in_state: InState) -> None:
    found = await in_state("needs_review")
    for minimum in (46_000, 47_000):
        stated = {**found["facts"], "pay": {"basis": "monthly", "minimum": minimum}}
        await association.step(found["id"], "resubmission", stated)

    items = (await association.get(f"/v1/vacancies/{found['id']}/resubmissions")).json()["items"]

    assert [one["differences"][0]["after"] for one in items] == [46_000, 47_000]
    assert items[1]["previous_screening_id"] == items[0]["screening_id"]


async def test_a_resubmitted_industry_has_to_be_on_the_list(association: Caller, in_state: InState) -> None:
    found = await in_state("needs_review")

    answer = await association.step(found["id"], "resubmission", a_complete_statement(industry="112-99"))

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/industry")


@pytest.mark.parametrize(("etag", "status"), [(None, 428), ('"1"', 412)])
async def test_a_resubmission_asks_for_the_version_that_was_seen(
    association: Caller, in_state: InState, etag: str | None, status: int
) -> None:
    found = await in_state("needs_review")

    answer = await association.step(found["id"], "resubmission", a_complete_statement(title="分析師"), etag=etag)

    assert answer.status_code == status
