"""Documents in a file store, named by the SHA-256 of their content: the same bytes are kept once, and never run."""

import asyncio
import hashlib
import zipfile
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from chassis.problems import BodyTooLarge
from fsspec.core import url_to_fs

from training.domain.subsidy_errors import DocumentRefused

PIECE = 1 << 20
INCOMING = "incoming"
MAGIC = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
ZIP = b"PK\x03\x04"
OOXML = "application/vnd.openxmlformats-officedocument"
PARTS = {
    "word/document.xml": f"{OOXML}.wordprocessingml.document",
    "xl/workbook.xml": f"{OOXML}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{OOXML}.presentationml.presentation",
}
"""The part that an office file of each kind cannot be without."""
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
MOST_NAMES = 10_000
LONGEST_TYPE = 100


@dataclass(frozen=True, slots=True)
class Incoming:
    """A body as it came: where it waits, what its content says it is, its size and SHA-256."""

    name: str
    media_type: str
    size: int
    digest: bytes


class DocumentStore:
    """The folder of a file store, by its address (``file:///…``, ``s3://…``), that every role shares."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def take_in(self, pieces: AsyncIterator[bytes], *, limit: int) -> Incoming:
        """Write a body down as it comes. Raises BodyTooLarge, and DocumentRefused for what is not taken; leaves
        nothing then."""
        files, folder = self._store()
        await asyncio.to_thread(files.makedirs, f"{folder}/{INCOMING}", exist_ok=True)
        path = f"{folder}/{INCOMING}/{uuid4()}"
        try:
            size, digest = await self._write(files, path, pieces, limit)
            media_type = await asyncio.to_thread(_media_type, files, path)
        except BaseException:
            await asyncio.shield(asyncio.to_thread(_remove, files, path))
            raise
        return Incoming(path.rpartition("/")[2], media_type, size, digest)

    async def keep(self, incoming: Incoming) -> None:
        """Give a body its name for good; the same content is there afresh, so that no sweep takes it for an old one."""
        files, folder = self._store()
        origin, target = f"{folder}/{INCOMING}/{incoming.name}", self._path(folder, incoming.digest)
        await asyncio.to_thread(files.mv, origin, target)

    async def discard(self, incoming: Incoming) -> None:
        """Drop a body that nobody wants; one that was kept is not here any more."""
        files, folder = self._store()
        await asyncio.to_thread(_remove, files, f"{folder}/{INCOMING}/{incoming.name}")

    async def pieces(self, digest: bytes) -> AsyncIterator[bytes]:
        """The content again, piece by piece; raises FileNotFoundError."""
        files, folder = self._store()
        opened = await asyncio.to_thread(files.open, self._path(folder, digest), "rb")
        try:
            while piece := await asyncio.to_thread(opened.read, PIECE):
                yield piece
        finally:
            await asyncio.to_thread(opened.close)

    async def sweep(self, *, before: datetime, but: Collection[bytes]) -> int:
        """Delete what is older than a moment and referred to by nobody; returns how many."""
        files, folder = self._store()
        return await asyncio.to_thread(_sweep, files, folder, before, {one.hex() for one in but})

    @staticmethod
    def _path(folder: str, digest: bytes) -> str:
        return f"{folder}/{digest.hex()}"

    def _store(self) -> tuple[Any, str]:
        # fsspec keeps one object an address and thread
        files, folder = url_to_fs(self._url)
        return files, str(folder).rstrip("/")

    @staticmethod
    async def _write(files: Any, path: str, pieces: AsyncIterator[bytes], limit: int) -> tuple[int, bytes]:
        written = await asyncio.to_thread(files.open, path, "wb")
        seen, size = hashlib.sha256(), 0
        try:
            async for piece in pieces:
                size += len(piece)
                if size > limit:
                    raise BodyTooLarge(allowed_bytes=limit)
                seen.update(piece)
                await asyncio.to_thread(written.write, piece)
        finally:
            await asyncio.to_thread(written.close)
        return size, seen.digest()


def _media_type(files: Any, path: str) -> str:
    """What a file is by its content; raises DocumentRefused. A zip's list of names is read, nothing is unpacked."""
    with files.open(path, "rb") as opened:
        head = opened.read(8)
        for magic, media_type in MAGIC.items():
            if head.startswith(magic):
                return media_type
        if head.startswith(ZIP):
            opened.seek(0)
            try:
                with zipfile.ZipFile(opened) as archive:
                    return _office_type(archive)
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError) as error:
                raise DocumentRefused(reason="damaged") from error
    raise DocumentRefused(reason="unknown-kind")


def _office_type(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if len(names) > MOST_NAMES:
        raise DocumentRefused(reason="too-many-parts")
    if any(name.rpartition("/")[2].lower() == "vbaproject.bin" or name.startswith("Basic/") for name in names):
        raise DocumentRefused(reason="macros")
    if names[0] == "mimetype" and archive.getinfo("mimetype").file_size <= LONGEST_TYPE:
        stated = archive.read("mimetype").decode("ascii", "replace")
        if stated in {f"{OPEN_DOCUMENT}{kind}" for kind in ("text", "spreadsheet", "presentation")}:
            return stated
    if "[Content_Types].xml" in names:
        for part, media_type in PARTS.items():
            if part in names:
                return media_type
    raise DocumentRefused(reason="unknown-kind")


def _remove(files: Any, path: str) -> None:
    if files.exists(path):
        files.rm_file(path)


def _sweep(files: Any, folder: str, before: datetime, but: set[str]) -> int:
    if not files.exists(folder):
        return 0
    swept = 0
    for path in files.find(folder):
        modified = files.modified(path)
        modified = modified.replace(tzinfo=UTC) if modified.tzinfo is None else modified
        if modified < before and path.rpartition("/")[2] not in but:
            _remove(files, path)
            swept += 1
    return swept
