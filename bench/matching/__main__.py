"""``python -m bench.matching --size S``: YV-1 drawn and checked, engine and peers measured, a table and a file."""

import argparse
import json
from pathlib import Path

from matching.engine.index import build
from matching.engine.topk import topk_batch
from matching.engine.warm import warm_up

from bench.matching import growth, yv1
from bench.matching.assignment import rounds
from bench.matching.measure import Results, peak_megabytes, timed
from bench.matching.search import search

RESULTS = Path("bench/results")


def measure(size: str, matching_peer: str | None) -> Results:
    """Run everything at one size."""
    warm_up()
    results = Results(size)
    seconds, world = timed(lambda: yv1.draw(size), 1)
    results.row("YV-1 drawn, checksums hold", f"{seconds:.2f} s", "", f"{len(world.youths)} x {len(world.vacancies)}")
    seconds, index = timed(lambda: build(world.vacancies, world.policy), 1)
    results.row("index built", f"{seconds:.2f} s")
    results.numbers["build_seconds"] = seconds
    hot = sum(array.nbytes for array in index.tables) / 1e6
    results.row("index in memory", f"{hot:.1f} MB")
    seconds, found = timed(lambda: topk_batch(index, world.youths, 20, threads=2), 1)
    results.row("every youth, top 20, two threads", f"{seconds:.2f} s")
    results.numbers |= {"batch_seconds": seconds, "index_megabytes": hot, "batch_peak_megabytes": peak_megabytes()}
    results.row("peak memory of the batch, drawing included", f"{peak_megabytes():.0f} MB")
    listed = found.positions >= 0
    if size == "S" and round(float(found.scores[listed].mean()), 4) != 2929.2119:
        raise ValueError("YV-1 S: the mean of all listed scores is not 2929.2119")
    if size == "L" and round(float(found.scores[:, 0].mean()), 1) != 6845.2:
        raise ValueError("YV-1 L: the mean best score is not 6845.2")
    del found, listed
    search(world, index, results)
    rounds(world, index, results, matching_peer)
    return results


def main() -> None:
    """Parse the command line, measure, print the bars, write the file."""
    parser = argparse.ArgumentParser(prog="bench.matching")
    parser.add_argument("--size", choices=list(yv1.SIZES), default="S")
    parser.add_argument("--matching-peer", metavar="FOLDER", help="where PyPI's matching was installed with --target")
    parser.add_argument("--growth", action="store_true", help="only draw one picture of the sizes measured so far")
    given = parser.parse_args()
    RESULTS.mkdir(parents=True, exist_ok=True)
    if given.growth:
        growth.draw(RESULTS)
        return
    results = measure(given.size, given.matching_peer)
    print()
    for bar in results.bars:
        print(f"{'holds' if bar.holds else 'FAILS'}  {bar.name} {bar.limit:g}: {bar.value:.4g}")
    for peer in results.absent:
        print(f"absent {peer}")
    path = RESULTS / f"matching-{given.size}.json"
    path.write_text(json.dumps(results.as_data(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
