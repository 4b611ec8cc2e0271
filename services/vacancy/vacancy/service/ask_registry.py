"""Ask the company registry (商工登記): now for one employer, or by schedule for those not asked for long."""

from datetime import timedelta
from uuid import UUID

from chassis.db import Transaction
from chassis.service import Service
from fields.calendar import business_date

from vacancy.domain.employer import Employer
from vacancy.domain.registry import CompanyRegistry, RegistryNotAsked
from vacancy.parts import registry_of
from vacancy.repository.employers import Employers
from vacancy.repository.visibility import OFFICES, OWNERS
from vacancy.service.permission import require_kind

BATCH = 50
ASK_AGAIN = timedelta(days=30)
"""The registry changes hourly and a registration rarely: a month is a default, no rule states one."""


async def ask_registry(tx: Transaction, registry: CompanyRegistry, *, employer_id: UUID) -> Employer:
    """Look an employer's number up and keep the answer, or that the registry could not be asked.

    No row is locked while the registry is waited for. Raises OrganisationKindRefused, EmployerUnknown.
    """
    require_kind(tx.principal, OWNERS | OFFICES)
    employers = Employers(tx)
    asked = await _asked(registry, await employers.get(employer_id), tx)
    await employers.save_answers([asked])
    return await employers.get(employer_id)


async def check_registry(service: Service) -> dict[str, int]:
    """Ask the registry about every employer that it was not asked about for a month; it stops when it cannot ask."""
    registry = registry_of(service)
    counts = {"answered": 0, "not_asked": 0}
    while not counts["not_asked"]:
        async with service.database.reading() as connection:
            tx = service.begin(connection, service.system)
            waiting = await Employers(tx).unasked(tx.now - ASK_AGAIN, limit=BATCH)
        if not waiting:
            break
        asked = [await _asked(registry, employer, tx) for employer in waiting]
        async with service.database.transaction() as connection:
            await Employers(service.begin(connection, service.system)).save_answers(asked)
        failed = sum(one.registry_failure is not None for one in asked)
        counts["not_asked"] += failed
        counts["answered"] += len(asked) - failed
    return counts


async def _asked(registry: CompanyRegistry, employer: Employer, tx: Transaction) -> Employer:
    try:
        answer = await registry.look_up(employer.company_number, on=business_date(tx.now))
    except RegistryNotAsked as not_asked:
        return employer.not_asked(not_asked.reason, at=tx.now)
    return employer.answered(answer, at=tx.now)
