"""After the whole story each service drops what it made of the others' events, and answers as before once they have
said again what is."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import aiohttp
from chassis import announce
from chassis.postgres import Postgres
from chassis.rebuild import conclude, rebuild
from chassis.service import Service
from contracts.catalogue import TOPICS
from onebox.client import Client
from onebox.folder import DataFolder
from onebox.ground import Ground
from onebox.services import build
from onebox.shell import DATABASES, SERVICES
from onebox.story import steps_of
from onebox.story.told import COUNTY, INDUSTRY, OFFICER, Told
from sqlalchemy import func, select

from tests.e2e.answers import answers_of, differences
from tests.e2e.platform import Platform, running
from tests.waiting import eventually

Services = Mapping[str, Service]
WHY = "a test"


@asynccontextmanager
async def as_operator(platform: Platform) -> AsyncIterator[Services]:
    """The services that run, for an operator's commands."""
    folder = DataFolder(platform.data)
    ground = Ground(folder, Postgres(folder.postgres), folder.secrets(DATABASES))
    services = {name: build(ground, name) for name in SERVICES}
    yield services
    for service in services.values():
        await service.database.close()


@asynccontextmanager
async def telling(platform: Platform) -> AsyncIterator[Told]:
    """The story's state on a platform."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
        client = Client(session, f"http://127.0.0.1:{platform.port}", DataFolder(platform.data).clients())
        yield Told(client, run="rebuilt", rows=40)


def owners(service: Service) -> Iterator[str]:
    """Who has to say again what is, for the projections of a service."""
    for topic in sorted({topic for one in service.projections for topic in one.topics}):
        yield TOPICS[topic].owner


async def everything_is_heard(services: Services) -> bool:
    """Whether the announcements are through, and every consumer of a topic has heard every event on it."""
    heard: dict[str, set[UUID]] = {}
    for name, service in services.items():
        if (await announce.look(service)).get("state", "succeeded") != "succeeded":
            return False
        async with service.database.reading() as connection:
            heard[name] = set((await connection.execute(select(service.tables.inbox.c.event_id))).scalars())
    for service in services.values():
        outbox = service.tables.outbox
        async with service.database.reading() as connection:
            said = (await connection.execute(select(outbox.c.event_id, outbox.c.topic))).all()
        if any(event not in heard[consumer] for event, topic in said for consumer in TOPICS[topic].consumers):
            return False
    return True


async def everything_is_seen(services: Services, client: Client) -> bool:
    """Whether, besides, what is searched has read everything that was heard."""
    change = services["matching"].tables.change
    unnumbered = func.count().filter(change.c.number.is_(None))
    async with services["matching"].database.reading() as connection:
        waiting, last = (await connection.execute(select(unnumbered, func.max(change.c.number)))).one()
    # asked for, it reads on
    searched = (await client.ask("university", "GET", "/v1/recommendation-snapshot")).body["reached"]
    return await everything_is_heard(services) and not waiting and searched >= last


async def filled(service: Service) -> set[str]:
    """The tables of a service's projections that hold anything."""
    tables = [table for one in service.projections for table in one.tables]
    async with service.database.reading() as connection:
        counts = {
            one.name: (await connection.execute(select(func.count()).select_from(one))).scalar_one() for one in tables
        }
    return {name for name, count in counts.items() if count}


async def rebuilt(services: Services, name: str, client: Client) -> None:
    """Drop and refill a service's projections; what is answered afterwards is what was answered before."""
    service = services[name]
    await eventually(lambda: everything_is_seen(services, client), "what was said before is heard")
    before, held = await answers_of(client), await filled(service)

    await rebuild(service, why=WHY)
    assert await filled(service) == set() != held
    if name == "vacancy":
        # nobody may be shown a seat that is taken
        assert differences(before, await answers_of(client)) == []
    for owner in owners(service):
        await announce.ask(services[owner])
    await eventually(lambda: everything_is_seen(services, client), "the announcements are heard")

    assert await filled(service) == held
    assert await conclude(service, why=None) == {"let_go": 0, "untold": 0}
    assert differences(before, await answers_of(client)) == []


async def test_every_projection_is_dropped_and_rebuilt_to_the_same_answers(tmp_path: Path) -> None:
    async with (
        running(tmp_path, bus="memory") as platform,
        as_operator(platform) as services,
        telling(platform) as told,
    ):
        *chapters, erasing, erased = [step for _, step in steps_of(told)]
        for step in chapters:
            await step()

        # its one vacancy is filled: the seat stays taken, and is given back by what was heard again
        await rebuilt(services, "vacancy", told.client)
        await seat_is_given_back(told)
        # the vacancy is open, and offered
        for name in services:
            await rebuilt(services, name, told.client)
        await plan_is_known(told)
        await erasing()
        await erased()
        # the person is gone, and stays counted
        await rebuilt(services, "indicators", told.client)


async def plan_is_known(told: Told) -> None:
    """Hold an activity and open a session on a day of the plan."""
    day, ask = told.plan_day.isoformat(), told.client.ask
    visit = {"kind": "lecture", "title": "講座", "county": COUNTY, "held_on": day, "capacity": 9, "industry": INDUSTRY}
    await ask("branch", "POST", "/v1/activities", body=visit, acting=OFFICER)
    [course] = (await ask("branch", "GET", "/v1/courses")).body["items"]
    session = {"starts_on": day, "ends_on": day, "county": COUNTY, "place": "臺北市資訊大樓", "capacity": 9}
    path = f"/v1/courses/{course['id']}/sessions"
    await ask("branch", "POST", path, body={**session, "waiting_places": 0}, acting=OFFICER)


async def seat_is_given_back(told: Told) -> None:
    """End the story's placement; the vacancy that it had filled is open again."""
    [placement] = (await told.client.ask("branch", "GET", "/v1/placements")).body["items"]
    path = f"/v1/placements/{placement['id']}"
    held = await told.client.ask("branch", "GET", path)
    body = {"ended_on": told.today.isoformat(), "reason": "resigned"}
    await told.client.ask("branch", "POST", f"{path}/ending", body=body, etag=held.etag, acting=OFFICER)

    async def state() -> str:
        return str((await told.client.ask("branch", "GET", f"/v1/vacancies/{told.chosen.id}")).body["state"])

    await told.until(state, lambda seen: seen == "published", "the seat is not given back")
