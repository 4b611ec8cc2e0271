"""What is done for young people, to test with: registrations by trait, vacancies and plans heard, a way to work."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from chassis.auth import OrgKind, Principal
from chassis.bus.message import Message
from chassis.db import new_id
from chassis.inbox import Inbox
from chassis.service import Service
from contracts.training import CourseStated, EnrolmentCompleted, SkillGained
from contracts.vacancy import (
    ExecutionPlanAcknowledged,
    Offer,
    PlanTargets,
    SkillAsked,
    VacancyChanged,
    VacancyClosed,
    VacancyPublished,
)
from matching.domain.life_cycle import Outcome, TargetGroup
from matching.domain.youth import Youth
from matching.models import CONSENT, PERSON
from matching.service.keep_youth import add_all, new_youth
from sqlalchemy import insert

from tests.factories.events import a_message

TODAY = date(2026, 7, 1)
TAIPEI, NEW_TAIPEI, KAOHSIUNG = "63000", "65000", "64000"
SECURITY, MACHINERY = "112-10", "112-01"
WORK_SCOPES = (
    "youths:read",
    "youths:decide",
    "recommendations:read",
    "activities:read",
    "activities:write",
    "referrals:read",
    "referrals:write",
    "placements:read",
    "placements:write",
)
PLAN = UUID(int=77)
FINAL_YEAR, LAST_BUT_ONE, GRADUATED = "2026-07", "2027-06", "2025-06"
"""When somebody graduates who is in that year on the first of July 2026."""


def vacancy_id(number: int) -> UUID:
    return UUID(int=(0x019A << 112) | (7 << 76) | (2 << 62) | number)


def facts(**changes: Any) -> dict[str, Any]:
    """What a school states of a student who is offered matching."""
    stated: dict[str, Any] = {
        "name": "王小明",
        "birth_date": "2004-03-05",
        "phone": "0912000678",
        "nationality": "ROC",
        "gender": "female",
        "home_county": TAIPEI,
        "education": "bachelor",
        "study": {
            "status": "enrolled",
            "degree": "bachelor",
            "programme_years": 4,
            "year_of_study": 4,
            "expected_graduation": FINAL_YEAR,
            **changes.pop("study", {}),
        },
        "skills": [{"code": "python", "level": 1}],
    }
    return stated | changes


async def a_youth(
    service: Service,
    *,
    org: str = "university-1",
    kind: OrgKind = OrgKind.UNIVERSITY,
    group: TargetGroup = TargetGroup.IN_SCHOOL,
    outcome: Outcome | None = Outcome.ELIGIBLE,
    county: str = TAIPEI,
    person: UUID | None = None,
    consents: Sequence[Mapping[str, Any]] = (),
    **stated: Any,
) -> Youth:
    """A registration, decided as told."""
    principal = Principal(subject=org, client_id=f"{kind}-{org}", org=org, org_kind=kind, region="north")
    async with service.database.transaction() as connection:
        tx = service.begin(connection, principal)
        youth_id = new_id()
        person_id = person or youth_id
        if person is None:
            await connection.execute(insert(PERSON), {"id": person_id, "seq": 0})
        youth = new_youth(tx, group, facts(**stated), ids=(youth_id, person_id), county=county)
        youth = replace(youth, outcome=outcome)
        await add_all(tx, [youth])
        for consent in consents:
            row = {
                "id": new_id(),
                "youth_id": youth_id,
                "purpose": "referral",
                "recipient": "employer",
                "fields": ["name", "phone"],
                "valid_until": date(2026, 12, 31),
                "lapsed": False,
                "version": 1,
                "recorded_by": "test",
                "recorded_at": tx.now,
            }
            await connection.execute(insert(CONSENT), row | dict(consent))
    return youth


def published(
    subject: UUID,
    *,
    sequence: int = 1,
    county: str | None = TAIPEI,
    industry: str | None = SECURITY,
    openings: int = 2,
    owner_org: str | None = "employer-1",
    skills: Sequence[tuple[str, int | None]] = (("python", 3),),
    **offered: Any,
) -> Message:
    """A vacancy was opened, with an offer."""
    asked = [SkillAsked(code=code, level=level) for code, level in skills]
    offer = Offer(skills=asked, **({"education": "bachelor", "wage_minimum": 45_000} | offered))
    fact = VacancyPublished(
        published_on=TODAY, openings=openings, county=county, industry=industry, offer=offer, owner_org=owner_org
    )
    return a_message(fact, subject, sequence=sequence)


def changed(subject: UUID, *, sequence: int, open_: bool, openings: int = 2) -> Message:
    """A published vacancy was suspended or resumed."""
    fact = VacancyChanged(
        change="resumed" if open_ else "suspended",
        open=open_,
        changed_facts=[],
        published_on=TODAY,
        openings=openings,
        county=TAIPEI,
        industry=SECURITY,
    )
    return a_message(fact, subject, sequence=sequence)


def closed(subject: UUID, *, sequence: int, openings: int = 2) -> Message:
    """A published vacancy came to its end."""
    fact = VacancyClosed(
        reason="filled", closed_on=TODAY, published_on=TODAY, openings=openings, county=TAIPEI, industry=SECURITY
    )
    return a_message(fact, subject, sequence=sequence)


def acknowledged(
    subject: UUID = PLAN,
    *,
    sequence: int = 2,
    branch: str = "north",
    starts_on: date = date(2026, 1, 1),
    ends_on: date = date(2026, 12, 31),
    industries: Sequence[str] = (SECURITY,),
) -> Message:
    """A branch's plan of the year was acknowledged."""
    fact = ExecutionPlanAcknowledged(
        branch=branch,
        roc_year=115,
        revision=1,
        starts_on=starts_on,
        ends_on=ends_on,
        industries=list(industries),
        targets=PlanTargets(youths=100),
        acknowledged_on=TODAY,
        document_number="發特字第1150000001號",
    )
    return a_message(fact, subject, sequence=sequence)


def course_stated(subject: UUID, *, sequence: int = 1, open_: bool = True) -> Message:
    """A course was stated, closed or opened again."""
    fact = CourseStated(kind="key_competency", industry=SECURITY, open=open_)
    return a_message(fact, subject, sequence=sequence, source="/training")


def course_completed(
    subject: UUID, *, person_id: UUID, course_id: UUID, skills: Mapping[str, int], sequence: int = 2
) -> Message:
    """Somebody completed a course."""
    fact = EnrolmentCompleted(
        youth_id=person_id,
        target_group="in_school",
        gender="female",
        age_band="20-24",
        county=TAIPEI,
        industry=SECURITY,
        course_id=course_id,
        session_id=UUID(int=5),
        kind="key_competency",
        training_referral_id=None,
        completed_on=TODAY,
        skills=[SkillGained(code=code, level=level) for code, level in skills.items()],
    )
    return a_message(fact, subject, sequence=sequence, source="/training")


async def hear(service: Service, *messages: Message) -> None:
    """The service hears events, each in its turn."""
    for message in messages:
        await Inbox(service).apply([message])
