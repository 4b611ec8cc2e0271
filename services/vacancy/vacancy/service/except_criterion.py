"""An officer excepts one criterion of one vacancy until a date, and may take that back."""

from datetime import date
from uuid import UUID

from chassis.auth import OrgKind
from chassis.conditional import check_version
from chassis.db import Transaction, new_id
from chassis.domain import Kind
from fields.calendar import business_date

from vacancy.domain.criteria import CRITERIA
from vacancy.domain.errors import ExceptionInForce, PeriodInvalid
from vacancy.domain.exceptions import CriterionException, ExceptionState
from vacancy.repository.exceptions import Exceptions
from vacancy.repository.vacancies import Vacancies
from vacancy.repository.visibility import OFFICES
from vacancy.service.permission import require_kind

MANDATORY = frozenset(one.name for one in CRITERIA if one.kind is Kind.MANDATORY)
AGENCY = frozenset({OrgKind.WORKFORCE_AGENCY})


async def grant_exception(
    tx: Transaction, *, vacancy_id: UUID, criterion: str, reason: str, valid_from: date | None, valid_until: date
) -> CriterionException:
    """Except a criterion from today or a later day on. The vacancy does not move: screen or resubmit it.

    A branch may except what the programme asks in principle (為原則); what it makes mandatory (必要條件, R000-022) only
    the agency. No rule says who may: this is a default. Raises OrganisationKindRefused, ActingPersonMissing,
    VacancyUnknown, PeriodInvalid, ExceptionInForce.
    """
    require_kind(tx.principal, AGENCY if criterion in MANDATORY else OFFICES)
    officer = tx.principal.require_acting_person()
    vacancy = await Vacancies(tx).locked(vacancy_id)
    today = business_date(tx.now)
    begins = valid_from or today
    if begins < today:
        raise PeriodInvalid(pointer="/valid_from", received=begins, allowed=f"{today} or later")
    if valid_until < begins:
        raise PeriodInvalid(pointer="/valid_until", received=valid_until, allowed=f"{begins} or later")
    exceptions = Exceptions(tx)
    held = await exceptions.in_force([vacancy.id], since=begins, until=valid_until)
    if clashing := [str(one.id) for one in held[vacancy.id] if one.criterion == criterion]:
        raise ExceptionInForce(criterion=criterion, exceptions=clashing)
    exception = CriterionException(
        id=new_id(),
        vacancy_id=vacancy.id,
        criterion=criterion,
        state=ExceptionState.GRANTED,
        version=1,
        reason=reason,
        valid_from=begins,
        valid_until=valid_until,
        officer=officer,
        granted_by=tx.principal.client_id,
        granted_at=tx.now,
    )
    await exceptions.add(exception)
    return exception


async def revoke_exception(
    tx: Transaction, *, exception_id: UUID, expected: frozenset[str] | None, reason: str
) -> CriterionException:
    """Take an exception back; who may grant it may revoke it.

    Raises OrganisationKindRefused, ActingPersonMissing, ExceptionUnknown, VersionStale, TransitionRefused.
    """
    require_kind(tx.principal, OFFICES)
    officer = tx.principal.require_acting_person()
    held = await Exceptions(tx).locked(exception_id)
    check_version(held.version, expected)
    if held.criterion in MANDATORY:
        require_kind(tx.principal, AGENCY)
    revoked = held.revoked(reason=reason, officer=officer, by=tx.principal.client_id, at=tx.now)
    await Exceptions(tx).save(revoked)
    return revoked
