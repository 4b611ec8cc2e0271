"""An association or employer registers a company (用人單位) under its company number, and keeps its profile."""

from dataclasses import dataclass, replace
from typing import Any

from chassis import outbox
from chassis.conditional import check_version
from chassis.db import Transaction, new_id
from contracts.vacancy import EmployerRegistered
from fields.calendar import business_date

from vacancy.domain.employer import Employer
from vacancy.domain.statement import Statement
from vacancy.repository.employers import Employers
from vacancy.repository.visibility import OWNERS
from vacancy.service.permission import require_kind
from vacancy.service.upsert_vacancy import UpsertResult, check_industry


@dataclass(frozen=True, slots=True)
class EmployerContent:
    """What is said of an employer: ``profile`` holds prospects, workplace and key competencies, each when stated."""

    name: str
    county: str
    industry: str | None
    head_count: int | None
    profile: Statement


@dataclass(frozen=True, slots=True)
class Registered:
    """The employer after an upsert, and what the upsert did."""

    employer: Employer
    result: UpsertResult


async def register_employer(
    tx: Transaction, *, company_number: str, content: EmployerContent, expected: frozenset[str] | None
) -> Registered:
    """Register the employer, restate it, or leave it alone when the content is the same.

    The registry is not asked here: nobody waits for it. Raises OrganisationKindRefused, IndustryUnknown, VersionStale.
    """
    require_kind(tx.principal, OWNERS)
    await check_industry(tx, {"industry": content.industry}, pointer="/industry")
    employers = Employers(tx)
    held = await employers.own_locked(company_number)
    if held is None:
        check_version(0, expected)
        made = _registered(tx, company_number, content)
        if await employers.add(made):
            await outbox.record(tx, registration(made), aggregate_id=made.id, sequence=made.seq)
            return Registered(made, UpsertResult.CREATED)
        # another first registration of the same number has committed while ours waited to insert
        return await register_employer(tx, company_number=company_number, content=content, expected=expected)
    check_version(held.version, expected)
    after = replace(held, **_fields(content))
    if after == held:
        return Registered(held, UpsertResult.UNCHANGED)
    kept = replace(after, version=held.version + 1, updated_at=tx.now)
    await employers.save(kept)
    return Registered(kept, UpsertResult.CHANGED)


def _fields(content: EmployerContent) -> dict[str, Any]:
    return {name: getattr(content, name) for name in content.__slots__}


def _registered(tx: Transaction, company_number: str, content: EmployerContent) -> Employer:
    return Employer(
        id=new_id(),
        owner_org=tx.principal.org,
        company_number=company_number,
        name=content.name,
        county=content.county,
        industry=content.industry,
        head_count=content.head_count,
        profile=content.profile,
        version=1,
        seq=1,
        registry_status=None,
        registry_description=None,
        registry_source=None,
        registry_answered_at=None,
        registry_tried_at=None,
        registry_failure=None,
        created_at=tx.now,
        updated_at=tx.now,
    )


def registration(employer: Employer) -> EmployerRegistered:
    """That an employer was registered, with what is said of it now."""
    return EmployerRegistered(
        company_number=employer.company_number,
        registered_on=business_date(employer.created_at),
        head_count=employer.head_count,
        county=employer.county,
        industry=employer.industry,
    )
