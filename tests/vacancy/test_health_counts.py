"""What partners' health is read from is counted as it happens: it always says what adding everything up would say."""

import asyncio
import random
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from chassis.auth import OrgKind, Principal
from chassis.service import Service
from chassis.testing import FrozenClock, Platform
from fields.calendar import business_date
from sqlalchemy import func, select, text, update
from vacancy.domain.imports import RowResult
from vacancy.domain.source_rows import StatedRow
from vacancy.models import HEALTH_COUNT, VACANCY
from vacancy.repository.health import Health
from vacancy.repository.health_counts import HealthCounts
from vacancy.service.count_health import recount_health
from vacancy.service.expire_vacancies import expire
from vacancy.service.import_vacancies import IMPORT
from vacancy.service.seat_placement import give_seat_back, take_seat
from vacancy.service.upsert_vacancies import upsert_vacancies

from tests.factories.feed import send
from tests.factories.health import added_up
from tests.factories.vacancy import KAOHSIUNG, TAIPEI, VOUCHED, Caller, a_complete_statement, a_statement
from tests.vacancy.conftest import Anyone
from tests.vacancy.test_partner_health import health
from tests.vacancy.test_rules import STRICTER, activate, draft

AGENCY = Principal("wda", "agency-wda", "wda", OrgKind.WORKFORCE_AGENCY)
NORTH = Principal("branch-north", "branch-north", "branch-north", OrgKind.BRANCH, region="north")
ASSOCIATION = Principal("org-1", "association-org-1", "org-1", OrgKind.ASSOCIATION)
KEYS = ("1", "2", "3")
BODIES: dict[str, Any] = {
    "suspension": {"reason": "查證中"},
    "resumption": {"reason": "查證無誤"},
    "withdrawal": {"reason": "不再增補"},
    "closure": {"outcome": "closed", "reason": "停止招募"},
}


def a_random_statement(chance: random.Random) -> dict[str, Any]:
    """One of few statements, so that the same one comes again, in either of two regions."""
    stated = a_complete_statement(county=chance.choice([TAIPEI, KAOHSIUNG]), closing_date="2026-08-30")
    for name in chance.sample(["growth", "insurance", "industry", "occupation_code"], k=chance.randint(0, 2)):
        del stated[name]
    return stated | {"openings": chance.choice([1, 2])} | chance.choice([{}, {"direct_employment": False}])


class Life:
    """What may happen to some vacancies; most of it is refused now and then, and then changes nothing."""

    def __init__(self, chance: random.Random, association: Caller, branch: Caller, service: Service) -> None:
        self._chance = chance
        self._association = association
        self._branch = branch
        self._service = service
        self.ids: dict[str, str] = {}

    async def state(self, clock: FrozenClock) -> None:
        """A PUT, new, other or the same."""
        key = self._chance.choice(KEYS)
        drafted = self._chance.random() < 0.1
        answer = await self._association.put(a_random_statement(self._chance), source_id=key, draft=drafted)
        if answer.is_success:
            self.ids[key] = answer.json()["id"]

    async def load(self, clock: FrozenClock) -> None:
        """A file's rows, kept or rehearsed."""
        rows = [StatedRow(key, a_random_statement(self._chance), (), number) for number, key in enumerate(KEYS)]
        async with self._service.database.transaction() as connection:
            tx = self._service.begin(connection, ASSOCIATION)
            loaded = await upsert_vacancies(tx, source="taiwanjobs", rows=rows, keep=self._chance.random() < 0.8)
        self.ids |= {str(one.source_id): str(one.vacancy_id) for one in loaded if one.outcome is not RowResult.CREATED}

    async def judge(self, clock: FrozenClock) -> None:
        """Attest, screen, review and publish, or some of it."""
        if not self.ids:
            return
        found = self._chance.choice(list(self.ids.values()))
        await self._association.attest(found, VOUCHED)
        await self._association.screen(found)
        if self._chance.random() < 0.7:
            await self._branch.review(found, self._chance.choice(["qualified", "rejected"]))
            await self._branch.publish(found)

    async def step(self, clock: FrozenClock) -> None:
        """A step of somebody's."""
        if self.ids:
            step = self._chance.choice(list(BODIES))
            by = self._branch if step in ("suspension", "resumption") else self._association
            await by.step(self._chance.choice(list(self.ids.values())), step, BODIES[step])

    async def seat(self, clock: FrozenClock) -> None:
        """Somebody starts, and leaves again."""
        if not self.ids:
            return
        found, placement = self._chance.choice(list(self.ids.values())), uuid4()
        for move in (take_seat, give_seat_back):
            async with self._service.database.transaction() as connection:
                tx = self._service.begin(connection, self._service.system)
                known = (await connection.execute(select(VACANCY.c.id).where(text(f"id = '{found}'")))).one_or_none()
                if known is not None:
                    await move(tx, vacancy_id=known.id, placement_id=placement, on=business_date(tx.now))

    async def wait(self, clock: FrozenClock) -> None:
        """Days go by, and what is overdue ends."""
        clock.advance(days=self._chance.choice([1, 7, 31]))
        await expire(self._service)

    async def fold(self, clock: FrozenClock) -> None:
        """What was counted is added up, some of it or all."""
        await fold(self._service, limit=self._chance.choice([1, 20, 5_000]))


