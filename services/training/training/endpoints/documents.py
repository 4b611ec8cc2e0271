"""Documents (應備資料) of an application."""

from typing import Annotated, Any
from uuid import UUID

from chassis.documented import IDEMPOTENCY_KEY, IF_MATCH_OPTIONAL, answers, headers
from chassis.edge import EdgeRoute
from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from training.domain.document import MEDIA_TYPES
from training.endpoints.access import ApplicationRead, ApplicationWrite
from training.endpoints.document_route import DocumentRoute, brought_by
from training.parts import scanner_of, store_of
from training.schemas.application_records import DocumentList, DocumentView
from training.schemas.examples import applications as examples
from training.service.keep_document import keep_document, list_documents, read_document

PATH = "/v1/applications/{application_id}/documents"
router = APIRouter(prefix=PATH, tags=["documents"], route_class=EdgeRoute)
uploads = APIRouter(prefix=PATH, tags=["documents"], route_class=DocumentRoute)
BINARY = {"schema": {"type": "string", "format": "binary"}}
FILE = {
    "requestBody": {
        "required": True,
        "description": "The file itself, as the Content-Type says and its content shows: PDF, PNG, JPEG, and office "
        "files without macros.",
        "content": {
            media_type: BINARY | ({"example": examples.PDF} if media_type == "application/pdf" else {})
            for media_type in MEDIA_TYPES
        },
    }
}
CONTENT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file, to be saved",
        "content": {media_type: BINARY | {"example": examples.PDF} for media_type in ("application/pdf",)},
    }
}


@uploads.post(
    "",
    status_code=201,
    response_model=DocumentView,
    summary="Send a document",
    responses=answers(201, examples.DOCUMENT, "Created"),
    openapi_extra={**headers(IF_MATCH_OPTIONAL, IDEMPOTENCY_KEY), **FILE},
)
async def post_document(
    edge: ApplicationWrite,
    application_id: UUID,
    item: Annotated[
        str, Query(max_length=63, description="code in the call's list of documents", examples=[examples.ITEM])
    ],
) -> Response:
    """A version of one item: of a draft any, of a supplement only what was asked for. Earlier versions are kept.

    The ETag is the application's new version.
    """
    brought = brought_by(edge.request)
    application, document = await keep_document(
        edge.tx,
        application_id=application_id,
        expected=edge.expected_if_given(),
        item=item,
        incoming=brought.incoming,
        declared=brought.declared,
        store=store_of(edge.service),
        scanner=scanner_of(edge.service),
    )
    return edge.answer(
        DocumentView.of(document),
        status=201,
        version=application.version,
        location=f"/v1/applications/{application_id}/documents/{document.id}/content",
    )


@router.get(
    "",
    response_model=DocumentList,
    summary="List an application's documents",
    responses=answers(200, {"items": [examples.DOCUMENT]}),
)
async def get_documents(edge: ApplicationRead, application_id: UUID) -> Response:
    """Every version of every item."""
    found = await list_documents(edge.tx, application_id=application_id)
    return edge.answer(DocumentList(items=[DocumentView.of(one) for one in found]))


@router.get("/{document_id}/content", summary="Download a document", response_class=Response, responses=CONTENT)
async def get_content(edge: ApplicationRead, application_id: UUID, document_id: UUID) -> Response:
    """One version as it was sent, to be saved and never shown in place; that it was read is put on the audit trail."""
    document = await read_document(edge.tx, application_id=application_id, document_id=document_id)
    sent = {
        "Content-Disposition": f'attachment; filename="{document.file_name}"',
        "Content-Length": str(document.size),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    pieces = store_of(edge.service).pieces(document.digest)
    return StreamingResponse(pieces, media_type=document.media_type, headers=sent)
