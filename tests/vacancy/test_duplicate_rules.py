"""Which two vacancies are alike, and which one is kept: the pure rules."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vacancy.adapters.title_similarity import title_similarity
from vacancy.domain.duplicates import (
    MOST_LINKED,
    Compared,
    Comparison,
    DuplicateLink,
    DuplicatePolicy,
    LinkState,
    documented,
    employer_key,
    kept_first,
    pair_fingerprint,
)

POLICY = DuplicatePolicy("1", 0.85, 0.97, ("早班", "晚班", "大夜", "夜班", "一", "二"))
AT = datetime(2026, 7, 1, tzinfo=UTC)


def compared(title: str = "資安工程師", **changes: Any) -> Compared:
    """A vacancy of a source of its own."""
    return replace(
        Compared(
            id=uuid4(),
            position=1,
            owner_org="org-1",
            source=f"source-{uuid4()}",
            county="63000",
            company_number=None,
            employer_key=employer_key("範例資訊股份有限公司"),
            title=title,
            documented=10,
            published_on=None,
        ),
        **changes,
    )


def likeness(one: Compared, other: Compared) -> float | None:
    """Under the policy of these tests."""
    return Comparison(POLICY, title_similarity).likeness(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("資安工程師", "資安工程師"),
        ("Python 工程師", "工程師（Python）"),
        ("ＡＩ　資料科學家", "資料科學家/ai"),
        ("臺北 行政人員", "行政人員-台北"),
        ("門市人員 3店", "3店 門市人員"),
        ("資安工程師", "工程師 資安"),
        ("後端軟體開發工程師(信義區)", "後端軟體開發工程師 信義"),
    ],
)
def test_titles_are_alike_whatever_the_order_width_and_punctuation_of_their_words(one: str, other: str) -> None:
    assert likeness(compared(one), compared(other)) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("資安工程師", "會計"),
        ("後端工程師", "前端工程師"),
        (
            "堤諾【連鎖餐飲集團 儲備幹部】士林門市★薪資另議★供員餐 獎金另計",
            "堤諾【連鎖餐飲集團 儲備幹部】濟南門市★薪資另議★供員餐 獎金另計",
        ),
        ("★★★", "☆"),
        ("門市人員 3店", "門市人員 4店"),
        ("門市人員 3店", "門市人員"),
        ("作業員 A班", "作業員 B班"),
        ("自動化設備作業員早班", "自動化設備作業員晚班"),
        ("自動化設備作業員大夜", "自動化設備作業員夜班"),
        ("新北地區門市人員一店", "新北地區門市人員二店"),
    ],
)
def test_a_number_a_letter_or_a_shift_tells_two_openings_apart(one: str, other: str) -> None:
    assert likeness(compared(one), compared(other)) is None


@pytest.mark.parametrize(
    ("other", "score", "alike"),
    [
        ("資安工程師", 1.0, 1.0),
        ("資安工程師 台北", 0.85, 0.85),
        ("資安工程師 台北", 0.8499, None),
        ("工程師 台北", 0.97, 0.97),
        ("工程師 台北", 0.9699, None),
    ],
)
def test_the_threshold_itself_is_alike_and_titles_that_each_say_more_are_asked_for_more(
    other: str, score: float, alike: float | None
) -> None:
    assert Comparison(POLICY, lambda one, other: score).likeness(compared("資安工程師"), compared(other)) == alike


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"company_number": "22099131"}, {"company_number": "22099131", "employer_key": "別名"}, True),
        ({"company_number": "22099131"}, {"company_number": "04595257"}, False),
        ({"company_number": "22099131"}, {}, True),
        ({}, {}, True),
        ({}, {"employer_key": "別家"}, False),
        ({}, {"county": "64000"}, False),
    ],
)
def test_the_employer_is_known_by_its_number_and_without_two_numbers_by_its_name(
    one: dict[str, Any], other: dict[str, Any], same: bool
) -> None:
    assert (likeness(compared(**one), compared(**other)) is not None) is same


def test_two_rows_of_one_partners_source_are_two_openings() -> None:
    one = compared(source="taiwanjobs")

    assert likeness(one, compared(source="taiwanjobs")) is None
    assert likeness(one, compared(source="taiwanjobs", owner_org="org-2")) == 1.0
    assert likeness(one, compared(source="another")) == 1.0
    assert likeness(one, one) is None


@pytest.mark.parametrize(
    ("one", "other"), [("範例資訊股份有限公司", "範例資訊 股份有限公司 "), ("臺灣範例（股）公司", "台灣範例(股)公司")]
)
def test_an_employers_name_is_compared_folded(one: str, other: str) -> None:
    assert employer_key(one) == employer_key(other)


def test_an_employers_name_of_signs_only_is_no_other_employers() -> None:
    assert employer_key("★★") != employer_key("☆")


def test_every_stated_leaf_counts_as_documented() -> None:
    assert documented({}) == 0
    assert documented({"title": "a", "pay": {"basis": "monthly", "minimum": 1}, "insurance": {}}) == 3


def test_what_is_published_stays_before_what_is_better_documented_and_that_before_what_came_first() -> None:
    published = compared(position=9, documented=1, published_on=date(2026, 7, 2))
    published_before = compared(position=10, documented=1, published_on=date(2026, 7, 1))
    documented_well = compared(position=8, documented=11)
    first, second = compared(position=1), compared(position=2)

    order = [published_before, published, documented_well, first, second]
    for at, one in enumerate(order):
        for other in order[at + 1 :]:
            assert kept_first(one, other) == kept_first(other, one) == (one, other)


some_vacancies = st.builds(
    lambda position, written, published, title: compared(
        title, position=position, documented=written, published_on=published
    ),
    st.integers(1, 1_000_000),
    st.integers(0, 3),
    st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 3)),
    st.text(alphabet="資安工程師 early3店A/-", max_size=8),
)


@given(some_vacancies, some_vacancies)
def test_a_comparison_does_not_depend_on_who_comes_first(one: Compared, other: Compared) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert pair_fingerprint(one, other) == pair_fingerprint(other, one)
    if one.position != other.position:
        assert kept_first(one, other) == kept_first(other, one)


@given(st.lists(some_vacancies, min_size=3, max_size=3, unique_by=lambda one: one.position))
def test_who_is_kept_never_goes_in_a_circle(three: list[Compared]) -> None:
    for one, other, third in permutations(three):
        if kept_first(one, other)[0] is one and kept_first(other, third)[0] is other:
            assert kept_first(one, third)[0] is one


@given(st.lists(st.sampled_from(["python", "資安", "工程師", "3店", "信義區"]), min_size=1, max_size=5), st.randoms())
def test_the_order_of_words_never_matters(said: list[str], chance: Any) -> None:
    shuffled = list(said)
    chance.shuffle(shuffled)

    assert likeness(compared(" ".join(said)), compared("／".join(shuffled))) == 1.0


def a_link(**changes: Any) -> DuplicateLink:
    """A link as it was found."""
    link = DuplicateLink(UUID(int=1), UUID(int=2), UUID(int=3), LinkState.LINKED, 1, 0.9, b"said", "1", AT)
    return replace(link, **changes)


def test_a_released_link_stays_released_until_another_thing_is_said() -> None:
    released = a_link().decided("release", reason="兩職缺", officer="o", by="branch", at=AT)

    assert released.found_again(a_link(id=UUID(int=9))) is released
    linked = released.found_again(a_link(id=UUID(int=9), fingerprint=b"another"))
    assert (linked.state, linked.id, linked.version, linked.reason) == (LinkState.LINKED, released.id, 3, None)
    assert released.lapsed() is released


def test_a_link_found_again_keeps_its_story_and_moves_only_when_something_differs() -> None:
    restored = a_link().decided("release", reason="一", officer="o", by="branch", at=AT)
    restored = restored.decided("restore", reason="二", officer="o", by="branch", at=AT)

    assert restored.found_again(a_link(id=UUID(int=9))) is restored
    swapped = restored.found_again(a_link(id=UUID(int=9), kept_id=UUID(int=3), duplicate_id=UUID(int=2)))
    assert (swapped.version, swapped.kept_id, swapped.reason) == (4, UUID(int=3), "二")


def test_a_link_that_lapsed_is_found_anew() -> None:
    lapsed = a_link().lapsed()

    assert (lapsed.state, lapsed.version, lapsed.lapsed()) == (LinkState.LAPSED, 2, lapsed)
    assert lapsed.found_again(a_link(id=UUID(int=9))).state is LinkState.LINKED


def test_a_vacancy_is_linked_to_so_many_that_are_most_alike_and_to_those_it_was_linked_to() -> None:
    mine = compared()
    others = [compared(position=number) for number in range(2, MOST_LINKED + 5)]
    last = others[-1]
    comparison = Comparison(POLICY, title_similarity)

    found = comparison.find([mine], others, held=())
    again = comparison.find([mine], others, held={frozenset({mine.id, last.id})})

    assert [other.position for _, other, _ in found] == list(range(2, MOST_LINKED + 2))
    assert [other.position for _, other, _ in again] == [*range(2, MOST_LINKED + 2), last.position]


@given(st.lists(st.sampled_from(["資安工程師", "資安工程師 早班", "門市人員 3店", "門市人員"]), max_size=6))
def test_finding_comes_to_what_comparing_every_two_comes_to(titles: list[str]) -> None:
    everyone = [compared(title, position=number) for number, title in enumerate(titles)]
    comparison = Comparison(POLICY, title_similarity)

    found = {frozenset({one.id, other.id}) for one, other, _ in comparison.find(everyone, everyone, held=())}

    alike = {frozenset({one.id, other.id}) for one, other in permutations(everyone, 2) if likeness(one, other)}
    assert found == alike
