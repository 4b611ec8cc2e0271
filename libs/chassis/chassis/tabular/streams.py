"""Opening a spooled file: what it really is by its first bytes, gunzipped where it is gzipped, within its limits."""

import gzip
import io
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, BinaryIO, cast

from chassis.tabular.rows import RATIO_FROM_BYTES, FileBroken, Limits

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
FOREIGN = (b"PK", b"\xd0\xcf\x11\xe0", b"%PDF", GZIP)
"""Zip and so XLSX, the XLS of before 2007, PDF, and a second gzip."""
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
BOM = b"\xef\xbb\xbf"
PIECE = 1 << 16


class Kind(StrEnum):
    """How a file holds its rows."""

    CSV = "csv"
    NDJSON = "ndjson"
    XLSX = "xlsx"
    JSON = "json"
    XML = "xml"


KIND_OF = {
    "text/csv": Kind.CSV,
    "application/csv": Kind.CSV,
    "application/x-ndjson": Kind.NDJSON,
    "application/ndjson": Kind.NDJSON,
    "application/jsonl": Kind.NDJSON,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Kind.XLSX,
    "application/json": Kind.JSON,
    "application/xml": Kind.XML,
    "text/xml": Kind.XML,
}
_BEGINS_WITH = {Kind.JSON: (b"{", b"["), Kind.NDJSON: (b"{",), Kind.XML: (b"<",)}


def kind_of(content_type: str) -> Kind | None:
    """The kind that a Content-Type tells; None for one that is not taken."""
    return KIND_OF.get(content_type.partition(";")[0].strip().lower())


@contextmanager
def opened(path: Path, kind: Kind, limits: Limits) -> Iterator[BinaryIO]:
    """The file's own bytes, whatever it was packed in; raises FileBroken, also while they are read."""
    with path.open("rb") as sent:
        packed = sent.read(2) == GZIP
        sent.seek(0)
        raw = cast(IO[bytes], gzip.GzipFile(fileobj=sent)) if packed else sent
        stream = io.BufferedReader(_Guarded(raw, sent, limits), PIECE)
        _check_first_bytes(stream.peek(16)[:16], kind)
        if not packed or kind is not Kind.XLSX:
            yield stream
            return
        # a zip is read from its end
        with tempfile.TemporaryFile() as unpacked:
            while piece := stream.read(PIECE):
                unpacked.write(piece)
            unpacked.seek(0)
            yield unpacked


def _check_first_bytes(first: bytes, kind: Kind) -> None:
    if not first:
        raise FileBroken("file-empty")
    if kind is Kind.XLSX:
        if not first.startswith(ZIP):
            raise FileBroken("file-type-mismatch", allowed=kind)
        return
    if first.startswith(UTF_16):
        raise FileBroken("encoding-not-utf-8")
    begins = first.removeprefix(BOM).lstrip()
    allowed = _BEGINS_WITH.get(kind)
    if first.startswith(FOREIGN) or (allowed and begins and not begins.startswith(allowed)):
        raise FileBroken("file-type-mismatch", allowed=kind)


class _Guarded(io.RawIOBase):
    """Counts what comes out of a file and ends it when it is more than the limits allow."""

    def __init__(self, raw: IO[bytes], sent: IO[bytes], limits: Limits) -> None:
        self._raw = raw
        self._sent = sent
        self._limits = limits
        self._count = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._raw is self._sent

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed wants any writable buffer
        try:
            piece = self._raw.read(len(buffer))
        except EOFError as error:
            raise FileBroken("gzip-truncated") from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise FileBroken("gzip-damaged") from error
        self._count += len(piece)
        if self._raw is not self._sent:
            self._check()
        buffer[: len(piece)] = piece
        return len(piece)

    def _check(self) -> None:
        if self._count > self._limits.bytes:
            raise FileBroken("file-too-large", allowed=self._limits.bytes)
        taken = max(self._sent.tell(), 1)
        if self._count > RATIO_FROM_BYTES and self._count > self._limits.ratio * taken:
            raise FileBroken("compressed-too-much", allowed=self._limits.ratio)
