"""Top-k against its peers: exact on the same youths, one thread on each side."""

import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec

import numpy as np
from matching.engine.gather import Scorer
from matching.engine.index import Index
from matching.engine.policy import MAX_CODES
from matching.engine.tables import Ints
from matching.engine.topk import Found, market_of, topk, topk_batch

from bench.matching import naive
from bench.matching.measure import (
    Results,
    forget_peak,
    held_megabytes,
    read_gigabytes_per_second,
    timed,
)
from bench.matching.search_peers import Database, SparseProduct
from bench.matching.yv1 import Whole, World

K = 20
Lists = tuple[Whole, Whole]
NAIVE_BAR = {"S": 40, "M": 200, "L": 1000}
NUMPY_BAR = {"S": 20, "M": 11, "L": 20}
DUCKDB_BAR = {"S": 35, "M": 150, "L": 350}
SAMPLE = {"S": 10_000, "M": 10_000, "L": 5_000}
PEER_SAMPLE = {"S": 10_000, "M": 2_000, "L": 1_000}
NAIVE_SAMPLE = {"S": 10_000, "M": 200, "L": 30}
"""All of S: the whole world equals the specification."""
TURNS = {"S": 7, "M": 3, "L": 2}
"""How often the kernel and a library are called in turn; the best of each counts. The machine swings more than that."""


