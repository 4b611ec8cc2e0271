"""A snapshot on disk: one file, checked by digest, mapped rather than read.

Layout: ``YLMATCH1``, the header's length (8 bytes, little endian), the header's SHA-256, a JSON header, padding, then
the arrays, each on a 64-byte boundary. The header names policy, sequence, arrays (type, shape, offset) and the SHA-256
of everything after it. A file that does not check is refused, and the caller builds anew from the database: a snapshot
file is a shortcut, never a source.
"""

import hashlib
import json
import mmap
import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.errors import EngineError
from matching.engine.index import Index, Rules, Tables
from matching.engine.policy import policy_from
from matching.engine.rounds import ENGINE
from matching.engine.snapshot import Snapshot
from matching.engine.tables import Vacancies

MAGIC = b"YLMATCH1"
EDGE = 64
HEAD = len(MAGIC) + 8 + 32


class SnapshotRefused(EngineError):
    """A snapshot file is damaged, incomplete, or written by another version of the engine."""


def save(snapshot: Snapshot, path: Path) -> str:
    """Write a snapshot, compacted, whole or not at all; returns the digest of its contents."""
    index = (snapshot if len(snapshot.segments) == 1 else snapshot.compacted()).segments[0]
    arrays = {f"vacancies.{name}": column for name, column in index.vacancies.columns().items()}
    arrays |= {f"tables.{name}": column for name, column in index.tables._asdict().items()}
    places, end = {}, 0
    for name, array in arrays.items():
        places[name] = {"type": array.dtype.str, "shape": list(array.shape), "at": end}
        end += -(-array.nbytes // EDGE) * EDGE
    seal = hashlib.sha256()
    for piece in _pieces(arrays):
        seal.update(piece)
    header = json.dumps({
        "engine": ENGINE, "policy": index.policy.as_data(), "rules": index.rules._asdict(), "identity": index.identity,
        "sequence": snapshot.sequence, "arrays": places, "size": end, "sha256": seal.hexdigest(),
    }).encode()  # fmt: skip
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    with unfinished.open("wb") as file:
        head = MAGIC + len(header).to_bytes(8, "little") + hashlib.sha256(header).digest() + header
        file.write(head + b"\0" * (-len(head) % EDGE))
        for piece in _pieces(arrays):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    return seal.hexdigest()


def load(path: Path) -> Snapshot:
    """Map a snapshot file; ``SnapshotRefused`` if any byte of it is not what was written."""
    try:
        with path.open("rb") as file:
            memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as broken:
        raise SnapshotRefused(f"{path.name} cannot be read") from broken
    header, start = _header(memory, path)
    body = memoryview(memory)[start:]
    if len(body) != header["size"] or hashlib.sha256(body).hexdigest() != header["sha256"]:
        raise SnapshotRefused(f"{path.name}: the digest of its arrays differs")
    arrays = {name: _array(body, place) for name, place in header["arrays"].items()}
    index = Index(
        policy=policy_from(header["policy"]),
        vacancies=Vacancies.from_columns(_named(arrays, "vacancies.")),
        tables=Tables(**_named(arrays, "tables.")),
        rules=Rules(**header["rules"]),
        identity=header["identity"],
    )
    return Snapshot((index,), header["sequence"])


def _header(memory: mmap.mmap, path: Path) -> tuple[dict[str, Any], int]:
    if len(memory) < HEAD or memory[: len(MAGIC)] != MAGIC:
        raise SnapshotRefused(f"{path.name} is not a snapshot")
    end = HEAD + int.from_bytes(memory[len(MAGIC) : len(MAGIC) + 8], "little")
    text = memory[HEAD:end]
    if hashlib.sha256(text).digest() != memory[HEAD - 32 : HEAD]:
        raise SnapshotRefused(f"{path.name}: the digest of its header differs")
    header: dict[str, Any] = json.loads(text)
    if header["engine"] != ENGINE:
        raise SnapshotRefused(f"{path.name} was written by engine {header['engine']}, this is {ENGINE}")
    return header, end + -end % EDGE


def _pieces(arrays: dict[str, NDArray[Any]]) -> list[bytes]:
    return [array.tobytes() + b"\0" * (-array.nbytes % EDGE) for array in arrays.values()]


def _array(body: memoryview, place: dict[str, Any]) -> NDArray[Any]:
    kind = np.dtype(place["type"])
    count = int(np.prod(place["shape"], dtype=np.int64))
    return np.frombuffer(body, dtype=kind, count=count, offset=place["at"]).reshape(place["shape"])


def _named(arrays: dict[str, NDArray[Any]], prefix: str) -> dict[str, NDArray[Any]]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
