"""Runs the PyPI package ``matching`` on prepared lists, in a process where that name is not ours.

Usage: ``python hospital_resident.py lists.json``; prints the seconds spent and the number of pairs as JSON. Players are
linked to each other and copied deeply, hence the recursion limit and the large stack.
"""

import json
import sys
import threading
import time
from importlib import import_module
from pathlib import Path


def solve(given: dict[str, dict[str, list[str]]], answer: dict[str, float]) -> None:
    """Build and solve the game; the time is that of both."""
    game_of = import_module("matching.games").HospitalResident

    started = time.process_time()
    game = game_of.create_from_dictionaries(given["residents"], given["hospitals"], given["capacities"])
    placed = game.solve()
    answer["seconds"] = time.process_time() - started
    answer["pairs"] = sum(len(residents) for residents in placed.values())


if __name__ == "__main__":
    sys.setrecursionlimit(10_000_000)
    threading.stack_size(1 << 30)
    found: dict[str, float] = {}
    work = threading.Thread(target=solve, args=(json.loads(Path(sys.argv[1]).read_text()), found))
    work.start()
    work.join()
    print(json.dumps(found))
