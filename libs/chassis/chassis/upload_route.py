"""The edge of a route that takes a file: its body goes into the store, and stays there when something refers to it."""

import asyncio
from collections.abc import AsyncIterator

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from chassis.domain import DomainError
from chassis.edge import EdgeRoute, Handle
from chassis.idempotency import REPLAYED_HEADER
from chassis.problems import BodyTooLarge
from chassis.service import Service
from chassis.tabular import Kind, kind_of
from chassis.tabular.streams import GZIP
from chassis.uploads import Upload

ENCODINGS = frozenset({"", "identity", "gzip"})
CHARSETS = frozenset({"utf-8", "utf8", "us-ascii"})


class UploadRoute(EdgeRoute):
    """A route whose body is a file of rows: kept in the store before a connection is taken; ``upload_of`` names it.

    What is refused or replayed leaves no file behind.
    """

    def get_route_handler(self) -> Handle:
        """Wrap the edge so that an upload which nothing refers to is not kept."""
        edge = super().get_route_handler()

        async def handle(request: Request) -> Response:
            # what broke may have broken after the commit: a file that somebody may refer to is left to the sweep
            wanted = True
            try:
                response = await edge(request)
                wanted = response.status_code < 300 and REPLAYED_HEADER not in response.headers
                return response
            except (DomainError, HTTPException, RequestValidationError):
                wanted = False
                raise
            finally:
                upload: Upload | None = request.scope.get("upload")
                if upload is not None and not wanted:
                    service: Service = request.app.state.service
                    await asyncio.shield(service.uploads.discard(upload.name))

        return handle

    async def receive(self, request: Request, service: Service) -> bytes:
        """Keep the body in the store; its digest and kind identify it. Refuses what it does not read (415)."""
        content_type = request.headers.get("content-type", "")
        kind, encoding = kind_of(content_type), request.headers.get("content-encoding", "").lower()
        if kind is None or encoding not in ENCODINGS or (kind is not Kind.XLSX and not _is_utf_8(content_type)):
            raise HTTPException(415)
        limit = service.settings.max_upload_bytes
        declared = request.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > limit:
            raise BodyTooLarge(allowed_bytes=limit)
        pieces = _gzipped(request.stream()) if encoding == "gzip" else request.stream()
        upload = await service.uploads.keep(pieces, kind=kind, limit=limit)
        request.scope["upload"] = upload
        # FastAPI's handler may look for a body and must not wait for one
        request._body = b""
        # the same bytes read as another kind are another import
        return upload.digest + kind.encode()


def _is_utf_8(content_type: str) -> bool:
    """Whether a Content-Type names no other character set than the one that is read."""
    stated = (one.partition("=") for one in content_type.split(";")[1:])
    return all(
        value.strip().strip('"').lower() in CHARSETS for name, _, value in stated if name.strip().lower() == "charset"
    )


async def _gzipped(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """A body that says it is gzipped; one that is not is refused as it begins."""
    first = b""
    async for piece in pieces:
        if len(first) < len(GZIP):
            first = (first + piece)[: len(GZIP)]
            if not GZIP.startswith(first):
                raise HTTPException(415)
        yield piece
    if first != GZIP:
        raise HTTPException(415)


def upload_of(request: Request) -> Upload:
    """The upload that a request of an UploadRoute has brought."""
    upload: Upload = request.scope["upload"]
    return upload
