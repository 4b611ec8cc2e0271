"""``python -m bench NAME --size S|M|L``: measure, print a table, and keep it under ``bench/results``.

It ends with an error only when it could not measure: a missed bar is a result.
"""

import argparse
import importlib
import signal
import subprocess
import sys

from bench.matching import peers
from bench.report import NotMeasured, Report
from bench.sizes import SIZES

OWN = ("gateway", "service", "events", "vacancy-import", "screening", "recommendations")
MATCHING = "matching"


def main() -> int:
    """Run one bench by its name; returns the exit code."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("name", choices=[*OWN, MATCHING])
    parser.add_argument("--size", choices=list(SIZES), default="S")
    wanted = parser.parse_args()
    if wanted.name == MATCHING:
        return _matching(wanted.size)
    # a terminated bench unwinds like an interrupted one, so that nothing it started is left behind
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        report: Report = importlib.import_module(f"bench.{wanted.name.replace('-', '_')}").run(SIZES[wanted.size])
    except (NotMeasured, OSError, RuntimeError) as error:
        print(f"could not measure: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    report.show()
    print(f"\nwritten to {report.write(size=wanted.size)}")
    return 0


def _matching(size: str) -> int:
    """The engine's bench, in an environment that has its peers; the engine is imported from where it stands."""
    there = peers.prepare()
    command = [there.python, "-m", "bench.matching", "--size", size]
    command += ["--matching-peer", there.matching_peer] if there.matching_peer else []
    return subprocess.run(
        ["env", f"PYTHONPATH={peers.ROOT / 'services' / 'matching'}", *command], check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
