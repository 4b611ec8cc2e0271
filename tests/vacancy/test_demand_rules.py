"""What vacancies are counted by, and which counts may be published."""

import random
from collections.abc import Iterator, Sequence
from itertools import chain, combinations, product

import pytest
from fields.disclosure import SMALL
from hypothesis import given
from hypothesis import strategies as st
from vacancy.domain.demand import By, Count, Tables, dimensions_of, published


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
    ("sizes", "expected"),
    [
        ((30, 9, 5, 4), [30, None, None, None]),
        ((9, 5, 4), [9, None, None]),
        ((9, 5, 1), [None, None, None]),
        ((9, 5), [9, 5]),
        ((4,), [None]),
        ((9, 1, 1), [None, None, None]),
        ((9, 8, 3, 2), [9, 8, None, None]),
        ((9, 8, 2, 2), [9, None, None, None]),
        ((30, 9, 8, 2, 2), [30, None, None, None, None]),
        ((), []),
    ],
)
def test_a_small_count_is_withheld_and_where_a_subtraction_would_tell_it_the_next_one_too(
    sizes: tuple[int, ...], expected: list[int | None]
) -> None:
    assert shown(published(counts(*sizes))) == expected


def test_what_is_withheld_elsewhere_takes_the_smallest_of_the_rest_with_it() -> None:
    assert shown(published(counts(9, 8, 7, 6), hidden=["key-01"])) == [9, None, 7, None]


SIZES = st.lists(st.integers(1, 12), max_size=8).map(tuple)


@given(SIZES)
def test_what_is_withheld_cannot_be_told_from_the_total(sizes: tuple[int, ...]) -> None:
    found = published(counts(*sizes))

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

    assert published(large) == large


COUNTIES, FIELDS = ("63000", "64000", "65000"), ("cloud", "security")
SKILLS = {"aws": "cloud", "firewall": "security"}
ASKED = (*FIELDS, "both")
World = tuple[int, ...]
"""How many vacancies of each county ask for the one field, the other, and both; the first county first."""
Answer = tuple[tuple[str, int | None], ...]


def in_cell(world: World, *, county: str | None, field: str | None) -> int:
    """How many vacancies of a county, or of all, ask for a field, or for any."""
    return sum(
        size
        for size, (where, asks) in zip(world, product(COUNTIES, ASKED), strict=True)
        if county in (None, where) and field in (None, asks, *(FIELDS if asks == "both" else ()))
    )


def table(world: World, by: By, field: str | None) -> list[Count]:
    """What is counted; a key without a vacancy is not there."""
    if by is By.COUNTY:
        cells = {one: in_cell(world, county=one, field=field) for one in COUNTIES}
    else:
        keys = [one for one in FIELDS if field in (None, one)]
        cells = {one: in_cell(world, county=None, field=one) for one in keys}
    return [Count(key, size, size) for key, size in cells.items() if size]


def answers(world: World) -> list[Answer]:
    """Everything that may be asked, as it is published: each table with its total."""
    fields, found = table(world, By.FIELD, None), []
    for by, field in product((By.COUNTY, By.FIELD), (None, *FIELDS)):
        asked = table(world, by, field)
        of_kind = table(world, by, None) if field and by is By.COUNTY else []
        tables = Tables(by=by, field=field, fields=fields, asked=asked, of_kind=of_kind)
        shown = tables.published(SKILLS)
        total = in_cell(world, county=None, field=field)
        told = total if total >= SMALL and (shown or field is None) else None
        found.append((("total", told), *((one.key, one.vacancies) for one in shown)))
    return found


CELLS = range(len(COUNTIES) * len(ASKED))
Move = tuple[int | None, int | None, int]
"""So many vacancies leave one cell of a world for another, or come from nowhere, or go there."""
MOVES: list[Move] = [
    (origin, target, size)
    for size in range(1, 6)
    for origin, target in product((None, *CELLS), repeat=2)
    if origin != target
]


def moved(world: World, moves: Sequence[Move]) -> World | None:
    """Another world; None: one cannot leave where nobody is."""
    sizes = list(world)
    for origin, target, size in moves:
        if origin is not None:
            sizes[origin] -= size
        if target is not None:
            sizes[target] += size
    return None if min(sizes) < 0 else tuple(sizes)


def others(world: World) -> Iterator[World]:
    """Worlds one move away, and then some of those two away."""
    chance = random.Random(str(world))
    twice = ((chance.choice(MOVES), chance.choice(MOVES)) for _ in range(20_000))
    near = (moved(world, moves) for moves in chain(((one,) for one in MOVES), twice))
    return (one for one in near if one is not None)


ASKABLE = list(product((By.COUNTY, By.FIELD), (None, *FIELDS)))


@pytest.mark.parametrize(
    "world",
    [
        # of the kind 64000 is withheld for 63000's sake; of the one field it would show
        (0, 1, 0, 5, 0, 0, 0, 9, 0),
        # of the kind the one field is withheld for the other's sake; asked for alone it would show
        (7, 4, 0, 0, 0, 0, 0, 0, 0),
        (9, 0, 0, 6, 2, 0, 0, 7, 0),
        (6, 0, 1, 0, 8, 0, 5, 0, 2),
        (2, 2, 2, 6, 6, 0, 0, 0, 9),
        (0, 4, 0, 9, 0, 0, 9, 0, 0),
    ],
)
def test_no_two_answers_tell_a_count_that_is_withheld(world: World) -> None:
    told = answers(world)
    small = {
        (asked, one.key): one.vacancies
        for asked, (by, field) in enumerate(ASKABLE)
        for one in table(world, by, field)
        if (one.vacancies or 0) < SMALL
    }
    wanted = {(pair, cell) for pair in combinations(range(len(told)), 2) for cell in small if cell[0] in pair}

    for other in others(world):
        if not wanted:
            break
        tells = answers(other)
        counts_there = {asked: {one.key: one.vacancies for one in table(other, *ASKABLE[asked])} for asked, _ in small}
        # another world that gives both answers and holds another count there: nobody can tell which one it is
        wanted -= {
            (pair, (asked, key))
            for pair, (asked, key) in wanted
            if all(tells[one] == told[one] for one in pair) and counts_there[asked].get(key) != small[asked, key]
        }

    assert not wanted
