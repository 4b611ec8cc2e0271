"""Worlds unlike any real one: everything the engine promises holds in each of them."""

from dataclasses import replace

import numpy as np
import pytest
from matching.engine.explain import explain
from matching.engine.index import build
from matching.engine.lottery import tickets
from matching.engine.policy import Policy, ring
from matching.engine.rounds import Mode, Terms, assign, resume
from matching.engine.tables import Vacancies, Youths
from matching.engine.topk import topk_batch
from matching.engine.verify import verify

from bench.matching import naive, yv1
from bench.matching.naive_rounds import blocking_pairs, deferred_acceptance

World = tuple[Policy, Vacancies, Youths]

N, V = 40, 30


def world(changed: dict[str, np.ndarray] | None = None, policy: Policy | None = None) -> World:
    """Forty youths and thirty vacancies drawn from YV-1, with columns changed (``y_…`` the youths', ``v_…`` theirs)."""
    drawn = yv1.draw("S")
    youths, vacancies = drawn.youths.take(range(N)), drawn.vacancies.take(range(V))
    eager = {"regions": np.full(N, (1 << 22) - 1), "industries": np.full(N, (1 << 18) - 1)}
    eager |= {"certificates": np.full(N, (1 << 62) - 1), "education": np.full(N, 4)}
    mine = {name[2:]: value for name, value in (changed or {}).items() if name.startswith("y_")}
    theirs = {name[2:]: value for name, value in (changed or {}).items() if name.startswith("v_")}
    return (
        policy or drawn.policy,
        Vacancies.from_columns(vacancies.columns() | theirs),
        Youths.from_columns(youths.columns() | eager | mine),
    )


def one_region() -> World:
    one = replace(yv1.policy(), regions=("the only one",), neighbours=ring(("the only one",)))
    return world({"y_regions": np.ones(N), "y_home": np.zeros(N), "v_region": np.zeros(V)}, one)


def no_skills() -> World:
    none = {f"v_{name}": np.empty(0) for name in ("skills.values", "importance", "level")}
    return world({"v_skills.offsets": np.zeros(V + 1), **none})


def all_ties() -> World:
    """Every vacancy is the same, and so is every youth."""
    _, vacancies, youths = world()
    same_vacancies = {f"v_{name}": value for name, value in _repeated(vacancies, V).items()}
    return world(same_vacancies | {f"y_{name}": value for name, value in _repeated(youths, N).items()})


def _repeated(table: Vacancies | Youths, times: int) -> dict[str, np.ndarray]:
    one = table.take([7]).columns()
    lists = {name for name in one if name.endswith(".offsets")}
    columns = {name: np.tile(one[name], times) for name in one if name not in lists | {"number"}}
    return columns | {name: np.arange(times + 1) * one[name][-1] for name in lists}


def no_seats() -> World:
    return world({"v_openings": np.zeros(V)})


def one_seat() -> World:
    return world({"v_openings": np.eye(1, V, 3).ravel()})


def nobody_eligible() -> World:
    return world({"v_certificates": np.full(V, 1 << 61), "y_certificates": np.zeros(N)})


def no_vacancies() -> World:
    policy, vacancies, youths = world()
    return policy, vacancies.take([]), youths


def no_youths() -> World:
    policy, vacancies, youths = world()
    return policy, vacancies, youths.take([])


def nothing_known() -> World:
    """Everything that may be absent is."""
    absent = {f"y_{name}": np.full(N, -1) for name in ("home", "education", "field", "wage")}
    absent |= {f"v_{name}": np.full(V, -1) for name in ("wage", "education", "course")}
    return world(absent | {"y_preferences": np.zeros(N), "v_fields": np.zeros(V)})


WORLDS = (
    one_region, no_skills, all_ties, no_seats, one_seat, nobody_eligible, no_vacancies, no_youths, nothing_known,
)  # fmt: skip


@pytest.fixture(params=WORLDS, ids=lambda make: make.__name__, scope="module")
def odd(request: pytest.FixtureRequest) -> World:
    made: World = request.param()
    return made


@pytest.mark.parametrize("k", [1, 20, 10 * V])
def test_lists_are_as_specified(odd: World, k: int) -> None:
    policy, vacancies, youths = odd
    held = naive.rows(vacancies)

    found = topk_batch(build(vacancies, policy), youths, k)

    for row, youth in enumerate(naive.rows(youths)):
        shown = zip(vacancies.number[found.positions[row]], found.scores[row], strict=True) if len(vacancies) else ()
        listed = [(int(number), int(score)) for number, score in shown if score >= 0]
        assert listed == naive.topk(policy, youth, held, k)


def test_a_stable_round_is_the_one_of_the_book_and_resumes_to_itself(odd: World) -> None:
    policy, vacancies, youths = odd
    index = build(vacancies, policy)

    outcome = assign(index, youths, Terms(seed=3))

    drawn = tickets(youths.number, 3).tolist()
    ticket = dict(zip(youths.number.tolist(), drawn, strict=True))
    assert dict(outcome.pairs()) == deferred_acceptance(policy, naive.rows(youths), naive.rows(vacancies), ticket)
    assert verify(outcome).holds
    half = assign(index, youths.take(range(len(youths) // 2)), Terms(seed=3))
    later = resume(half, arrivals=youths.take(range(len(youths) // 2, len(youths))))
    assert sorted(later.pairs()) == sorted(outcome.pairs())


def test_a_max_total_round_never_exceeds_its_bound(odd: World) -> None:
    policy, vacancies, youths = odd

    outcome = assign(build(vacancies, policy), youths, Terms(mode="max_total", step=1, tolerance=0.0))

    assert outcome.certificate is not None
    assert outcome.total <= outcome.certificate.bound <= outcome.total + N
    assert verify(outcome).holds


@pytest.mark.parametrize("mode", ["stable", "max_total"])
def test_blocking_pairs_are_counted_as_one_counts_them_by_hand(odd: World, mode: Mode) -> None:
    policy, vacancies, youths = odd

    outcome = assign(build(vacancies, policy), youths, Terms(mode=mode, seed=4))

    ticket = dict(zip(youths.number.tolist(), outcome.lottery.tolist(), strict=True))
    rows = naive.rows(youths), naive.rows(vacancies)
    assert verify(outcome).blocking_pairs == blocking_pairs(policy, *rows, dict(outcome.pairs()), ticket)


def test_every_explanation_sums_to_its_score(odd: World) -> None:
    policy, vacancies, youths = odd
    index = build(vacancies, policy)
    for row, youth in enumerate(naive.rows(youths.take(range(min(len(youths), 5))))):
        for vacancy in naive.rows(vacancies):
            found = explain(index, youths, row, vacancy["number"])

            assert found.score == naive.score(policy, youth, vacancy)[0]
            for component in found.components:
                assert sum(part.points for part in component.evidence) == component.points
            assert sum(component.points for component in found.components) == found.score


def test_the_order_of_youths_who_are_all_alike_does_not_decide() -> None:
    policy, vacancies, youths = all_ties()
    scarce = Vacancies.from_columns(vacancies.columns() | {"openings": np.eye(1, V, 3).ravel()})
    index, order = build(scarce, policy), np.arange(N)[::-1]

    one, other = (assign(index, people, Terms(seed=5)) for people in (youths, youths.take(order)))

    assert one.pairs() == other.pairs()
    assert len(one.pairs()) == 1
