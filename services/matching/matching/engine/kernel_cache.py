"""Where compiled kernels are kept: under ``NUMBA_CACHE_DIR`` if that is set, otherwise beside the source.

numba's own cache looks at the file a kernel stands in. Ours is inlined across files and uses constants of others, so it
looks at all files of the engine: changing any of them compiles anew, and never mixes old code with new. A folder that
cannot be written (a container's image, filled when it was built) is read all the same; where there is none, kernels
are compiled by every process when it warms up. Several processes may fill a folder at once.
"""

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Any

from numba.core.caching import (
    CompileResultCacheImpl,
    FunctionCache,
    IndexDataCacheFile,
    InTreeCacheLocator,
    UserProvidedCacheLocator,
)


@cache
def digest_of(folder: Path) -> str:
    """SHA-256 over names and contents of the Python files in a folder."""
    seal = hashlib.sha256()
    for path in sorted(folder.glob("*.py")):
        content = path.read_bytes()
        seal.update(f"{path.name}:{len(content)};".encode() + content)
    return seal.hexdigest()


class _ReadOnlyToo:
    """A place that need not be writable, and is as fresh as the whole engine."""

    def ensure_cache_path(self: Any) -> None:
        path = self.get_cache_path()
        if not os.path.isdir(path):
            os.makedirs(path, exist_ok=True)

    def get_source_stamp(self) -> str:
        return digest_of(Path(__file__).parent)


class _Configured(_ReadOnlyToo, UserProvidedCacheLocator):
    """Under ``NUMBA_CACHE_DIR``."""


class _Beside(_ReadOnlyToo, InTreeCacheLocator):
    """In ``__pycache__`` beside the source."""


class _Nowhere(_Beside):
    """The last resort: a folder that neither exists nor can be made; nothing is read from it or written to it."""

    def ensure_cache_path(self) -> None:
        """Whatever there is will do."""


class _Kept(CompileResultCacheImpl):
    _locator_classes = [_Configured, _Beside, _Nowhere]  # noqa: RUF012 - numba declares it so


class _Files(IndexDataCacheFile):
    """numba numbers its files, so that two processes give one name to different code; ours are named by
    what they were compiled for."""

    def save(self, key: Any, data: Any) -> None:
        """Write the code, then the index that points to it."""
        overloads = self._load_index()
        named = hashlib.sha256(repr(key).encode()).hexdigest()[:16]
        overloads[key] = f"{self._index_name.removesuffix('.nbi')}.{named}.nbc"
        self._save_data(overloads[key], data)
        self._save_index(overloads)


class KernelCache(FunctionCache):
    """numba's cache of one function, in our place; a place that refuses to be written costs time, not an answer."""

    _impl_class = _Kept

    def __init__(self, kernel: Any) -> None:
        super().__init__(kernel)
        self._cache_file = _Files(self._cache_path, self._impl.filename_base, self._impl.locator.get_source_stamp())

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a compiled kernel if that is possible."""
        try:
            super().save_overload(sig, data)
        except OSError:
            self.disable()
