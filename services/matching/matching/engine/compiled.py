"""One switch between machine code and plain Python.

A kernel is an ordinary function over arrays. Where numba is installed it is compiled once, kept on disk (see
``kernel_cache``), and releases the interpreter lock, so our own threads run it side by side. ``parallel=True`` is never
used: its default threading layer breaks when two threads call it at once. Where numba is absent the same function runs
as written and gives the same answer, slowly.
"""

from collections.abc import Callable
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

HAVE_NUMBA = find_spec("numba") is not None

OPTIONS = MappingProxyType(
    {
        "nogil": True,
        # a call would copy every array of its named tuples to the stack
        "forceinline": True,
        # floats are whole numbers, so the order of a sum does not matter
        "fastmath": True,
        # kernels allocate nothing; counting references to every array of a named tuple took half of a search
        "_nrt": False,
    }
)


def compiled(kernel: Callable[P, R]) -> Callable[P, R]:
    """Compile a kernel on first call where numba is installed; otherwise return it unchanged."""
    if not HAVE_NUMBA:
        return kernel
    from numba import njit

    from matching.engine.kernel_cache import KernelCache

    options: dict[str, Any] = dict(OPTIONS)
    dispatcher: Any = njit(**options)(kernel)
    dispatcher._cache = KernelCache(kernel)
    return cast(Callable[P, R], dispatcher)
