"""A policy is data; one that contradicts itself is refused when it is read."""

import json
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from matching.engine.index import build
from matching.engine.lottery import tickets
from matching.engine.policy import PolicyRefused, default_policy, policy_from, ring
from matching.engine.tables import TableRefused, Vacancies, Youths
from matching.engine.topk import topk_batch

from bench.matching import yv1

Data = dict[str, Any]


def wrong(change: Callable[[Data], object]) -> Data:
    data: Data = json.loads(json.dumps(default_policy().as_data()))
    change(data)
    return data


WRONG: dict[str, Callable[[Data], object]] = {
    "weights that do not sum": lambda p: p["weights"].update(skills=4_999),
    "a negative weight": lambda p: p["weights"].update(skills=7_000, training=-1_000),
    "an unknown key": lambda p: p.update(gender=100),
    "an unknown weight": lambda p: p["weights"].update(gender=0),
    "a missing key": lambda p: p.pop("absent"),
    "a missing absent rule": lambda p: p["absent"].pop("vacancy_wage"),
    "a number in quotes": lambda p: p["wage"].update(step="125"),
    "a truth for a number": lambda p: p["wage"].update(step=True),
    "a number for a truth": lambda p: p["filters"].update(region=1),
    "more wage steps than points": lambda p: p["wage"].update(steps=9),
    "a wage unit of nothing": lambda p: p["wage"].update(unit=0),
    "a band above its weight": lambda p: p["bands"].update(location_neighbour=1_001),
    "points for absence above the weight": lambda p: p["absent"].update(vacancy_skills=5_001),
    "an unknown word for absence": lambda p: p["absent"].update(youth_education="guess"),
    "a list for an object": lambda p: p.update(filters=[]),
    "an object for a list": lambda p: p.update(regions={}),
    "a list for the neighbours": lambda p: p.update(neighbours=[]),
    "no regions": lambda p: p.update(regions=[], neighbours={}),
    "a region twice": lambda p: p["regions"].append("臺北市"),
    "too many industries": lambda p: p.update(industries=[str(at) for at in range(63)]),
    "a neighbour of an unknown region": lambda p: p["neighbours"].update(金山=["臺北市"]),
    "an unknown neighbour": lambda p: p["neighbours"]["臺北市"].append("金山"),
    "its own neighbour": lambda p: p["neighbours"]["臺北市"].append("臺北市"),
    "a one-sided neighbour": lambda p: p["neighbours"]["澎湖縣"].append("臺北市"),
    "no version": lambda p: p.update(version=" "),
    "no levels": lambda p: p["skills"].update(levels=0),
    "a negative floor": lambda p: p["skills"].update(importance_floor=-1),
    "an employer band of nothing": lambda p: p.update(employer_band=0),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_policy_is_refused(change: Callable[[Data], object]) -> None:
    with pytest.raises(PolicyRefused):
        policy_from(wrong(change))


def test_a_policy_survives_being_written_down() -> None:
    policy = default_policy()

    again = policy_from(json.loads(json.dumps(policy.as_data())))

    assert again == policy
    assert again.digest == policy.digest
    assert policy_from(wrong(lambda p: p.update(version="2"))).digest != policy.digest


def test_the_default_policy_knows_the_counties_and_the_key_industries() -> None:
    policy = default_policy()

    assert len(policy.regions) == 22
    assert len(policy.industries) == 18
    taipei = policy.neighbour_masks[policy.regions.index("臺北市")]
    assert {name for at, name in enumerate(policy.regions) if taipei >> at & 1} == {"新北市", "基隆市"}


def test_regions_in_a_ring_have_two_neighbours() -> None:
    assert {name: set(beside) for name, beside in ring(("a", "b", "c", "d")).items()} == {
        "a": {"b", "d"}, "b": {"a", "c"}, "c": {"b", "d"}, "d": {"a", "c"},
    }  # fmt: skip
    assert ring(("a", "b")) == {"a": ("b",), "b": ("a",)}
    assert ring(("a",)) == {"a": ()}


def test_gender_has_no_way_into_a_score_a_key_or_the_lottery(small: yv1.World) -> None:
    words = {column.name for table in (Youths, Vacancies) for column in fields(table)}
    words |= set(json.dumps(default_policy().as_data()).split('"'))

    assert not {word for word in words if "gender" in word or "sex" in word or "female" in word}
    women, men = (tickets(small.youths.number, 3)[group].mean() / 2**48 for group in (small.female, ~small.female))
    assert abs(women - 0.5) < 0.02
    assert abs(men - 0.5) < 0.02


def test_an_importance_floor_keeps_one_skill_vacancies_from_becoming_hubs(small: yv1.World) -> None:
    columns = small.vacancies.columns()
    single = small.vacancies.skills
    first = single.offsets[:-1]
    short = Vacancies.from_columns(
        columns
        | {"skills.offsets": np.arange(len(first) + 1), "skills.values": single.values[first]}
        | {"importance": np.full(len(first), 2), "level": np.ones(len(first), dtype=np.int8)}
    )
    data = small.policy.as_data()
    floored = policy_from(data | {"skills": {"levels": 1, "importance_floor": 10}})

    plain = topk_batch(build(short, small.policy), small.youths, 1).scores
    with_floor = topk_batch(build(short, floored), small.youths, 1).scores

    assert (plain - with_floor).max() == 4_000


def test_codes_a_policy_does_not_name_are_refused(small: yv1.World) -> None:
    with pytest.raises(TableRefused):
        build(small.vacancies, policy_from(small.policy.as_data() | {"industries": ("only one",)}))


@pytest.mark.parametrize(
    "column",
    [
        {"number": np.array([1, 1])}, {"number": np.array([2, 1])}, {"importance": np.array([0])},
        {"wage": np.array([-2, 0])}, {"region": np.array([0])}, {"certificates": np.array([1 << 62, 0])},
        {"education": np.array([200, 0])}, {"skills.values": np.array([-1])}, {"skills.offsets": np.array([0, 2, 1])},
    ],
)  # fmt: skip
def test_a_malformed_table_is_refused(small: yv1.World, column: dict[str, np.ndarray]) -> None:
    columns = small.vacancies.take([0, 1]).columns()
    columns |= {"skills.offsets": np.array([0, 1, 1]), "skills.values": np.array([5])}
    columns |= {"importance": np.array([1]), "level": np.array([1])}
    Vacancies.from_columns(columns)

    with pytest.raises(TableRefused):
        Vacancies.from_columns(columns | column)


def test_tables_cannot_be_written(small: yv1.World) -> None:
    with pytest.raises(ValueError, match="read-only"):
        small.youths.wage[0] = 0
