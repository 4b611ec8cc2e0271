"""Open a qualified vacancy to young people."""

from uuid import UUID

from chassis import outbox
from chassis.conditional import check_version
from chassis.db import Transaction
from fields.calendar import business_date

from vacancy.domain.vacancy import Vacancy
from vacancy.repository.publications import Publications
from vacancy.repository.vacancies import Vacancies
from vacancy.repository.visibility import OFFICES
from vacancy.service.keep_vacancy import keep
from vacancy.service.link_duplicates import refuse_duplicate
from vacancy.service.permission import require_kind
from vacancy.service.tell_publication import publication


async def publish_vacancy(tx: Transaction, *, vacancy_id: UUID, expected: frozenset[str] | None) -> Vacancy:
    """Publish, and say so with every fact the publication is counted by.

    A vacancy that was restated and qualified anew is published again under its first date. Raises
    OrganisationKindRefused, VacancyUnknown, VersionStale, TransitionRefused, ClosingDatePassed,
    OpeningsUnknown, NoSeatLeft, DuplicateOfAnother.
    """
    require_kind(tx.principal, OFFICES)
    held = await Vacancies(tx).locked(vacancy_id)
    check_version(held.version, expected)
    on = business_date(tx.now)
    published = held.published(on=on)
    await refuse_duplicate(tx, held.id)
    kept = await keep(tx, before=held, after=published)
    fact = await publication(tx, kept, published_on=kept.published_on or on)
    await Publications(tx).put(kept.id, fact.model_dump(mode="json"))
    await outbox.record(tx, fact, aggregate_id=kept.id, sequence=kept.seq)
    return kept
