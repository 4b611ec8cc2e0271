"""A supplement request (通知補件) from receipt of the notice to its answer, its extension, or its end (R003-088)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chassis import audit, outbox
from chassis.db import Transaction
from chassis.decisions import Decisions
from fields.calendar import business_date

from training.domain.application import Application, ApplicationState, Content, Outcome
from training.domain.subsidy_errors import FieldsNotOpen, NothingSupplemented, SupplementNotOverdue
from training.domain.supplement import Closed, Extension, How, SupplementRequest
from training.repository.applications import Applications, Documents
from training.repository.supplements import SupplementRequests
from training.repository.visibility import APPLICANTS, OFFICES
from training.service.decide_eligibility import decided
from training.service.keep_application import Expected, keep, locked, seal_names
from training.service.permission import require_kind


@dataclass(frozen=True, slots=True)
class Supplement:
    """An application with its newest supplement request."""

    application: Application
    request: SupplementRequest


@dataclass(frozen=True, slots=True)
class Answer:
    """What an applicant sends: the whole content that results, which fields were sent, and trainees' names if sent."""

    content: Content
    fields: frozenset[str]
    names: Mapping[int, str] | None


async def acknowledge_notice(
    tx: Transaction, *, application_id: UUID, request_id: UUID, expected: Expected
) -> Supplement:
    """The applicant says that it has the notice: the term runs from today, never from a day in the past.

    Raises OrganisationKindRefused, ApplicationUnknown, SupplementUnknown, VersionStale, TransitionRefused,
    SupplementClosed, ReceiptInvalid.
    """
    require_kind(tx.principal, APPLICANTS)
    held = await locked(tx, application_id, expected)
    request = await SupplementRequests(tx).get(held.id, request_id)
    received = _received(tx, request, business_date(tx.now), "acknowledged")
    return await _keep(tx, held, received, "receive_notice")


async def record_delivery(
    tx: Transaction,
    *,
    application_id: UUID,
    request_id: UUID,
    expected: Expected,
    received_on: date,
    reference: str,
) -> Supplement:
    """An officer records on which day the notice was delivered, and what proves it.

    Raises OrganisationKindRefused, ActingPersonMissing, ApplicationUnknown, SupplementUnknown, VersionStale,
    TransitionRefused, SupplementClosed, ReceiptInvalid.
    """
    held, request, _ = await _of_office(tx, application_id, request_id, expected)
    received = _received(tx, request, received_on, "delivered", reference=reference)
    return await _keep(tx, held, received, "receive_notice", reason=reference)


async def extend_supplement(
    tx: Transaction, *, application_id: UUID, request_id: UUID, expected: Expected, due_on: date, reason: str
) -> Supplement:
    """An officer gives more time, and says why; an overdue request is open again.

    Raises OrganisationKindRefused, ActingPersonMissing, ApplicationUnknown, SupplementUnknown, VersionStale,
    TransitionRefused, SupplementClosed, DueDateInvalid.
    """
    held, request, officer = await _of_office(tx, application_id, request_id, expected)
    extension = Extension(due_on, reason, officer, tx.principal.client_id, tx.now)
    extended = request.extended(extension, today=business_date(tx.now))
    return await _keep(tx, held, extended, "extend_supplement", reason=reason)


async def return_overdue(
    tx: Transaction, *, application_id: UUID, request_id: UUID, expected: Expected, reason: str
) -> Supplement:
    """An officer returns an application whose supplement did not come in time.

    Raises OrganisationKindRefused, ActingPersonMissing, ApplicationUnknown, SupplementUnknown, VersionStale,
    TransitionRefused, SupplementClosed, SupplementNotOverdue.
    """
    held, request, _ = await _of_office(tx, application_id, request_id, expected)
    return await end_overdue(tx, held, request, reason=reason)


