"""One switch between machine code and plain Python.

A kernel is an ordinary function over arrays. Where numba is installed it is compiled once, cached beside the
source (or under ``NUMBA_CACHE_DIR``), and releases the interpreter lock, so our own threads run it side by side.
``parallel=True`` is never used: its default threading layer breaks when two threads call it at once.
The cache follows a kernel's own file: after changing a constant it imports from another, delete ``__pycache__``.
Where numba is absent the same function runs as written and gives the same answer, slowly.
"""

from collections.abc import Callable
from importlib.util import find_spec
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

HAVE_NUMBA = find_spec("numba") is not None


def compiled(kernel: Callable[P, R]) -> Callable[P, R]:
    """Compile a kernel on first call where numba is installed; otherwise return it unchanged."""
    if not HAVE_NUMBA:
        return kernel
    from numba import njit

    # forceinline: a call would copy every array of its named tuples to the stack; fastmath: floats are whole numbers
    return cast(Callable[P, R], njit(cache=True, nogil=True, forceinline=True, fastmath=True)(kernel))
