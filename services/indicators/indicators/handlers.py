"""Events the indicators service hears."""

from collections.abc import Mapping, Sequence

from chassis.db import Transaction
from chassis.service import Heard, Together
from contracts.envelope import Fact
from contracts.vacancy import VacancyPublished

from indicators import service


async def count_published_vacancies(heard: Sequence[Heard], tx: Transaction) -> None:
    """Count published vacancies by county and industry.

    Returning marks the events done; nothing here refuses one, so only a database in trouble makes them come again.
    """
    published = [(one.fact, one.envelope) for one in heard if isinstance(one.fact, VacancyPublished)]
    await service.count_published_vacancies(tx, published)


HANDLERS: Mapping[type[Fact], Together] = {VacancyPublished: Together(count_published_vacancies)}
