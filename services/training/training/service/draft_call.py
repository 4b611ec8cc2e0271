"""The programme office drafts a call (徵件), opens it, amends it with a reason, and closes it."""

from dataclasses import dataclass
from uuid import UUID

from chassis.conditional import check_version
from chassis.db import Transaction, new_id
from fields.calendar import business_date

from training.domain.call import Call, CallContent, CallRevision, CallState
from training.domain.subsidy_errors import CallNotOpen, ReasonMissing
from training.repository.calls import Calls
from training.repository.visibility import OFFICES
from training.service.permission import require_kind

Expected = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Called:
    """A call with its present content."""

    call: Call
    revision: CallRevision


async def draft_call(tx: Transaction, *, roc_year: int, authority_org: str | None, content: CallContent) -> Called:
    """Raises OrganisationKindRefused, ActingPersonMissing."""
    require_kind(tx.principal, OFFICES)
    officer = tx.principal.require_acting_person()
    call = Call(
        id=new_id(),
        owner_org=tx.principal.org,
        authority_org=authority_org,
        roc_year=roc_year,
        state=CallState.DRAFT,
        revision=1,
        version=1,
        created_at=tx.now,
        updated_at=tx.now,
    )
    await Calls(tx).add(call)
    return await _record(tx, call, content, officer=officer, reason=None)


async def restate_call(
    tx: Transaction, *, call_id: UUID, expected: Expected, content: CallContent, reason: str | None
) -> Called:
    """Other content; of an open call with a reason, and only for what is submitted from then on.

    Raises OrganisationKindRefused, ActingPersonMissing, CallUnknown, VersionStale, TransitionRefused, ReasonMissing.
    """
    held, officer = await _locked(tx, call_id, expected)
    call = held.restated(at=tx.now)
    if held.state is CallState.OPEN and reason is None:
        raise ReasonMissing()
    await Calls(tx).save(call)
    return await _record(tx, call, content, officer=officer, reason=reason)


async def open_call(tx: Transaction, *, call_id: UUID, expected: Expected) -> Called:
    """Employers see it from now on, and apply within its window; one whose window is over is not opened.

    Raises OrganisationKindRefused, ActingPersonMissing, CallUnknown, VersionStale, TransitionRefused, CallNotOpen.
    """
    held, _ = await _locked(tx, call_id, expected)
    call = held.moved("open", at=tx.now)
    called = Called(call, await Calls(tx).revision(call.id, call.revision))
    closes_on = called.revision.content.closes_on
    if business_date(tx.now) > closes_on:
        raise CallNotOpen(state=held.state, closes_on=closes_on.isoformat())
    await Calls(tx).save(call)
    return called


async def close_call(tx: Transaction, *, call_id: UUID, expected: Expected) -> Called:
    """Nothing is handed in any more; what was handed in goes on.

    Raises OrganisationKindRefused, ActingPersonMissing, CallUnknown, VersionStale, TransitionRefused.
    """
    held, _ = await _locked(tx, call_id, expected)
    call = held.moved("close", at=tx.now)
    await Calls(tx).save(call)
    return Called(call, await Calls(tx).revision(call.id, call.revision))


async def read_call(tx: Transaction, *, call_id: UUID) -> Called:
    """A call with its present content; raises CallUnknown."""
    call = await Calls(tx).get(call_id)
    return Called(call, await Calls(tx).revision(call.id, call.revision))


async def _locked(tx: Transaction, call_id: UUID, expected: Expected) -> tuple[Call, str]:
    require_kind(tx.principal, OFFICES)
    officer = tx.principal.require_acting_person()
    held = await Calls(tx).owned(call_id)
    check_version(held.version, expected)
    return held, officer


async def _record(tx: Transaction, call: Call, content: CallContent, *, officer: str, reason: str | None) -> Called:
    revision = CallRevision(
        call_id=call.id,
        revision=call.revision,
        content=content,
        reason=reason,
        officer=officer,
        recorded_by=tx.principal.client_id,
        recorded_at=tx.now,
    )
    await Calls(tx).add_revision(revision)
    return Called(call, revision)
