"""Events heard → use cases."""

from collections.abc import Mapping
from types import MappingProxyType

from chassis.db import Transaction
from chassis.service import Handler, Heard
from contracts.envelope import Fact
from contracts.erasure import (
    ErasureConfirmed,
    IndicatorsErasureConfirmed,
    TrainingErasureConfirmed,
    VacancyErasureConfirmed,
)
from contracts.training import EnrolmentCompleted

from matching.service.erase_person import confirm_erasure
from matching.service.teach_skills import teach_skills

_SAID_BY = MappingProxyType(
    {
        VacancyErasureConfirmed: "vacancy",
        TrainingErasureConfirmed: "training",
        IndicatorsErasureConfirmed: "indicators",
    }
)


async def on_confirmed(heard: Heard, tx: Transaction) -> None:
    """A service holds nothing of a person any more; a confirmation that nobody asked for waits for an operator."""
    assert isinstance(heard.fact, ErasureConfirmed)  # noqa: S101 - handlers are called by type
    service = _SAID_BY[type(heard.fact)]
    fact = heard.fact
    await confirm_erasure(
        tx, person_id=heard.envelope.subject, service=service, erased_on=fact.erased_on, rows=fact.rows
    )


async def on_completed(heard: Heard, tx: Transaction) -> None:
    """A course teaches skills; a person whom nobody registered here is left alone."""
    assert isinstance(heard.fact, EnrolmentCompleted)  # noqa: S101 - handlers are called by type
    fact = heard.fact
    taught = [
        {"code": one.code, "level": one.level, "source": "course", "course_id": str(fact.course_id)}
        for one in fact.skills
    ]
    await teach_skills(tx, person_id=fact.youth_id, skills=taught)


HANDLERS: Mapping[type[Fact], Handler] = MappingProxyType(
    {
        VacancyErasureConfirmed: on_confirmed,
        TrainingErasureConfirmed: on_confirmed,
        IndicatorsErasureConfirmed: on_confirmed,
        EnrolmentCompleted: on_completed,
    }
)
