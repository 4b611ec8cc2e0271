"""Where numba cannot be imported the engine gives the same answers."""

import subprocess
import sys

SCRIPT = """
import sys
if sys.argv[1] == "without":
    sys.modules["numba"] = None
import hashlib
from bench.matching import yv1
from matching.engine.compiled import HAVE_NUMBA
from matching.engine.index import build
from matching.engine.rounds import Terms, assign
from matching.engine.topk import topk, topk_batch
assert HAVE_NUMBA == (sys.argv[1] == "with")
world = yv1.draw("S")
index, youths = build(world.vacancies, world.policy), world.youths.take(range(0, 10_000, 20))
found = topk_batch(index, youths, 20)
seal = hashlib.sha256(found.positions.tobytes() + found.scores.tobytes() + found.bands.tobytes())
seal.update(str(topk(index, youths, 7, 5)[1]).encode())
for mode in ("stable", "max_total"):
    outcome = assign(index, youths, Terms(mode=mode, openings={number: 1 for number in range(0, 1_000, 5)}))
    seal.update(str((outcome.pairs(), outcome.manifest)).encode())
print(seal.hexdigest())
"""


def answers(how: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT, how], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_answers_are_bit_identical_with_and_without_numba() -> None:
    assert answers("with") == answers("without")
