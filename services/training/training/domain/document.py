"""Documents (應備資料) of an application: each belongs to an item of the call's list, replaced versions are kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

MEDIA_TYPES = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
"""What is taken, and the ending under which it is given out; nothing with macros, and nothing that runs by itself."""
NOT_SCANNED = "not_scanned"


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one item. Its name at the sender is not kept: it may be somebody's."""

    id: UUID
    application_id: UUID
    item: str
    revision: int
    media_type: str
    size: int
    digest: bytes
    scan: str
    uploaded_by: str
    uploaded_at: datetime
    replaced_at: datetime | None = None

    @property
    def file_name(self) -> str:
        """Under which it is given out: of the item and the version alone."""
        return f"{self.item}-{self.revision}.{MEDIA_TYPES[self.media_type]}"


class Scanner(Protocol):
    """Looks for malware in a document before it is kept; ``name`` is the file's in the store."""

    async def scan(self, name: str) -> str:
        """``clean``, ``infected``, or ``not_scanned`` where nobody could look."""


class NoScanner:
    """No scanner is attached: documents say that nobody has looked."""

    async def scan(self, name: str) -> str:
        """Nobody has looked."""
        return NOT_SCANNED
