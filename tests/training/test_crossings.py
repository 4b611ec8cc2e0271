"""Somebody is enrolled while the same person leaves, is erased, or is found to be known already: one waits for the
other, and nobody who is gone keeps a seat."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from chassis.auth import OrgKind, Principal
from chassis.bus.message import Message
from chassis.db import Transaction
from chassis.service import Service
from chassis.testing import until_somebody_waits
from training.domain.enrolment import Demographics
from training.service.enrol_youth import enrol_youth, open_referred
from training.service.leave_programme import erase_youth, join_programme, leave_programme

from tests.factories.training import (
    ON,
    REFERRAL,
    YOUTH,
    Caller,
    a_referral,
    a_registration,
    a_withdrawal,
    a_youth,
    an_enrolment,
    an_erasure,
)
from tests.training.conftest import Row
from tests.training.test_handlers import enrolments, hear
from tests.training.test_persons import people

OFFICES = a_youth(1)
BOTH = [YOUTH, OFFICES]
BRANCH = Principal(
    subject="branch",
    client_id="branch",
    org="branch-north",
    org_kind=OrgKind.BRANCH,
    region="north",
    scopes=frozenset(),
)
KNOWN = Demographics("in_school", "female", "20-24", "63000", None)
Act = Callable[[Transaction, UUID], Awaitable[Any]]


@asynccontextmanager
async def before_the_other(training: Service, act: Act, course: Row, other: Callable[[], Any]) -> AsyncIterator[Any]:
    """``act`` has done its work and not committed when ``other`` comes, which waits for it; then both have ended."""
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        async with training.database.transaction() as connection:
            principal = BRANCH if act is enrols else training.system
            await act(training.begin(connection, principal), UUID(course["id"]))
            coming = group.create_task(other())
            await until_somebody_waits(training, coming)
        yield await coming


async def enrols(tx: Transaction, course_id: UUID) -> None:
    await enrol_youth(tx, course_id=course_id, session_id=None, youth_id=OFFICES, demographics=KNOWN)


async def is_referred(tx: Transaction, course_id: UUID) -> None:
    await open_referred(
        tx, referral_id=REFERRAL, course_id=course_id, youth_id=YOUTH, demographics=KNOWN, on=date(2026, 6, 30)
    )


async def leaves(tx: Transaction, course_id: UUID) -> None:
    await leave_programme(tx, person_id=YOUTH, registrations=BOTH, on=ON, sequence=2)


async def is_erased(tx: Transaction, course_id: UUID) -> None:
    await erase_youth(tx, person_id=YOUTH, registrations=BOTH, on=ON)


async def is_known(tx: Transaction, course_id: UUID) -> None:
    await join_programme(tx, person_id=YOUTH, registrations=BOTH, sequence=2)


GOINGS = [a_withdrawal(registrations=BOTH), an_erasure(registrations=BOTH)]


@pytest.mark.parametrize("going", GOINGS, ids=["leaves", "is erased"])
@pytest.mark.parametrize("act", [enrols, is_referred])
async def test_who_goes_while_being_enrolled_keeps_no_seat(
    branch: Caller, course: Row, session: Row, training: Service, act: Act, going: Message
) -> None:
    async with before_the_other(training, act, course, lambda: hear(training, going)):
        pass

    assert [one["end_reason"] for one in await enrolments(branch)] == ["left_programme"]


@pytest.mark.parametrize("act", [leaves, is_erased])
@pytest.mark.parametrize("youth", BOTH, ids=["the person", "a registration"])
async def test_who_is_just_going_is_not_enrolled(
    branch: Caller, course: Row, session: Row, training: Service, act: Act, youth: UUID
) -> None:
    async def enrol() -> Any:
        return await branch.post("/v1/enrolments", an_enrolment(course["id"], youth_id=youth))

    async with before_the_other(training, act, course, enrol) as answer:
        assert (answer.status_code, answer.json()["code"]) == (409, "youth-left")

    assert await enrolments(branch) == []


@pytest.mark.parametrize("act", [leaves, is_erased])
async def test_who_is_just_going_gets_no_place_by_a_referral(
    branch: Caller, course: Row, session: Row, training: Service, act: Act
) -> None:
    async with before_the_other(
        training, act, course, lambda: hear(training, a_referral(REFERRAL, course_id=course["id"]))
    ):
        pass

    assert [one["end_reason"] for one in await enrolments(branch)] == ["left_programme"]


async def test_whose_registration_it_is_told_while_it_is_enrolled_is_enrolled_as_the_person(
    branch: Caller, course: Row, session: Row, training: Service
) -> None:
    told = a_registration(sequence=2, registrations=BOTH)
    async with before_the_other(training, enrols, course, lambda: hear(training, told)):
        pass

    assert await people(training) == [YOUTH]


async def test_a_registration_that_is_just_told_to_be_a_persons_is_enrolled_as_the_person(
    branch: Caller, course: Row, session: Row, training: Service
) -> None:
    async def enrol() -> Any:
        return await branch.post("/v1/enrolments", an_enrolment(course["id"], youth_id=OFFICES))

    async with before_the_other(training, is_known, course, enrol) as answer:
        assert answer.status_code == 201

    assert await people(training) == [YOUTH]
