"""An employer drafts an application, restates it, hands it in, and withdraws it."""

from collections.abc import Mapping
from uuid import UUID

from chassis.db import Transaction, new_id
from fields.calendar import business_date

from training.domain.application import Application, ApplicationState, Content
from training.domain.call import CallState
from training.domain.subsidy_errors import CallNotOpen
from training.domain.supplement import Closed
from training.repository.applications import Applications
from training.repository.calls import Calls
from training.repository.supplements import SupplementRequests
from training.repository.visibility import APPLICANTS
from training.service.keep_application import Expected, keep, locked, seal_names
from training.service.permission import require_kind


async def draft_application(
    tx: Transaction, *, call_id: UUID, content: Content, names: Mapping[int, str]
) -> Application:
    """Begin an application to an open call. Raises OrganisationKindRefused, CallUnknown, CallNotOpen."""
    require_kind(tx.principal, APPLICANTS)
    call = await Calls(tx).get(call_id)
    if call.state is not CallState.OPEN:
        raise CallNotOpen(state=call.state)
    application = Application(
        id=new_id(),
        case_number=await Applications(tx).next_case_number(call.roc_year),
        call_id=call.id,
        owner_org=tx.principal.org,
        office_org=call.owner_org,
        authority_org=call.authority_org,
        roc_year=call.roc_year,
        content=content,
        state=ApplicationState.DRAFT,
        version=1,
        seq=0,
        rounds=0,
        call_revision=None,
        decision_id=None,
        created_at=tx.now,
        updated_at=tx.now,
    )
    await Applications(tx).add(application)
    await seal_names(tx, application.id, names)
    return application


async def restate_application(
    tx: Transaction, *, application_id: UUID, expected: Expected, content: Content, names: Mapping[int, str]
) -> Application:
    """Other content of a draft. Raises OrganisationKindRefused, ApplicationUnknown, VersionStale, TransitionRefused."""
    require_kind(tx.principal, APPLICANTS)
    held = await locked(tx, application_id, expected)
    restated = held.restated(content, at=tx.now)
    await seal_names(tx, held.id, names)
    return await keep(tx, before=held, after=restated, transition="keep_draft")


async def submit_application(tx: Transaction, *, application_id: UUID, expected: Expected) -> Application:
    """Hand a draft in, within the call's window; it is judged by what the call says today.

    Raises OrganisationKindRefused, ApplicationUnknown, VersionStale, TransitionRefused, CallNotOpen.
    """
    require_kind(tx.principal, APPLICANTS)
    held = await locked(tx, application_id, expected)
    call = await Calls(tx).get(held.call_id)
    submitted = held.submitted(call_revision=call.revision, at=tx.now)
    content = (await Calls(tx).revision(call.id, call.revision)).content
    call.check_takes(content, on=business_date(tx.now))
    return await keep(tx, before=held, after=submitted, transition="submit")


async def withdraw_application(
    tx: Transaction, *, application_id: UUID, expected: Expected, reason: str | None
) -> Application:
    """The employer takes it back. Raises OrganisationKindRefused, ApplicationUnknown, VersionStale,
    TransitionRefused."""
    require_kind(tx.principal, APPLICANTS)
    held = await locked(tx, application_id, expected)
    withdrawn = held.moved("withdraw", at=tx.now)
    if held.state is ApplicationState.SUPPLEMENT_REQUESTED:
        request = await SupplementRequests(tx).newest(held.id)
        await SupplementRequests(tx).save(request.closed(Closed.WITHDRAWN, at=tx.now))
    return await keep(tx, before=held, after=withdrawn, transition="withdraw", reason=reason)
