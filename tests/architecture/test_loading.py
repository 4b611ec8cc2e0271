"""What a process does not load: start and memory of dozens of them depend on it."""

import subprocess
import sys

import pytest

AT_WORK = ("openpyxl", "numpy", "vl_convert")
"""Loaded by the first spreadsheet, and the first chart."""
OF_REQUESTS = ("sqlalchemy", "fastapi", "aiohttp", *AT_WORK)
"""What a process that only computes has no use for."""


@pytest.mark.parametrize(
    ("modules", "unwanted"),
    [
        ("vacancy.main, indicators.main, training.main", AT_WORK),
        ("vacancy.service.judge, vacancy.service.work_out, vacancy.adapters.checked_rows", OF_REQUESTS),
    ],
)
def test_a_process_does_not_load_what_it_may_never_need(modules: str, unwanted: tuple[str, ...]) -> None:
    code = f"import sys, {modules}; print([name for name in {unwanted!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout.strip() == "[]"
