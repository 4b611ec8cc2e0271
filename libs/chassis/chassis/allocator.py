"""The C library's allocator, told to give back what comes and goes by the piece."""

import contextlib
import ctypes

MMAP_THRESHOLD = -3
"""``M_MMAP_THRESHOLD`` of glibc's malloc.h."""
LARGE_BYTES = 64 << 10


def give_back_large() -> None:
    """Have every large block mapped by itself, so that freeing it gives it back, for the rest of this process.

    Left alone, glibc takes larger and larger blocks from the heap, where the small ones between them keep what is free:
    14 MB of an import. Nothing happens with another C library.
    """
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).mallopt(MMAP_THRESHOLD, LARGE_BYTES)
