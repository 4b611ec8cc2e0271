"""Matching rounds against their peers, on lists of 20 and over all pairs."""

import json
import subprocess
import sys
import tempfile
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from matching.engine.auction import Columns, auction
from matching.engine.index import Index
from matching.engine.lottery import tickets
from matching.engine.rounds import Outcome, Terms, assign
from matching.engine.stable import Deferral, Seats
from matching.engine.tables import LOTTERY_BITS
from matching.engine.topk import Found, topk_batch
from matching.engine.verify import verify

from bench.matching import naive
from bench.matching.measure import Results, timed
from bench.matching.naive_rounds import blocking_pairs
from bench.matching.yv1 import Whole, World

K = 20
EXAMINED = {"S": 10_000, "M": 500, "L": 50}
STEP = 5
"""Points by which the auction on lists may fall short per placement: fine enough for a gap of 0.05 %."""


def rounds(world: World, index: Index, results: Results, matching_peer: str | None) -> None:
    """Measure both solvers on static lists, then both loops over all pairs, and verify what they give."""
    lists = topk_batch(index, world.youths, K)
    seconds, deferral = _deferred(world, index, lists, results)
    _peer_matching(world, deferral, seconds, results, matching_peer)
    _auctioned(world, lists, results)
    for terms in (Terms(mode="stable"), Terms(mode="max_total")):
        name = f"{terms.mode} over all pairs"
        seconds, outcome = timed(partial(assign, index, world.youths, terms), 1)
        placed = int((outcome.match >= 0).sum())
        remark = f"fill {placed / outcome.capacity.sum():.3f}, total {outcome.total}"
        results.row(name, f"{seconds:.2f} s", "", remark)
        _checked(outcome, results)
        if terms.mode == "stable" and results.size == "S":
            _by_brute_force(outcome, results)
        results.numbers[f"{terms.mode}_seconds"] = seconds


def _deferred(world: World, index: Index, lists: Found, results: Results) -> tuple[float, Deferral]:
    capacity = world.vacancies.openings
    lottery = tickets(world.youths.number, 0)

    def prepared() -> Deferral:
        deferral = Deferral(index, world.youths, lottery, Seats.empty(capacity, len(world.youths)), K)
        deferral.positions[:], deferral.bands[:], deferral.turn[:] = lists.positions, lists.bands, 0
        return deferral

    shortest = float("inf")
    for _ in range(3):
        deferral = prepared()
        seconds, _ = timed(partial(deferral.propose, np.arange(len(world.youths), dtype=np.int32)), 1)
        shortest = min(shortest, seconds)
    rate = deferral.proposals / shortest
    results.row(
        "deferred acceptance on lists of 20", f"{shortest * 1e3:.1f} ms", "1", f"{rate / 1e6:.0f} M proposals/s"
    )
    results.at_least("(f) deferred acceptance, M proposals per second", rate / 1e6, 20)
    return shortest, deferral