async def fold(service: Service, *, limit: int) -> int:
    """One chunk of the schedule."""
    async with service.database.transaction() as connection:
        return await HealthCounts(service.begin(connection, service.system)).fold(limit=limit)


async def read(service: Service, principal: Principal, *, on: date) -> list[dict[str, Any]]:
    """The sources as they are counted."""
    async with service.database.reading() as connection:
        health = Health(service.begin(connection, principal))
        sources = await health.sources(on - timedelta(days=29), on, imports=IMPORT, after=("", ""), limit=50)
    return [
        {
            **{name: getattr(one, name) for name in ("owner_org", "source", "vacancies", "last_received_on")},
            "outcomes": one.outcomes,
            "failing": {":".join(code): count for code, count in one.failing.items()},
            "missing": one.missing,
        }
        for one in sources
    ]


async def check_it_adds_up(service: Service, clock: FrozenClock) -> None:
    """Counted and added up are one, for the agency and for a branch."""
    on = business_date(clock())
    for principal, counties in ((AGENCY, [TAIPEI, KAOHSIUNG]), (NORTH, [TAIPEI])):
        expected = await added_up(service, counties=counties, since=on - timedelta(days=29), until=on)
        assert await read(service, principal, on=on) == expected


ORPHANS = text(
    "SELECT (SELECT count(*) FROM skill_reading LEFT JOIN vacancy ON id = vacancy_id WHERE id IS NULL)"
    " + (SELECT count(*) FROM vacancy_skill LEFT JOIN skill_reading AS read USING (vacancy_id) WHERE read IS NULL)"
    " + (SELECT count(*) FROM vacancy LEFT JOIN skill_reading ON id = vacancy_id WHERE vacancy_id IS NULL)"
)


async def check_nothing_is_orphaned(service: Service) -> None:
    """Readings name vacancies without a foreign key: each has one, and each of theirs is there."""
    async with service.database.reading() as connection:
        assert (await connection.execute(ORPHANS)).scalar_one() == 0


@pytest.mark.parametrize("seed", range(6))
async def test_after_any_history_the_counts_are_what_adding_everything_up_says(
    association: Caller, branch: Caller, vacancy: Service, clock: FrozenClock, seed: int
) -> None:
    chance = random.Random(seed)
    life = Life(chance, association, branch, vacancy)
    may_happen = [life.state, life.state, life.load, life.judge, life.judge, life.step, life.seat, life.wait, life.fold]

    for _ in range(25):
        await chance.choice(may_happen)(clock)
        await check_it_adds_up(vacancy, clock)
        await check_nothing_is_orphaned(vacancy)


