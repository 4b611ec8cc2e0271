"""The record of a decision comes back as it was made, and its facts answer for themselves."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import orjson
import pytest
from chassis import decisions
from chassis.db import new_id
from chassis.decisions import Decision, Decisions, DecisionUnknown, digest, written_findings
from chassis.domain import Finding, RuleSet, Verdict
from chassis.testing import FrozenClock
from chassis.written import Written, as_json, canonical
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.chassis.toy import Keeper

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
facts_of_any_shape = st.dictionaries(
    words,
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | words | st.lists(words, max_size=3),
    max_size=5,
)
findings_of_any_shape = st.dictionaries(
    words,
    st.builds(
        Finding,
        verdict=st.sampled_from(Verdict),
        reason=words,
        evidence=facts_of_any_shape,
        missing=st.lists(words, max_size=3).map(tuple),
    ),
    max_size=3,
)
RULES = RuleSet("toy", "2024-1", date(2024, 1, 1), None, {})


async def decide(
    toy: Keeper, facts: dict[str, Any], findings: dict[str, Finding], subject: UUID, outcome: str = "qualified"
) -> Decision:
    async with toy.service.database.transaction() as connection:
        tx = toy.service.begin(connection, toy.service.system)
        made = decisions.decide(
            tx,
            kind="screening",
            subject_id=subject,
            rules=RULES,
            criteria={"wage": 2, "b": 1, "a_longer_name": 3},
            facts=facts,
            reference_date=date(2026, 7, 1),
            findings=findings,
            outcome=outcome,
            decided_by="system",
        )
        await decisions.record_all(tx, [made])
        return made


# the toy is made once for all examples on purpose: each writes rows of its own
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(facts=facts_of_any_shape, findings=findings_of_any_shape)
async def test_a_decision_comes_back_as_it_was_made(
    toy: Keeper, facts: dict[str, Any], findings: dict[str, Finding]
) -> None:
    made = await decide(toy, facts, findings, new_id())

    async with toy.service.database.reading() as connection:
        found = await Decisions(toy.service.begin(connection, toy.service.system)).get(made.id)

    assert found == made
    assert digest(found.facts) == found.facts_digest


async def test_the_decisions_about_a_subject_come_oldest_first(toy: Keeper, clock: FrozenClock) -> None:
    subject = new_id()
    for outcome in ("needs_information", "needs_review", "qualified"):
        await decide(toy, {}, {}, subject, outcome)
        clock.advance(hours=1)
    await decide(toy, {}, {}, new_id())

    async with toy.service.database.reading() as connection:
        found = await Decisions(toy.service.begin(connection, toy.service.system)).of_subject("screening", subject)

    assert [decision.outcome for decision in found] == ["needs_information", "needs_review", "qualified"]


async def test_a_decision_nobody_made_is_unknown(toy: Keeper) -> None:
    async with toy.service.database.reading() as connection:
        with pytest.raises(DecisionUnknown):
            await Decisions(toy.service.begin(connection, toy.service.system)).get(new_id())


@given(facts=facts_of_any_shape, other=facts_of_any_shape)
def test_facts_have_the_same_digest_exactly_when_they_are_the_same(
    facts: dict[str, Any], other: dict[str, Any]
) -> None:
    assert digest(facts) == digest(dict(reversed(facts.items())))
    assert (digest(facts) == digest(other)) == (repr(sorted(facts.items())) == repr(sorted(other.items())))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(facts=facts_of_any_shape, findings=findings_of_any_shape)
async def test_what_another_process_wrote_down_is_stored_and_read_like_what_was_made_here(
    toy: Keeper, facts: dict[str, Any], findings: dict[str, Finding]
) -> None:
    made = await decide(toy, facts, findings, new_id())
    written: Written[Any] = Written(canonical(facts))
    elsewhere = replace(made, id=new_id(), facts=written, findings=written_findings(orjson.dumps(findings)))

    async with toy.service.database.transaction() as connection:
        tx = toy.service.begin(connection, toy.service.system)
        await decisions.record_all(tx, [elsewhere])
        found = await Decisions(tx).get(elsewhere.id)

    assert found == replace(made, id=elsewhere.id)
    assert (dict(elsewhere.facts), dict(elsewhere.findings)) == (facts, findings)


async def test_only_what_is_written_down_goes_for_json() -> None:
    with pytest.raises(TypeError):
        as_json({"a": object()})