def _peer_matching(world: World, deferral: Deferral, mine: float, results: Results, folder: str | None) -> None:
    """PyPI ``matching`` on the same lists, in a process of its own; feasible at S only."""
    if results.size != "S":
        return
    if folder is None:
        results.absent.append("matching (PyPI)")
        return
    residents, wanted = _preferences(deferral)
    openings = {f"v{at}": int(world.vacancies.openings[int(at)]) for at in wanted}
    hospitals = {f"v{at}": ranked for at, ranked in wanted.items()}
    with tempfile.TemporaryDirectory() as scratch:
        lists = Path(scratch, "lists.json")
        lists.write_text(json.dumps({"residents": residents, "hospitals": hospitals, "capacities": openings}))
        command = [sys.executable, str(Path(__file__).with_name("hospital_resident.py")), str(lists)]
        done = subprocess.run(command, env={"PYTHONPATH": folder}, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    if found["pairs"] != int((deferral.seats.match >= 0).sum()):
        raise ValueError("PyPI matching and deferred acceptance place different numbers")
    ratio = found["seconds"] / mine
    results.row("PyPI matching, HospitalResident", f"{found['seconds']:.1f} s", f"{ratio:.0f}x", "same number placed")
    results.at_least("(f) PyPI matching / deferred acceptance", ratio, 3000)


def _preferences(deferral: Deferral) -> tuple[dict[str, list[str]], dict[int, list[str]]]:
    """Lists of vacancies by youth, and of youths by vacancy, best first, for everybody who is on one."""
    positions = deferral.positions
    youth, at = np.nonzero(positions >= 0)
    vacancy = positions[youth, at]
    keys = (deferral.bands[youth, at].astype(np.int64) << LOTTERY_BITS) | deferral.lottery[youth]
    order = np.lexsort((-keys, vacancy))
    wanted: dict[int, list[str]] = {}
    for who, what in zip(youth[order].tolist(), vacancy[order].tolist(), strict=True):
        wanted.setdefault(what, []).append(f"y{who}")
    residents: dict[str, list[str]] = {}
    for who, what in zip(youth.tolist(), vacancy.tolist(), strict=True):
        residents.setdefault(f"y{who}", []).append(f"v{what}")
    return residents, wanted


def _auctioned(world: World, lists: Found, results: Results) -> None:
    columns, capacity = Columns(lists), world.vacancies.openings
    seconds, (column, price) = timed(lambda: auction(columns, capacity, STEP))
    rows = np.flatnonzero(column >= 0)
    total = int(columns.scores[rows, column[rows]].sum(dtype=np.int64))
    bound = int((price * capacity).sum() + columns.profits(price).sum())
    gap = (bound - total) / bound
    results.row(
        f"auction on lists, step {STEP}", f"{seconds * 1e3:.1f} ms", "1", f"total {total}, certified gap {gap:.4%}"
    )
    results.at_most("(g) auction on lists, certified gap in %", gap * 100, 0.05)
    if find_spec("ortools") and results.size != "L":
        flow, best = timed(lambda: _min_cost_flow(lists, capacity), 1)
        results.row(
            "OR-tools min-cost flow on lists", f"{flow * 1e3:.0f} ms", f"{flow / seconds:.1f}x", f"total {best}"
        )
        results.at_least("(g) OR-tools / auction", flow / seconds, 10)
        if not total <= best <= bound:
            raise ValueError("the optimum lies outside the certified interval")
    elif not find_spec("ortools"):
        results.absent.append("ortools")


def _min_cost_flow(lists: Found, capacity: Any) -> int:
    """The best total on the lists: source, youths, vacancies, sink, and a free way past for everybody."""
    solver = import_module("ortools.graph.python.min_cost_flow").SimpleMinCostFlow()
    n, v = len(lists.positions), len(capacity)
    youth, at = np.nonzero(lists.positions >= 0)
    everybody, sink = np.arange(n), n + v
    tails = np.concatenate([youth, everybody, n + np.arange(v)])
    heads = np.concatenate([n + lists.positions[youth, at], np.full(n, sink), np.full(v, sink)])
    caps = np.concatenate([np.ones(len(youth) + n, dtype=np.int64), capacity])
    costs = np.concatenate([-lists.scores[youth, at], np.zeros(n + v, dtype=np.int64)])
    solver.add_arcs_with_capacity_and_unit_cost(tails, heads, caps, costs)
    solver.set_nodes_supplies(np.arange(n + v + 1), np.concatenate([np.ones(n), np.zeros(v), [-n]]).astype(np.int64))
    solver.solve()
    return -int(solver.optimal_cost())


def _by_brute_force(outcome: Outcome, results: Results) -> None:
    """All ten million pairs, by the specification alone."""
    youths, vacancies = naive.rows(outcome.youths), naive.rows(outcome.index.vacancies)
    ticket = dict(zip(outcome.youths.number.tolist(), outcome.lottery.tolist(), strict=True))
    found = blocking_pairs(outcome.index.policy, youths, vacancies, dict(outcome.pairs()), ticket)
    results.row("… blocking pairs by brute force", str(found), "", f"{len(youths) * len(vacancies)} pairs")
    results.at_most("(i) stable: blocking pairs by brute force", found, 0)


def _checked(outcome: Outcome, results: Results) -> None:
    n = len(outcome.youths)
    sample: Whole = np.arange(0, n, max(n // EXAMINED[results.size], 1))
    checked = verify(outcome, sample=sample)
    if not checked.holds:
        raise ValueError(f"the outcome does not verify: {dict(checked.wrong)}")
    examined = f"{checked.youths_examined} youths examined against all pairs"
    results.row("… blocking pairs", str(checked.blocking_pairs), "", examined)
    if checked.gap is None:
        results.at_most("(i) stable: blocking pairs", checked.blocking_pairs, 0)
    else:
        results.row("… certified gap", f"{checked.gap:.4%}", "", f"{outcome.manifest['rounds']} rounds")
        results.at_most("(h) max-total over all pairs, certified gap in %", checked.gap * 100, 0.1)
