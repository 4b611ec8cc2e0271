"""What vacancies are counted by, and which counts may be published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vacancy.domain.demand import SMALL, Count, dimensions_of, published


@pytest.mark.parametrize(
    ("stated", "education"),
    [
        ("大學", "bachelor"),
        ("不拘", "any"),
        ("高中", "senior-high"),
        ("高職", "vocational-high"),
        ("大專以上", "other"),
        (None, "unstated"),
    ],
)
def test_education_is_counted_by_the_feeds_levels(stated: str | None, education: str) -> None:
    facts = {} if stated is None else {"education": stated}

    assert dimensions_of(facts).education == education


@pytest.mark.parametrize(
    ("stated", "experience"),
    [
        ("無", "none"),
        ("不拘", "none"),
        ("1年內", "under-1"),
        ("1年以上", "from-01"),
        ("3 年以上", "from-03"),
        ("1年以上(含)", "from-01"),
        ("15年以上", "from-15"),
        ("99年以上", "other"),
        ("資深", "other"),
        (None, "unstated"),
    ],
)
def test_experience_is_counted_by_the_feeds_years(stated: str | None, experience: str) -> None:
    facts = {} if stated is None else {"experience": stated}

    assert dimensions_of(facts).experience == experience


def counts(*sizes: int) -> list[Count]:
    return [Count(f"key-{place:02}", size, size * 2) for place, size in enumerate(sizes)]


def shown(found: list[Count]) -> list[int | None]:
    return [one.vacancies for one in found]


@pytest.mark.parametrize(
    ("sizes", "overlapping", "additive"),
    [
        ((9, 5, 4), [9, 5, None], [9, None, None]),
        ((9, 5), [9, 5], [9, 5]),
        ((4,), [None], [None]),
        ((9, 1, 1), [9, None, None], [None, None, None]),
        ((9, 8, 3, 2), [9, 8, None, None], [9, 8, None, None]),
        ((9, 8, 2, 2), [9, 8, None, None], [9, None, None, None]),
        ((), [], []),
    ],
)
def test_a_small_count_is_withheld_and_where_a_subtraction_would_tell_it_the_next_one_too(
    sizes: tuple[int, ...], overlapping: list[int | None], additive: list[int | None]
) -> None:
    assert shown(published(counts(*sizes), additive=False)) == overlapping
    assert shown(published(counts(*sizes), additive=True)) == additive


SIZES = st.lists(st.integers(1, 12), max_size=8).map(tuple)


@given(SIZES)
def test_what_is_withheld_cannot_be_told_from_the_total(sizes: tuple[int, ...]) -> None:
    found = published(counts(*sizes), additive=True)

    assert [one.key for one in found] == [one.key for one in counts(*sizes)]
    hidden = [size for size, one in zip(sizes, found, strict=True) if one.suppressed]
    assert all(one.vacancies is None or one.vacancies >= SMALL for one in found)
    assert all((one.vacancies is None) is (one.openings is None) for one in found)
    if hidden and len(hidden) < len(sizes):
        assert len(hidden) >= 2
        assert sum(hidden) >= SMALL


@given(SIZES)
def test_counts_that_are_large_enough_are_published_as_they_are(sizes: tuple[int, ...]) -> None:
    large = counts(*(size + SMALL for size in sizes))

    assert published(large, additive=True) == published(large, additive=False) == large


def test_the_months_of_a_published_count_keep_to_the_rule_and_those_of_a_withheld_one_are_withheld() -> None:
    months = tuple(Count(f"2026-0{n}", size, size) for n, size in enumerate((7, 6, 3), 1))

    large, small = published([Count("a", 16, 16, months=months), Count("b", 3, 3, months=(months[2],))], additive=False)

    assert shown(list(large.months)) == [7, None, None]
    assert (small.vacancies, shown(list(small.months))) == (None, [None])