async def end_overdue(
    tx: Transaction, held: Application, request: SupplementRequest, *, reason: str | None
) -> Supplement:
    """The same by whoever may: an officer, or the schedule where the call says so."""
    if not request.is_overdue(business_date(tx.now)):
        raise SupplementNotOverdue(due_on=str(request.due_on) if request.due_on else None)
    closed = request.closed(Closed.RETURNED, at=tx.now)
    await SupplementRequests(tx).save(closed)
    returned = held.returned_overdue(at=tx.now)
    kept = await keep(tx, before=held, after=returned, transition="return_overdue", reason=reason)
    decision = await Decisions(tx).get(request.decision_id)
    fact = decided(kept, decision, Outcome.RETURNED, on=business_date(tx.now))
    await outbox.record(tx, fact, aggregate_id=kept.id, sequence=kept.seq)
    return Supplement(kept, closed)


async def answer_supplement(
    tx: Transaction, *, application_id: UUID, expected: Expected, answer_to: Callable[[Content], Answer]
) -> Application:
    """The applicant sends what was asked for, and nothing else; the application is checked again.

    ``answer_to`` lays what was sent over the content as it is now. An answer is a receipt too.

    Raises OrganisationKindRefused, ApplicationUnknown, VersionStale, TransitionRefused, SupplementClosed,
    SupplementOverdue, FieldsNotOpen, NothingSupplemented.
    """
    require_kind(tx.principal, APPLICANTS)
    held = await locked(tx, application_id, expected)
    answer = answer_to(held.content)
    supplemented = held.supplemented(answer.content, at=tx.now)
    request = await SupplementRequests(tx).newest(held.id)
    today = business_date(tx.now)
    request.check_answerable(on=today)
    if foreign := answer.fields - request.fields:
        raise FieldsNotOpen(foreign, allowed=request.fields)
    if not answer.fields and not await _sent(tx, request):
        raise NothingSupplemented(asked=[one.name for one in request.items])
    if request.received_on is None:
        request = _received(tx, request, today, "answered")
    await SupplementRequests(tx).save(request.closed(Closed.ANSWERED, at=tx.now))
    if answer.names is not None:
        await seal_names(tx, held.id, answer.names)
    return await keep(tx, before=held, after=supplemented, transition="supplement")


async def _sent(tx: Transaction, request: SupplementRequest) -> bool:
    """Whether a document that was asked for has come since."""
    return any(
        one.item in request.documents and one.uploaded_at >= request.noticed_at
        for one in await Documents(tx).of(request.application_id)
    )


async def list_requests(tx: Transaction, *, application_id: UUID) -> list[SupplementRequest]:
    """Every supplement request of an application, oldest first; what was written in them is put on the audit trail.

    Raises ApplicationUnknown.
    """
    application = await Applications(tx).get(application_id)
    found = await SupplementRequests(tx).of(application.id)
    if any(one.delivery_reference or one.extensions for one in found):
        act = audit.Act("read", "application", application.id, ("supplement_requests.reason",))
        await audit.record(tx, act)
    return found


async def open_request(tx: Transaction, held: Application) -> SupplementRequest | None:
    """The request that waits for the applicant; None where none does."""
    if held.state is not ApplicationState.SUPPLEMENT_REQUESTED:
        return None
    return await SupplementRequests(tx).newest(held.id)


def _received(
    tx: Transaction, request: SupplementRequest, on: date, how: How, *, reference: str | None = None
) -> SupplementRequest:
    noticed_on, today = business_date(request.noticed_at), business_date(tx.now)
    return request.received(on, today=today, noticed_on=noticed_on, how=how, reference=reference)


async def _of_office(
    tx: Transaction, application_id: UUID, request_id: UUID, expected: Expected
) -> tuple[Application, SupplementRequest, str]:
    require_kind(tx.principal, OFFICES)
    officer = tx.principal.require_acting_person()
    held = await locked(tx, application_id, expected)
    return held, await SupplementRequests(tx).get(held.id, request_id), officer


async def _keep(
    tx: Transaction,
    held: Application,
    request: SupplementRequest,
    transition: str,
    *,
    reason: str | None = None,
) -> Supplement:
    moved = held.moved(transition, at=tx.now)
    await SupplementRequests(tx).save(request)
    return Supplement(await keep(tx, before=held, after=moved, transition=transition, reason=reason), request)