@pytest.mark.usefixtures("own_rules")
async def test_what_other_rules_say_is_counted_in_the_place_of_what_was_said(
    agency: Caller, association: Caller, vacancy: Service, clock: FrozenClock, platform: Platform
) -> None:
    stated = a_complete_statement(
        working_conditions={"hours_per_week": 39.0, "days_off_per_week": 2.0, "leave_stated": True}
    )
    for key in KEYS:
        made = (await association.submit(stated, source_id=key)).json()
        await association.screen(made["id"])
    await draft(agency, STRICTER)
    assert (await activate(agency)).status_code == 201

    await platform.settle()

    await check_it_adds_up(vacancy, clock)


async def test_folding_leaves_one_row_a_figure_and_none_for_nothing(
    association: Caller, vacancy: Service, clock: FrozenClock
) -> None:
    for county in (TAIPEI, KAOHSIUNG, TAIPEI):
        await association.put(a_statement(county=county))

    while await fold(vacancy, limit=2):
        pass

    async with vacancy.database.reading() as connection:
        names = ("county", "measure", "count", "folded")
        rows = (await connection.execute(select(*(HEALTH_COUNT.c[name] for name in names)))).all()
    assert [tuple(row) for row in rows] == [(TAIPEI, "received", 1, True)]


async def test_two_who_count_the_same_do_not_wait_for_each_other(vacancy: Service, clock: FrozenClock) -> None:
    async def load(key: str, others: asyncio.Barrier) -> None:
        async with vacancy.database.transaction() as connection:
            rows = [StatedRow(key, a_statement(), (), 1)]
            await upsert_vacancies(vacancy.begin(connection, ASSOCIATION), source="taiwanjobs", rows=rows)
            # neither has committed when both have counted
            await others.wait()

    both = asyncio.Barrier(2)
    async with asyncio.timeout(30):
        await asyncio.gather(load("1", both), load("2", both))

    await check_it_adds_up(vacancy, clock)


async def test_everything_is_counted_anew_where_somebody_wrote_without_counting(
    association: Caller, vacancy: Service, clock: FrozenClock
) -> None:
    made = (await association.submit(a_complete_statement())).json()
    await association.screen(made["id"])
    async with vacancy.database.transaction() as connection:
        await connection.execute(update(VACANCY).values(county=KAOHSIUNG, received_on=None))

    counted = await recount_health(vacancy)

    await check_it_adds_up(vacancy, clock)
    async with vacancy.database.reading() as connection:
        assert counted == {"counts": (await connection.execute(select(func.count(HEALTH_COUNT.c.position)))).scalar()}


async def test_a_file_that_was_refused_whole_is_a_fact_about_who_sent_it(
    anyone: Anyone, association: Caller, agency: Caller, branch: Caller, platform: Platform, clock: FrozenClock
) -> None:
    await association.put(a_statement())
    other = anyone("association", org="org-2")
    for caller, dry_run in ((association, False), (association, True), (other, False)):
        answer = await send(caller, b"\xff\xfe\xff", format="taiwanjobs", source=None, dry_run=dry_run)
        assert answer.status_code == 202
    await platform.settle()

    told = {one["owner_org"]: one for one in await health(agency)}

    refused = {"files": 1, "last_refused_on": "2026-07-01", "reasons": {"encoding-not-utf-8": 1}}
    assert {org: one["refused_files"] for org, one in told.items()} == {"org-1": refused, "org-2": refused}
    assert (told["org-2"]["vacancies"], told["org-2"]["last_received_on"], told["org-2"]["silent"]) == (0, None, True)
    assert told["org-2"]["days_since_received"] is None
    [of_region] = await health(branch)
    assert (of_region["owner_org"], of_region["refused_files"]["files"]) == ("org-1", 0)
    assert await health(other) == [told["org-2"]]
    clock.advance(days=30)
    assert [one["refused_files"]["files"] for one in await health(agency)] == [0]