def search(world: World, index: Index, results: Results) -> None:
    """Measure the kernel, then every peer that is installed."""
    size = results.size
    rows = np.arange(SAMPLE[size])

    def kernel() -> Found:
        return topk_batch(index, world.youths, K, rows=rows)

    seconds, found = timed(kernel, 3 * TURNS[size])
    mine = seconds / len(rows)
    results.numbers["kernel_us"] = mine * 1e6
    results.row("kernel, batch", f"{mine * 1e6:.2f} us/youth", "1", f"{len(rows)} youths, one thread")
    hinted, _ = timed(lambda: topk_batch(index, world.youths, K, rows=rows, hints=found.scores[:, -1]))
    results.row("kernel, hinted with the right threshold", f"{hinted / len(rows) * 1e6:.2f} us/youth")
    alone, both = (
        timed(partial(topk_batch, index, world.youths, K, rows=rows, threads=n), clock=time.perf_counter)[0]
        for n in (1, 2)
    )
    results.row(
        "kernel, two threads, by the wall clock", f"{both / len(rows) * 1e6:.2f} us/youth", f"{alone / both:.2f}x"
    )
    _where_the_time_goes(world, index, results, rows, mine)
    _against_naive(world, found, results, mine)
    some = rows[:: len(rows) // 500]
    slow, plain = timed(lambda: topk_batch(index, world.youths, K, rows=some, compiled=False), 1)
    _same("numpy gather", plain.positions, plain.scores, found, some)
    ratio = slow / len(some) / mine
    results.row("numpy gather", f"{slow / len(some) * 1e6:.0f} us/youth", f"{ratio:.1f}x", f"{len(some)} youths, equal")
    results.at_least("(d) numpy gather / kernel", ratio, NUMPY_BAR[size])
    _against_libraries(world, found, results, kernel)
    _online(world, index, results)


def _where_the_time_goes(world: World, index: Index, results: Results, rows: Whole, mine: float) -> None:
    """Split the time into streaming (no row can qualify) and looking, and set it against memory bandwidth."""
    impossible = market_of(index, floor=np.full(len(world.youths), 20_000))
    streaming, _ = timed(lambda: topk_batch(index, world.youths, K, rows=rows, market=impossible))
    tested, posted = _work(world, index, rows[:200])
    share = streaming / len(rows) / mine
    # base, wage, wishes, certificates: read once a row; the values themselves stay in the nearest cache
    bytes_touched = 13.5 * tested + 4 * posted
    rate = bytes_touched / mine / 1e9
    bandwidth = read_gigabytes_per_second()
    results.row(
        "… of it: summing, adding, comparing", f"{share:.0%}", "", f"{tested:.0f} rows, {posted:.0f} postings a youth"
    )
    results.row("… of it: looking at rows that may qualify", f"{1 - share:.0%}")
    results.row("pairs per second", f"{tested / mine / 1e6:.0f} M")
    results.row(
        "bytes streamed", f"{rate:.2f} GB/s", f"1/{bandwidth / rate:.0f}", f"of {bandwidth:.1f} GB/s memory bandwidth"
    )
    results.numbers |= {"rows_tested": tested, "postings": posted, "streaming_share": share}


def _work(world: World, index: Index, rows: Whole) -> tuple[float, float]:
    """Rows and postings within reach of a youth, on average."""
    scorer, tables = Scorer(index), index.tables
    cell = np.searchsorted(tables.start, np.arange(len(index.vacancies)), side="right") - 1
    fields, courses = index.rules.fields, index.rules.fields + MAX_CODES
    tested = posted = 0
    for row in rows.tolist():
        reachable = scorer.reachable(world.youths, row)
        tested += len(reachable)
        field = np.array([fields + world.youths.field[row]])
        own = np.concatenate([world.youths.skills[row], field, courses + world.youths.courses[row]])
        lists = own[:, None] * index.rules.cells + np.unique(cell[reachable])
        posted += int((tables.posted[lists + 1] - tables.posted[lists]).sum())
    return tested / len(rows), posted / len(rows)


def _against_naive(world: World, found: Found, results: Results, mine: float) -> None:
    n = NAIVE_SAMPLE[results.size]
    youths, vacancies = naive.rows(world.youths.take(range(n))), naive.rows(world.vacancies)
    seconds, lists = timed(lambda: [naive.topk(world.policy, youth, vacancies, K) for youth in youths], 1)
    for row, expected in enumerate(lists):
        got = [
            (int(at), int(score)) for at, score in zip(found.positions[row], found.scores[row], strict=True) if at >= 0
        ]
        if got != expected:
            raise ValueError(f"youth {row}: the kernel and the specification differ")
    ratio = seconds / n / mine
    results.row("naive Python", f"{seconds / n * 1e6:.0f} us/youth", f"{ratio:.0f}x", f"{n} youths, equal")
    results.at_least("(a) naive Python / kernel", ratio, NAIVE_BAR[results.size])


def _in_turn(kernel: Callable[[], Found], library: Callable[[], Lists], turns: int) -> tuple[float, float, Lists]:
    """Seconds of the kernel and of a library, the best of each, and the library's answer."""
    mine = theirs = float("inf")
    for _ in range(turns):
        mine = min(mine, timed(kernel)[0])
        seconds, answer = timed(library, 1)
        theirs = min(theirs, seconds)
    return mine, theirs, answer


def _against_libraries(world: World, found: Found, results: Results, kernel: Callable[[], Found]) -> None:
    n, turns, many = PEER_SAMPLE[results.size], TURNS[results.size], SAMPLE[results.size]
    if find_spec("sparse_dot_topn") and find_spec("scipy"):
        before = forget_peak()
        product = SparseProduct(world)
        mine, seconds, (vacancies, scores) = _in_turn(kernel, lambda: product.topk(n, K), turns)
        _same("sparse_dot_topn", vacancies, scores, found, np.arange(n))
        ratio = seconds / n / (mine / many)
        results.row(
            "sparse_dot_topn per block",
            f"{seconds / n * 1e6:.0f} us/youth",
            f"{ratio:.1f}x",
            f"{n} youths, equal, {_more(before)}",
        )
        results.at_least("(b) sparse_dot_topn per block / kernel", ratio, 20)
    else:
        results.absent.append("sparse_dot_topn")
    if find_spec("duckdb"):
        before = forget_peak()
        database = Database(world, n)
        mine, seconds, (vacancies, scores) = _in_turn(kernel, lambda: database.topk(K), turns)
        _same("DuckDB", vacancies, scores, found, np.arange(n))
        ratio = seconds / n / (mine / many)
        results.row(
            "DuckDB", f"{seconds / n * 1e6:.0f} us/youth", f"{ratio:.0f}x", f"{n} youths, equal, {_more(before)}"
        )
        results.at_least("(c) DuckDB / kernel", ratio, DUCKDB_BAR[results.size])
    else:
        results.absent.append("duckdb")


def _more(before: float) -> str:
    """What a peer needed at its peak, on top of the world that everybody shares."""
    return f"{held_megabytes('VmHWM') - before:.0f} MB more"


def _same(name: str, positions: Ints, scores: Ints, found: Found, rows: Whole) -> None:
    if not (np.array_equal(positions, found.positions[rows]) and np.array_equal(scores, found.scores[rows])):
        raise ValueError(f"{name} and the kernel differ")


def _online(world: World, index: Index, results: Results) -> None:
    """One youth at a time, admissible count included: random youths, then youths open to everything."""
    everywhere = np.flatnonzero((world.youths.regions == (1 << 22) - 1) & (world.youths.industries == (1 << 18) - 1))
    for name, rows in (
        ("random youths", np.arange(0, len(world.youths), len(world.youths) // 2000)),
        ("open to everything", everywhere[:500]),
    ):
        taken, passed = [], []
        for row in rows.tolist():
            working, waiting = time.thread_time(), time.perf_counter()
            topk(index, world.youths, row, K)
            taken.append(time.thread_time() - working)
            passed.append(time.perf_counter() - waiting)
        for clock, seen in (("", taken), (", by the wall clock", passed)):
            middle, late = (float(np.quantile(seen, share)) * 1e3 for share in (0.5, 0.99))
            shown = f"{middle:.3f} / {late:.3f} / {max(seen) * 1e3:.2f}"
            results.row(f"online, {name}: p50 / p99 / max{clock}", shown, "", "ms")
        if name == "random youths":
            results.numbers["online_p99_us"] = float(np.quantile(taken, 0.99)) * 1e6
        results.at_most(f"(e) online p99 in ms, {name}", float(np.quantile(taken, 0.99)) * 1e3, 1.0)
