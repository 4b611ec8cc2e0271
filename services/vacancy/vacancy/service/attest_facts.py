"""An association vouches for facts that the source does not state, or an officer of the branch for what was shown."""

from uuid import UUID

from chassis.auth import OrgKind
from chassis.conditional import check_version
from chassis.db import Transaction, new_id

from vacancy.domain.records import Attestation
from vacancy.domain.statement import Statement
from vacancy.domain.vacancy import Vacancy
from vacancy.repository.vacancies import Vacancies
from vacancy.service.keep_vacancy import keep
from vacancy.service.permission import require_kind
from vacancy.service.upsert_vacancy import check_industry

ATTESTERS = frozenset({OrgKind.ASSOCIATION, OrgKind.BRANCH})


async def attest_facts(
    tx: Transaction, *, vacancy_id: UUID, expected: frozenset[str] | None, facts: Statement, basis: str
) -> Vacancy:
    """Lay attested facts over what was sent; the vacancy is to be screened again.

    An association attests for what it submitted, an officer of the branch, by name, for what its region submitted: an
    employer has no association of its own, and nobody attests in its own case. Raises OrganisationKindRefused,
    ActingPersonMissing, VacancyUnknown, VersionStale, IndustryUnknown, TransitionRefused.
    """
    require_kind(tx.principal, ATTESTERS)
    if tx.principal.org_kind is OrgKind.BRANCH:
        tx.principal.require_acting_person()
    vacancies = Vacancies(tx)
    held = await vacancies.locked(vacancy_id)
    check_version(held.version, expected)
    await check_industry(tx, facts, pointer="/facts/industry")
    kept = await keep(tx, before=held, after=held.attested(facts))
    attestation = Attestation(
        id=new_id(),
        vacancy_id=kept.id,
        vacancy_version=kept.version,
        facts=facts,
        basis=basis,
        attested_by=tx.principal.client_id,
        acting_person=tx.principal.acting_person,
        attested_at=tx.now,
    )
    await vacancies.add_attestation(attestation)
    return kept
