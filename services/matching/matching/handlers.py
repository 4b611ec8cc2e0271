"""Events heard → use cases."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from chassis.db import Transaction
from chassis.service import Handler, Heard
from contracts.envelope import Fact
from contracts.erasure import (
    ErasureConfirmed,
    IndicatorsErasureConfirmed,
    TrainingErasureConfirmed,
    VacancyErasureConfirmed,
)
from contracts.training import CourseStated, EnrolmentCompleted
from contracts.vacancy import ExecutionPlanAcknowledged, VacancyChanged, VacancyClosed, VacancyPublished

from matching.domain.activity import HeldPlan
from matching.domain.held_course import HeldCourse
from matching.domain.held_vacancy import News, Standing
from matching.repository.held_courses import HeldCourses
from matching.repository.people import People
from matching.repository.upkeep import Upkeep
from matching.service.erase_person import confirm_erasure
from matching.service.hold_vacancy import hear_plan, hear_vacancy, lock_vacancies
from matching.service.refer_to_course import complete_training
from matching.service.teach_skills import teach_skills

_SAID_BY = MappingProxyType(
    {
        VacancyErasureConfirmed: "vacancy",
        TrainingErasureConfirmed: "training",
        IndicatorsErasureConfirmed: "indicators",
    }
)


async def lock_heard(tx: Transaction, heard: Sequence[Heard]) -> None:
    """Lock the people of a batch of events, then its vacancies, each in the order in which everybody locks them."""
    if len(heard) == 1:
        return
    learners = [one.fact.youth_id for one in heard if isinstance(one.fact, EnrolmentCompleted)]
    erased = [one.envelope.subject for one in heard if isinstance(one.fact, ErasureConfirmed)]
    people = [*erased, *learners, *await Upkeep(tx).persons_of(learners)]
    spoken_of = VacancyPublished | VacancyChanged | VacancyClosed
    vacancies = [one.envelope.subject for one in heard if isinstance(one.fact, spoken_of)]
    if people:
        await People(tx).locked(people)
    if vacancies:
        await lock_vacancies(tx, vacancies)


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
    # a provider that enrolled somebody itself knows a registration, a referral names the person
    person_id = await Upkeep(tx).person_of(fact.youth_id)
    await teach_skills(tx, person_id=person_id, skills=taught)
    await complete_training(tx, person_id=person_id, course_id=fact.course_id, on=fact.completed_on)


async def on_course_stated(heard: Heard, tx: Transaction) -> None:
    """A course is told as it stands: whoever is offered courses may be referred to it while it is open."""
    assert isinstance(heard.fact, CourseStated)  # noqa: S101 - handlers are called by type
    fact = heard.fact
    course = HeldCourse(
        id=heard.envelope.subject,
        kind=fact.kind,
        industry=fact.industry,
        open=fact.open,
        sequence=heard.envelope.sequence,
    )
    await HeldCourses(tx).put(course)


async def on_published(heard: Heard, tx: Transaction) -> None:
    """A vacancy was opened to young people, for the first time or again after it was restated."""
    assert isinstance(heard.fact, VacancyPublished)  # noqa: S101 - handlers are called by type
    fact = heard.fact
    offer = fact.offer and fact.offer.model_dump(mode="json")
    news = _news(heard, fact, Standing.OPEN, publishes=True, offer=offer, owner_org=fact.owner_org)
    await hear_vacancy(tx, vacancy_id=heard.envelope.subject, news=news)


async def on_changed(heard: Heard, tx: Transaction) -> None:
    """A published vacancy was restated, suspended or resumed; what it offers is told when it is published again."""
    assert isinstance(heard.fact, VacancyChanged)  # noqa: S101 - handlers are called by type
    fact = heard.fact
    standing = Standing.OPEN if fact.open else Standing.PAUSED
    await hear_vacancy(tx, vacancy_id=heard.envelope.subject, news=_news(heard, fact, standing))


async def on_closed(heard: Heard, tx: Transaction) -> None:
    """A vacancy came to its end; a filled one may be opened again."""
    assert isinstance(heard.fact, VacancyClosed)  # noqa: S101 - handlers are called by type
    await hear_vacancy(tx, vacancy_id=heard.envelope.subject, news=_news(heard, heard.fact, Standing.CLOSED))


async def on_acknowledged(heard: Heard, tx: Transaction) -> None:
    """An execution plan was acknowledged: on its days it opens activities (R000-034)."""
    assert isinstance(heard.fact, ExecutionPlanAcknowledged)  # noqa: S101 - handlers are called by type
    fact = heard.fact
    plan = HeldPlan(
        id=heard.envelope.subject,
        branch=fact.branch,
        revision=fact.revision,
        starts_on=fact.starts_on,
        ends_on=fact.ends_on,
        industries=tuple(fact.industries),
        sequence=heard.envelope.sequence,
    )
    await hear_plan(tx, plan)


def _news(
    heard: Heard, fact: VacancyPublished | VacancyChanged | VacancyClosed, standing: Standing, **more: Any
) -> News:
    return News(
        sequence=heard.envelope.sequence,
        standing=standing,
        openings=fact.openings,
        published_on=fact.published_on,
        county=fact.county,
        industry=fact.industry,
        **more,
    )


HANDLERS: Mapping[type[Fact], Handler] = MappingProxyType(
    {
        VacancyErasureConfirmed: on_confirmed,
        TrainingErasureConfirmed: on_confirmed,
        IndicatorsErasureConfirmed: on_confirmed,
        CourseStated: on_course_stated,
        EnrolmentCompleted: on_completed,
        VacancyPublished: on_published,
        VacancyChanged: on_changed,
        VacancyClosed: on_closed,
        ExecutionPlanAcknowledged: on_acknowledged,
    }
)
