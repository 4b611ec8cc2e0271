"""``python -m bench.matching --size S``: YV-1 drawn and checked, engine and peers measured, a table and a file.

The environment is the one it is started in; ``make bench NAME=matching`` prepares one with all peers first.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from matching.engine.index import build
from matching.engine.warm import warm_up

from bench.matching import growth, yv1
from bench.matching.assignment import rounds
from bench.matching.batch import whole_batch
from bench.matching.measure import Results, peak_megabytes, timed
from bench.matching.search import search

RESULTS = Path("bench/results")
PARTS = ("lists", "rounds")
CHECKSUMS = {"S": {"mean_score": 2929.2119, "mean_length": 11.5882}, "M": {}, "L": {"mean_best": 6845.2}}


def measure(size: str, part: str, matching_peer: str | None) -> Results:
    """Run one part at one size."""
    warm_up()
    results = Results(size)
    seconds, world = timed(lambda: yv1.draw(size), 1)
    results.row("YV-1 drawn, checksums hold", f"{seconds:.2f} s", "", f"{len(world.youths)} x {len(world.vacancies)}")
    seconds, index = timed(lambda: build(world.vacancies, world.policy), 1)
    results.row("index built", f"{seconds:.2f} s")
    results.numbers["build_seconds"] = seconds
    if part == "rounds":
        rounds(world, index, results, matching_peer)
    else:
        hot = sum(array.nbytes for array in index.tables) / 1e6
        results.row("index in memory", f"{hot:.1f} MB")
        results.numbers["index_megabytes"] = hot
        _batch(world, results)
        search(world, index, results)
    results.row("peak memory of this run, peers included", f"{peak_megabytes():.0f} MB")
    return results


def _batch(world: yv1.World, results: Results) -> None:
    found = whole_batch(world)
    for name, expected in CHECKSUMS[results.size].items():
        if found[name] != expected:
            raise ValueError(f"YV-1 {results.size}: {name} is {found[name]}, not {expected}")
    results.row("every youth, top 20, both threads together", f"{found['seconds']:.2f} s", "", "a process of its own")
    memory = f"{found['megabytes_loaded']:.0f} MB before the search"
    results.row("… its peak memory", f"{found['megabytes']:.0f} MB", "", memory)
    results.numbers |= {"batch_seconds": found["seconds"], "batch_megabytes": found["megabytes"]}
    results.at_most("whole batch, MB", found["megabytes"], 1000)


def keep(results: Results, part: str) -> dict[str, Any]:
    """Put the part into the size's file, beside the other part if that was measured; returns the whole."""
    path = RESULTS / f"matching-{results.size}.json"
    held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    held = {name: held[name] for name in PARTS if name in held} | {part: results.as_data()}
    path.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return held


def main() -> None:
    """Parse the command line, measure, print the bars, write the file."""
    parser = argparse.ArgumentParser(prog="bench.matching")
    parser.add_argument("--size", choices=list(yv1.SIZES), default="S")
    parser.add_argument("--part", choices=PARTS, action="append", help="only this part; both if not given")
    parser.add_argument("--matching-peer", metavar="FOLDER", help="where PyPI's matching was installed with --target")
    given = parser.parse_args()
    RESULTS.mkdir(parents=True, exist_ok=True)
    for part in given.part or PARTS:
        print(f"\n{part}, size {given.size}")
        results = measure(given.size, part, given.matching_peer)
        keep(results, part)
        print()
        for bar in sorted(results.bars, key=lambda bar: bar.name):
            print(bar.verdict)
        for peer in results.absent:
            print(f"absent  {peer}")
    growth.draw(RESULTS)


if __name__ == "__main__":
    main()
