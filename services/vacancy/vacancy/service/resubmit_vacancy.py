"""A partner answers a screening with other content (補件重送)."""

from dataclasses import dataclass
from uuid import UUID

from chassis.conditional import check_version
from chassis.db import Transaction, new_id
from chassis.decisions import Decision, Decisions

from vacancy.domain.errors import NothingToRescreen
from vacancy.domain.records import Resubmission
from vacancy.domain.statement import Statement, differences
from vacancy.domain.vacancy import Vacancy
from vacancy.repository.records import Records
from vacancy.repository.vacancies import Vacancies
from vacancy.repository.visibility import OWNERS
from vacancy.service.permission import require_kind
from vacancy.service.screen_vacancy import REGISTRY, conclude, decide
from vacancy.service.upsert_vacancy import check_industry


@dataclass(frozen=True, slots=True)
class Resubmitted:
    """What differed and was asked again, the new screening, and the vacancy after it."""

    vacancy: Vacancy
    resubmission: Resubmission
    decision: Decision


async def resubmit_vacancy(
    tx: Transaction, *, vacancy_id: UUID, expected: frozenset[str] | None, facts: Statement
) -> Resubmitted:
    """Take in the new content, ask the criteria that read a changed fact again, and keep the difference.

    Facts include what is looked up: the same content may be sent again after an entry wage was loaded or an exception
    was granted. Raises OrganisationKindRefused, IndustryUnknown, VacancyUnknown, VersionStale, TransitionRefused,
    NothingToRescreen, NoRuleSetInForce.
    """
    require_kind(tx.principal, OWNERS)
    await check_industry(tx, facts, pointer="/industry")
    held = await Vacancies(tx).locked(vacancy_id)
    check_version(held.version, expected)
    resubmitted = held.resubmitted(facts)
    assert held.screening_id is not None  # noqa: S101 - only what was screened may be resubmitted
    previous = await Decisions(tx).get(held.screening_id)
    decision = await decide(tx, resubmitted, previous=previous)
    carried = decision.facts.get("carried_over", {}).get("criteria", [])
    rerun = [one.name for one in REGISTRY.current if one.name not in carried]
    if not rerun:
        raise NothingToRescreen(screening=str(previous.id))
    screened = await conclude(tx, before=held, vacancy=resubmitted, decision=decision)
    resubmission = Resubmission(
        id=new_id(),
        vacancy_id=held.id,
        vacancy_version=screened.vacancy.version,
        previous_screening_id=previous.id,
        screening_id=decision.id,
        differences=differences(held.facts, screened.vacancy.facts),
        rerun=rerun,
        carried_over=carried,
        acting_person=tx.principal.acting_person,
        resubmitted_by=tx.principal.client_id,
        resubmitted_at=tx.now,
    )
    await Records(tx).add_resubmission(resubmission)
    return Resubmitted(screened.vacancy, resubmission, decision)


async def list_resubmissions(tx: Transaction, *, vacancy_id: UUID) -> list[Resubmission]:
    """Every resubmission of a vacancy, oldest first; raises VacancyUnknown."""
    vacancy = await Vacancies(tx).get(vacancy_id)
    return await Records(tx).resubmissions(vacancy.id)
