"""A document is kept for an item of the call's list, read by who may see the application, and swept when nobody
refers to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

from chassis import audit
from chassis.db import Transaction, new_id
from chassis.jobs import Chunk, Job, Progress
from chassis.service import Service
from fields.calendar import business_date

from training.adapters.document_store import DocumentStore, Incoming
from training.domain.application import APPLICATION_LIFE_CYCLE, Application, ApplicationState
from training.domain.document import Document, Scanner
from training.domain.subsidy_errors import DocumentInfected, DocumentNotListed, DocumentRefused, FieldsNotOpen
from training.parts import store_of
from training.repository.applications import Applications, Documents
from training.repository.visibility import APPLICANTS
from training.service.keep_application import Expected, content_of_call, keep, locked
from training.service.permission import require_kind
from training.service.supplement_application import open_request

KEEP_UNREFERRED = timedelta(days=1)
INFECTED = "infected"


async def keep_document(
    tx: Transaction,
    *,
    application_id: UUID,
    expected: Expected,
    item: str,
    incoming: Incoming,
    declared: str,
    store: DocumentStore,
    scanner: Scanner,
) -> tuple[Application, Document]:
    """Keep a version of an item: of a draft any, of a supplement only what was asked for.

    Raises OrganisationKindRefused, ApplicationUnknown, VersionStale, TransitionRefused, DocumentNotListed,
    SupplementClosed, SupplementOverdue, FieldsNotOpen, DocumentRefused, DocumentInfected.
    """
    require_kind(tx.principal, APPLICANTS)
    held = await locked(tx, application_id, expected)
    if not (await content_of_call(tx, held)).lists(item):
        raise DocumentNotListed(item=item)
    await _check_open(tx, held, item)
    if incoming.media_type != declared:
        raise DocumentRefused(reason="not-as-declared", declared=declared, found=incoming.media_type)
    scan = await scanner.scan(incoming.name)
    if scan == INFECTED:
        raise DocumentInfected()
    earlier = [one for one in await Documents(tx).of(held.id) if one.item == item]
    document = Document(
        id=new_id(),
        application_id=held.id,
        item=item,
        revision=len(earlier) + 1,
        media_type=incoming.media_type,
        size=incoming.size,
        digest=incoming.digest,
        scan=scan,
        uploaded_by=tx.principal.client_id,
        uploaded_at=tx.now,
    )
    await Documents(tx).add(document, at=tx.now)
    transition = "attach_document" if held.state is ApplicationState.DRAFT else "attach_supplement"
    kept = await keep(tx, before=held, after=held.moved(transition, at=tx.now), transition=transition, reason=item)
    # before the commit: a row whose file is missing would be worse than a file that nobody refers to
    await store.keep(incoming)
    return kept, document


async def list_documents(tx: Transaction, *, application_id: UUID) -> list[Document]:
    """Every version of every item; raises ApplicationUnknown."""
    application = await Applications(tx).get(application_id)
    return await Documents(tx).of(application.id)


async def read_document(tx: Transaction, *, application_id: UUID, document_id: UUID) -> Document:
    """One version, which is put on the audit trail: documents name people. Raises DocumentUnknown."""
    application = await Applications(tx).get(application_id)
    document = await Documents(tx).get(application.id, document_id)
    fields = (f"documents.{document.item}",)
    await audit.record(tx, audit.Act("read", subject="application", subject_id=application.id, fields=fields))
    return document


@asynccontextmanager
async def document_sweep(service: Service, job: Job) -> AsyncIterator[Chunk]:
    """Delete the files that no row refers to: uploads that were refused, or whose transaction failed."""

    async def chunk(tx: Transaction, job: Job) -> Progress:
        known = await Documents(tx).digests()
        swept = await store_of(service).sweep(before=tx.now - KEEP_UNREFERRED, but=known)
        return Progress(cursor=None, done=swept, counts={"swept": swept}, finished=True)

    yield chunk


async def _check_open(tx: Transaction, held: Application, item: str) -> None:
    """Raise unless the item may be sent now."""
    request = await open_request(tx, held)
    if request is None:
        APPLICATION_LIFE_CYCLE.after(held.state, "attach_document")
        return
    request.check_answerable(on=business_date(tx.now))
    if item not in request.documents:
        raise FieldsNotOpen([f"/documents/{item}"], allowed=[f"/documents/{one}" for one in request.documents])
