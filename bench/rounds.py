"""Arms measured in turn, round by round, so that what the machine does beside us falls on all of them alike."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import psutil

from bench.load import Load, Measured, put_on
from bench.report import Row


@dataclass(frozen=True, slots=True)
class Arm:
    """One side of a comparison, served by process ``pid``; ``prepare`` runs before each of its rounds, untimed."""

    name: str
    load: Load
    pid: int
    prepare: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Run:
    """One round of one arm, and the milliseconds of processor time that its server took for an answer."""

    seen: Measured
    cpu_ms: float


Runs = Mapping[str, Sequence[Run]]


def interleaved(arms: Sequence[Arm], *, rounds: int) -> Runs:
    """Measure every arm in every round, every other round backwards."""
    runs: dict[str, list[Run]] = {arm.name: [] for arm in arms}
    for number in range(rounds):
        for arm in arms if number % 2 == 0 else reversed(arms):
            arm.prepare()
            before = _cpu_seconds(arm.pid)
            seen = put_on(arm.load)
            run = Run(seen, 1000 * (_cpu_seconds(arm.pid) - before) / seen.answers)
            runs[arm.name].append(run)
            print(
                f"  round {number + 1}  {arm.name:24}{seen.per_second:>9,.0f} /s  p99 {seen.p99_ms:.0f} ms", flush=True
            )
    return runs


def ratio(runs: Runs, name: str, *, to: str) -> float:
    """The median over the rounds of one arm's rate to another's in the same round."""
    pairs = zip(runs[name], runs[to], strict=True)
    return statistics.median(run.seen.per_second / other.seen.per_second for run, other in pairs)


def rows(what: str, runs: Runs, *, to: str) -> list[Row]:
    """A row an arm: medians over the rounds, and the rate as a ratio to the arm ``to``."""
    return [
        {
            "what": what,
            "arm": name,
            "per_second": statistics.median(run.seen.per_second for run in of_arm),
            "p50_ms": statistics.median(run.seen.p50_ms for run in of_arm),
            "p99_ms": statistics.median(run.seen.p99_ms for run in of_arm),
            "cpu_ms": statistics.median(run.cpu_ms for run in of_arm),
            "ratio": ratio(runs, name, to=to),
        }
        for name, of_arm in runs.items()
    ]


def _cpu_seconds(pid: int) -> float:
    spent = psutil.Process(pid).cpu_times()
    return float(spent.user + spent.system)
