"""Statements: what counts as the same content, and what an attestation survives."""

from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st
from vacancy.domain.statement import content_hash, leaves, merged, provenance, same_content, still_attested
from vacancy.domain.vacancy import case_number

LEAVES = st.none() | st.booleans() | st.integers(0, 9) | st.text(max_size=3)
STATEMENTS = st.dictionaries(
    st.sampled_from("abc"),
    LEAVES.filter(lambda leaf: leaf is not None) | st.dictionaries(st.sampled_from("xyz"), st.booleans()),
)


@given(STATEMENTS)
def test_the_order_of_keys_is_no_content(stated: dict[str, object]) -> None:
    assert content_hash(stated) == content_hash(dict(reversed(stated.items())))


@given(STATEMENTS, STATEMENTS)
def test_different_content_has_a_different_hash(stated: dict[str, object], other: dict[str, object]) -> None:
    same = repr(sorted(stated.items())) == repr(sorted(other.items()))
    assert same or stated == other or content_hash(stated) != content_hash(other)


@given(STATEMENTS, STATEMENTS)
@example({"a": 1}, {"a": True})
@example({"a": 1}, {"a": 1.0})
@example({"a": "x", "source_updated_on": "2026-07-01"}, {"a": "x"})
def test_the_same_content_is_what_has_one_hash(stated: dict[str, object], other: dict[str, object]) -> None:
    assert same_content(stated, other) == (content_hash(stated) == content_hash(other))
    assert same_content(stated, dict(reversed(stated.items())))


def test_when_the_source_touched_its_record_is_no_content() -> None:
    assert content_hash({"a": 1, "source_updated_on": "2026-07-01"}) == content_hash({"a": 1})


@given(STATEMENTS)
def test_nothing_attested_leaves_a_statement_as_it_was(stated: dict[str, object]) -> None:
    assert merged(stated, {}) == stated
    assert merged({}, stated) == stated
    assert merged(stated, stated) == stated


def test_an_attestation_wins_leaf_by_leaf_and_a_list_is_one_leaf() -> None:
    below = {"insurance": {"labour": False, "health": True}, "levels": [1, 2]}
    above = {"insurance": {"labour": True}, "levels": [3]}

    assert merged(below, above) == {"insurance": {"labour": True, "health": True}, "levels": [3]}


@given(STATEMENTS, STATEMENTS)
def test_an_unchanged_source_leaves_every_attestation_standing(
    attested: dict[str, object], stated: dict[str, object]
) -> None:
    said_something = {name: value for name, value in attested.items() if value != {}}

    assert still_attested(said_something, before={}, after={}) == said_something


def test_an_attestation_falls_only_where_the_source_now_says_another_thing() -> None:
    attested = {"direct_employment": True, "insurance": {"labour": True, "health": True}}
    before = {"insurance": {"health": False}}
    after = {"insurance": {"health": False, "labour": False}}

    standing = still_attested(attested, before=before, after=after)

    assert standing == {"direct_employment": True, "insurance": {"health": True}}


def test_an_attestation_stands_when_the_source_comes_to_say_the_same() -> None:
    attested = {"direct_employment": True, "insurance": {"labour": True}}

    assert still_attested(attested, before={}, after=attested) == attested


def test_leaves_are_named_by_their_paths() -> None:
    stated = {"title": "a", "insurance": {"labour": True, "health": False}, "levels": [1], "growth": {}}

    assert leaves(stated) == ["insurance.health", "insurance.labour", "levels", "title"]


@given(STATEMENTS, STATEMENTS)
def test_each_leaf_is_claimed_or_attested(stated: dict[str, object], attested: dict[str, object]) -> None:
    whole = merged(stated, attested)
    word = provenance(whole, attested=leaves(attested))

    assert list(word) == leaves(whole)
    assert {path for path, one in word.items() if one == "attested"} == set(leaves(attested)) & set(leaves(whole))


@given(STATEMENTS, st.sampled_from(["employer", "title"]))
def test_nothing_stays_attested_about_another_job(attested: dict[str, object], changed: str) -> None:
    before = {"employer": {"name": "甲公司"}, "title": "工程師"}
    after = before | {changed: {"name": "乙公司"} if changed == "employer" else "作業員"}

    assert still_attested(attested, before=before, after=after) == {}


def test_a_case_number_holds_the_roc_year_and_may_outgrow_its_six_digits() -> None:
    assert case_number(123, on=date(2026, 7, 1)) == "V-115-000123"
    assert case_number(1_234_567, on=date(2026, 7, 1)) == "V-115-1234567"
