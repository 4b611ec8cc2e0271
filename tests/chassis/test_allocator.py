"""What the allocator gives back."""

import platform
import subprocess
import sys

import pytest

PIECES = 300
HELD = """
import sys
import psutil
from chassis.allocator import give_back_large

if sys.argv[1] == "told":
    give_back_large()
before = psutil.Process().memory_info().rss
# a small block after each large one, as a row's values stand beside its text
kept, large = [], []
for number in range(int(sys.argv[2])):
    large.append(bytearray(b"x") * 100_000)
    kept.append(bytearray(b"y") * 1_000)
del large
print(psutil.Process().memory_info().rss - before)
"""


def held_after(told: str) -> int:
    """Bytes that a process still holds after it has let large blocks go that had small ones between them."""
    command = [sys.executable, "-c", HELD, told, str(PIECES)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library gives back as it likes")
def test_large_blocks_are_given_back_although_small_ones_between_them_stay() -> None:
    assert held_after("told") < 5_000_000 < held_after("untold")
