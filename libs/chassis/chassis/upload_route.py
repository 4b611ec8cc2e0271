"""The edge of a route that takes a file: its body goes into the store, and stays there when something refers to it."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from chassis.edge import EdgeRoute, Handle
from chassis.idempotency import REPLAYED_HEADER
from chassis.problems import BodyTooLarge
from chassis.service import Service
from chassis.tabular import kind_of
from chassis.uploads import Upload

ENCODINGS = frozenset({"", "identity", "gzip"})


class UploadRoute(EdgeRoute):
    """A route whose body is a file of rows: kept in the store before a connection is taken; ``upload_of`` names it.

    It stays there only when the route's own answer is the one that is sent: not refused, not replayed.
    """

    def get_route_handler(self) -> Handle:
        """Wrap the edge so that an upload which nothing refers to is not kept."""
        edge = super().get_route_handler()

        async def handle(request: Request) -> Response:
            wanted = False
            try:
                response = await edge(request)
                wanted = response.status_code < 300 and REPLAYED_HEADER not in response.headers
                return response
            finally:
                upload: Upload | None = request.scope.get("upload")
                if upload is not None and not wanted:
                    service: Service = request.app.state.service
                    await asyncio.shield(service.uploads.discard(upload.name))

        return handle

    async def receive(self, request: Request, service: Service) -> bytes:
        """Keep the body in the store; what identifies it is its digest. Refuses a type that holds no rows (415)."""
        kind = kind_of(request.headers.get("content-type", ""))
        if kind is None or request.headers.get("content-encoding", "").lower() not in ENCODINGS:
            raise HTTPException(415)
        limit = service.settings.max_upload_bytes
        declared = request.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > limit:
            raise BodyTooLarge(allowed_bytes=limit)
        upload = await service.uploads.keep(request.stream(), kind=kind, limit=limit)
        request.scope["upload"] = upload
        # FastAPI's handler may look for a body and must not wait for one
        request._body = b""
        return upload.digest


def upload_of(request: Request) -> Upload:
    """The upload that a request of an UploadRoute has brought."""
    upload: Upload = request.scope["upload"]
    return upload
