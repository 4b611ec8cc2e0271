"""Decisions about people: legible by rule and reason, closed by fact, the same again as long as the person is known."""

import secrets
from datetime import date
from uuid import UUID

import pytest
from chassis.decisions import Decision
from chassis.domain import Finding, Verdict
from chassis.people import PersonCipher, SealBroken
from chassis.people.decisions import opened, sealed
from hypothesis import given
from hypothesis import strategies as st

BORN = "2003-02-28"
FACTS = st.dictionaries(
    st.text(min_size=1, max_size=10), st.none() | st.integers(-9, 9) | st.text(max_size=10), max_size=5
)


def a_person(number: int = 1) -> PersonCipher:
    return PersonCipher(UUID(int=number), secrets.token_bytes(32))


def a_decision(facts: dict[str, object]) -> Decision:
    return Decision(
        id=UUID(int=7),
        kind="eligibility",
        subject_id=UUID(int=1),
        rule_set="eligibility",
        rule_set_version="1",
        criteria={"age": 1},
        facts=facts,
        facts_digest=b"",
        reference_date=date(2026, 7, 1),
        findings={
            "age": Finding(Verdict.PASS, "within", {"born": BORN}, ()),
            "school": Finding(Verdict.UNKNOWN, "absent", {}, ("in_school",)),
        },
        outcome="needs_information",
        decided_by="rules",
        decided_at=None,
    )


@given(FACTS)
def test_a_sealed_decision_opens_to_what_it_was(facts: dict[str, object]) -> None:
    person, decision = a_person(), a_decision(facts)
    found = opened(sealed(decision, person), person)
    assert (found.facts, found.findings) == (decision.facts, decision.findings)


def test_verdicts_reasons_and_what_was_missing_stay_legible_and_facts_do_not() -> None:
    closed = sealed(a_decision({"born": BORN}), a_person())
    assert {name: (one.verdict, one.reason, one.missing) for name, one in closed.findings.items()} == {
        "age": (Verdict.PASS, "within", ()),
        "school": (Verdict.UNKNOWN, "absent", ("in_school",)),
    }
    assert BORN not in repr(closed)


def test_the_digest_of_the_same_facts_differs_from_person_to_person() -> None:
    decision = a_decision({"born": BORN})
    person = a_person()
    assert sealed(decision, person).facts_digest == sealed(decision, person).facts_digest
    assert sealed(decision, person).facts_digest != sealed(decision, a_person()).facts_digest


def test_facts_moved_into_another_decision_do_not_open() -> None:
    person = a_person()
    closed = sealed(a_decision({"born": BORN}), person)
    moved = Decision(**{name: getattr(closed, name) for name in Decision.__slots__} | {"id": UUID(int=8)})
    with pytest.raises(SealBroken):
        opened(moved, person)
