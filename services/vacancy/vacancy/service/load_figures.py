"""Officers load the figures that the rules compare with: entry wages by industry, and the authorities' projections."""

from collections.abc import Sequence
from datetime import date

from chassis.auth import OrgKind
from chassis.conditional import check_version
from chassis.db import Transaction

from vacancy.domain.errors import KeyIndustryUnknown
from vacancy.domain.references import EntryWage, Projection
from vacancy.repository.references import References
from vacancy.repository.visibility import OFFICES
from vacancy.service.permission import require_kind

AGENCY = frozenset({OrgKind.WORKFORCE_AGENCY})


async def put_entry_wage(
    tx: Transaction,
    *,
    industry: str,
    roc_year: int,
    monthly: int,
    source: str,
    label: str,
    valid_from: date,
    expected: frozenset[str] | None,
) -> EntryWage:
    """Load or correct an industry's entry wage of one ROC year, in NTD a month; decisions made keep what they saw.

    Raises OrganisationKindRefused, ActingPersonMissing, KeyIndustryUnknown, VersionStale.
    """
    require_kind(tx.principal, OFFICES)
    officer = tx.principal.require_acting_person()
    references = References(tx)
    await _lock_key_industry(references, industry)
    held = await references.entry_wage(industry, roc_year)
    check_version(held.version if held else 0, expected)
    wage = EntryWage(
        industry=industry,
        roc_year=roc_year,
        monthly=monthly,
        source=source,
        label=label,
        valid_from=valid_from,
        version=held.version + 1 if held else 1,
        officer=officer,
        loaded_by=tx.principal.client_id,
        loaded_at=tx.now,
    )
    await references.put_entry_wages([wage])
    return wage


async def put_projection(
    tx: Transaction,
    *,
    industry: str,
    edition: str,
    first_roc_year: int,
    demand: Sequence[int],
    supply: Sequence[int],
    source: str,
    valid_from: date,
    expected: frozenset[str] | None,
) -> Projection:
    """Load or correct one edition of a competent authority's three-year projection (R000-019), in persons a year.

    Raises OrganisationKindRefused, ActingPersonMissing, KeyIndustryUnknown, VersionStale.
    """
    require_kind(tx.principal, AGENCY)
    officer = tx.principal.require_acting_person()
    references = References(tx)
    await _lock_key_industry(references, industry)
    held = await references.projection(industry, edition)
    check_version(held.version if held else 0, expected)
    projection = Projection(
        industry=industry,
        edition=edition,
        first_roc_year=first_roc_year,
        demand=list(demand),
        supply=list(supply),
        source=source,
        valid_from=valid_from,
        version=held.version + 1 if held else 1,
        officer=officer,
        loaded_by=tx.principal.client_id,
        loaded_at=tx.now,
    )
    await references.put_projection(projection)
    return projection


async def list_projections(tx: Transaction, *, industry: str) -> list[Projection]:
    """Every edition for a key industry; raises KeyIndustryUnknown."""
    references = References(tx)
    if not await references.is_key_industry(industry):
        raise KeyIndustryUnknown(code=industry)
    return await references.projections(industry)


async def _lock_key_industry(references: References, industry: str) -> None:
    if not await references.lock_key_industry(industry):
        raise KeyIndustryUnknown(code=industry)
