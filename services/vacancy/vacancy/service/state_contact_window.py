"""A university states which of its offices the branches may turn to (R000-037)."""

from dataclasses import asdict, replace
from uuid import UUID

from chassis.auth import OrgKind
from chassis.conditional import check_version
from chassis.db import Transaction, new_id

from vacancy.domain.contact_window import ContactWindow, Window
from vacancy.domain.errors import PeriodInvalid
from vacancy.repository.contact_windows import ContactWindows, WindowFilters, WindowPage
from vacancy.repository.visibility import OFFICES
from vacancy.service.permission import require_kind

UNIVERSITIES = frozenset({OrgKind.UNIVERSITY})


async def state_window(tx: Transaction, *, window: Window) -> ContactWindow:
    """Keep a new contact window. Raises OrganisationKindRefused, PeriodInvalid."""
    require_kind(tx.principal, UNIVERSITIES)
    _check_period(window)
    stated = ContactWindow(
        id=new_id(),
        owner_org=tx.principal.org,
        version=1,
        stated_by=tx.principal.client_id,
        created_at=tx.now,
        updated_at=tx.now,
        **asdict(window),
    )
    await ContactWindows(tx).add(stated)
    return stated


async def restate_window(
    tx: Transaction, *, window_id: UUID, window: Window, expected: frozenset[str] | None
) -> ContactWindow:
    """Replace what is stated; one that is over gets its last day.

    Raises OrganisationKindRefused, PeriodInvalid, ContactWindowUnknown, VersionStale.
    """
    require_kind(tx.principal, UNIVERSITIES)
    _check_period(window)
    held = await ContactWindows(tx).locked(window_id)
    check_version(held.version, expected)
    restated = replace(
        held, version=held.version + 1, stated_by=tx.principal.client_id, updated_at=tx.now, **asdict(window)
    )
    await ContactWindows(tx).save(restated)
    return restated


async def read_window(tx: Transaction, *, window_id: UUID) -> ContactWindow:
    """One contact window. Raises OrganisationKindRefused, ContactWindowUnknown."""
    require_kind(tx.principal, UNIVERSITIES | OFFICES)
    return await ContactWindows(tx).get(window_id)


async def list_windows(tx: Transaction, *, filters: WindowFilters, after: int, limit: int) -> WindowPage:
    """Contact windows that the principal sees. Raises OrganisationKindRefused."""
    require_kind(tx.principal, UNIVERSITIES | OFFICES)
    return await ContactWindows(tx).page(filters, after=after, limit=limit)


def _check_period(window: Window) -> None:
    if window.valid_until is not None and window.valid_until < window.valid_from:
        allowed = f"{window.valid_from} or later"
        raise PeriodInvalid(pointer="/valid_until", received=window.valid_until, allowed=allowed)
