"""The edge of a route that takes a document: its body goes into the store, and stays there when a row refers to it."""

import asyncio
from dataclasses import dataclass

from chassis.edge import EdgeRoute, Handle
from chassis.problems import BodyTooLarge
from chassis.service import Service
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from training.adapters.document_store import Incoming
from training.domain.document import MEDIA_TYPES
from training.parts import TrainingService, store_of


@dataclass(frozen=True, slots=True)
class Brought:
    """What a request brought: the body as it was found, and what it was declared to be."""

    incoming: Incoming
    declared: str


class DocumentRoute(EdgeRoute):
    """A route whose body is a document, checked by its content before a connection is taken."""

    def get_route_handler(self) -> Handle:
        """Wrap the edge so that a body which nothing refers to does not stay."""
        edge = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await edge(request)
            finally:
                brought: Brought | None = request.scope.get("brought")
                if brought is not None:
                    service: Service = request.app.state.service
                    # what was kept has another name by now
                    await asyncio.shield(store_of(service).discard(brought.incoming))

        return handle

    async def receive(self, request: Request, service: Service) -> bytes:
        """Take the body in; its digest and kind identify it. Refuses what is not taken (415, 422)."""
        assert isinstance(service, TrainingService)  # noqa: S101 - narrows the type for the checker only
        declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if declared not in MEDIA_TYPES or request.headers.get("content-encoding", "identity") != "identity":
            raise HTTPException(415)
        settings = service.settings
        limit: int = getattr(settings, "max_document_bytes", settings.max_upload_bytes)
        length = request.headers.get("content-length", "")
        if length.isdigit() and int(length) > limit:
            raise BodyTooLarge(allowed_bytes=limit)
        incoming = await service.store.take_in(request.stream(), limit=limit)
        request.scope["brought"] = Brought(incoming, declared)
        # FastAPI's handler may look for a body and must not wait for one
        request._body = b""
        return incoming.digest + declared.encode()


def brought_by(request: Request) -> Brought:
    """What a request of a DocumentRoute has brought."""
    brought: Brought = request.scope["brought"]
    return brought
