"""Uploads: a request's body on its way into a file store, never held in memory, and there until it is swept."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from fsspec.core import url_to_fs

from chassis.domain import DomainError
from chassis.problems import BodyTooLarge
from chassis.tabular import Kind

PIECE = 1 << 20


class UploadGone(DomainError):
    """The uploaded file is not in the store any more."""

    code = "upload-gone"
    title_en = "The uploaded file is gone; send it again"
    title_zh = "上傳檔案已不存在，請重新上傳"


@dataclass(frozen=True, slots=True)
class Upload:
    """A body in the store: its name there, what its Content-Type says it is, its size and SHA-256."""

    name: str
    kind: Kind
    size: int
    digest: bytes


class Uploads:
    """The folder of a file store, by its address (``file:///…``, ``s3://…``), that every role of a service shares."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def keep(self, pieces: AsyncIterator[bytes], *, kind: Kind, limit: int) -> Upload:
        """Write a body down as it comes; raises BodyTooLarge, and leaves nothing where it does not end well."""
        files, folder = self._store()
        await asyncio.to_thread(files.makedirs, folder, exist_ok=True)
        name = f"{uuid4()}.{kind}"
        written = await asyncio.to_thread(files.open, f"{folder}/{name}", "wb")
        seen = hashlib.sha256()
        held, size = bytearray(), 0
        try:
            async for piece in pieces:
                size += len(piece)
                if size > limit:
                    raise BodyTooLarge(allowed_bytes=limit)
                held += piece
                if len(held) >= PIECE:
                    await asyncio.to_thread(_write, written, seen, bytes(held))
                    held.clear()
            await asyncio.to_thread(_write, written, seen, bytes(held))
            await asyncio.to_thread(written.close)
        except BaseException:
            await asyncio.shield(asyncio.to_thread(_give_up, files, written, f"{folder}/{name}"))
            raise
        return Upload(name, kind, size, seen.digest())

    async def fetch(self, name: str, to: Path) -> None:
        """Copy an upload to a file of this machine; raises UploadGone."""
        files, folder = self._store()
        try:
            await asyncio.to_thread(files.get_file, f"{folder}/{name}", str(to))
        except FileNotFoundError as error:
            raise UploadGone() from error

    async def discard(self, name: str) -> None:
        """Delete an upload; one that is gone already is no error."""
        files, folder = self._store()
        await asyncio.to_thread(_remove, files, f"{folder}/{name}")

    async def sweep(self, *, before: datetime, but: Collection[str]) -> int:
        """Delete the uploads that are older than a moment, ``but`` the named ones; returns how many."""
        files, folder = self._store()
        return await asyncio.to_thread(_sweep, files, folder, before, frozenset(but))

    def _store(self) -> tuple[Any, str]:
        # fsspec keeps one object an address and thread
        files, folder = url_to_fs(self._url)
        return files, str(folder).rstrip("/")


def _write(written: Any, seen: Any, piece: bytes) -> None:
    seen.update(piece)
    written.write(piece)


def _give_up(files: Any, written: Any, path: str) -> None:
    written.close()
    _remove(files, path)


def _remove(files: Any, path: str) -> None:
    if files.exists(path):
        files.rm_file(path)


def _sweep(files: Any, folder: str, before: datetime, but: frozenset[str]) -> int:
    if not files.exists(folder):
        return 0
    swept = 0
    for path in files.find(folder):
        modified = files.modified(path)
        if modified.tzinfo is None:
            modified = modified.replace(tzinfo=UTC)
        if modified < before and path.rpartition("/")[2] not in but:
            _remove(files, path)
            swept += 1
    return swept
