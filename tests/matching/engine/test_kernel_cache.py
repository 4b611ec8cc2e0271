"""Compiled kernels are kept on disk, are as fresh as the whole engine, and need no folder that can be written."""

import json
import os
import subprocess
import sys
from pathlib import Path

from matching.engine.kernel_cache import digest_of

SCRIPT = """
import json
from matching.engine.selection import bits
assert bits(5) == 2
stats = bits.stats
print(json.dumps([sum(stats.cache_hits.values()), sum(stats.cache_misses.values())]))
"""


def warmed(folder: Path) -> tuple[int, int]:
    """How often a process found a kernel on disk, and how often it compiled it."""
    surroundings = os.environ | {"NUMBA_CACHE_DIR": str(folder)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT], env=surroundings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    hits, misses = json.loads(done.stdout)
    return hits, misses


def kept(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_kernels_are_compiled_by_the_first_process_only_and_the_folder_may_then_be_read_only(tmp_path: Path) -> None:
    assert warmed(tmp_path) == (0, 1)
    before = kept(tmp_path)
    assert any(name.endswith(".nbc") for name in before)

    for path in [*tmp_path.rglob("*"), tmp_path]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        assert warmed(tmp_path) == (1, 0)
    finally:
        for path in [tmp_path, *tmp_path.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert kept(tmp_path) == before


def test_a_place_that_cannot_be_a_folder_costs_compiling_and_nothing_else(tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("not a folder")

    assert sum(warmed(occupied)) == 1


def test_any_changed_file_makes_the_kept_kernels_stale(tmp_path: Path) -> None:
    (tmp_path / "kernels.py").write_text("SCAN = 64\n")
    (tmp_path / "index.py").write_text("WAGE = 1\n")
    before = digest_of(tmp_path)
    digest_of.cache_clear()

    (tmp_path / "index.py").write_text("WAGE = 2\n")

    assert digest_of(tmp_path) != before
