"""One whole batch in a process of its own, so that its memory is its own: ``python -m bench.matching.batch FILE``.

FILE holds the pickled policy, vacancies and youths; seconds of processor time, megabytes and checksums go to standard
output as JSON.
"""

import json
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from matching.engine.index import build
from matching.engine.topk import topk_batch
from matching.engine.warm import warm_up

from bench.matching.measure import peak_megabytes, timed
from bench.matching.yv1 import World

K, THREADS = 20, 2


def whole_batch(world: World) -> dict[str, Any]:
    """Every youth of a world, top 20, on two threads of a fresh process."""
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch, "world")
        file.write_bytes(pickle.dumps((world.policy, world.vacancies, world.youths), protocol=5))
        command = [sys.executable, "-m", "bench.matching.batch", str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def main() -> None:
    """Load, search, report."""
    warm_up()
    with Path(sys.argv[1]).open("rb") as file:
        policy, vacancies, youths = pickle.load(file)
    index = build(vacancies, policy)
    loaded = peak_megabytes()
    seconds, found = timed(lambda: topk_batch(index, youths, K, threads=THREADS), 1)
    listed = found.positions >= 0
    answer = {
        "seconds": seconds,
        "megabytes": peak_megabytes(),
        "megabytes_loaded": loaded,
        "mean_score": round(float(found.scores[listed].mean()), 4),
        "mean_best": round(float(found.scores[listed[:, 0], 0].mean()), 1),
        "mean_length": round(float(listed.sum(axis=1).mean()), 4),
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
