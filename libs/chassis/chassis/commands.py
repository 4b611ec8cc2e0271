"""The command line of a service: its background roles, migrations, and what operators do with parked events."""

import argparse
import json
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType
from uuid import UUID

import uvloop

from chassis import announce, audit, blocking, migrate, parking, rebuild, roles, telemetry
from chassis.people import rotation
from chassis.service import Service

Command = Callable[[Service], Awaitable[Mapping[str, object]]]
"""A service's own command, such as a schedule's work; what it returns is said as one JSON object."""
NO_COMMANDS: Mapping[str, Command] = MappingProxyType({})
OF_EVERY_SERVICE: Mapping[str, Command] = MappingProxyType(
    {"verify-audit": audit.verify, "announce": announce.ask, "announcement": announce.look}
)
OF_PEOPLE: Mapping[str, Command] = MappingProxyType(
    {"rotate-data-key": rotation.rotate, "reseal": rotation.reseal, "rewrap-data-keys": rotation.rewrap}
)
"""The commands of a service that holds people; it adds them to its own."""
ROLES = {
    "relay": ["relay"],
    "worker": ["worker"],
    "jobs": ["jobs"],
    "background": ["relay", "worker", "jobs"],
}


def run(
    build: Callable[[], Service],
    arguments: Sequence[str] | None = None,
    *,
    commands: Mapping[str, Command] = NO_COMMANDS,
) -> None:
    """Parse the command line and carry it out; an error that ends a role ends the process with exit code 1.

    ``commands`` are the service's own, by name; the first line of its docstring is a command's help.
    """
    wanted = _parser(commands).parse_args(arguments)
    service = build()
    telemetry.configure_logs(service.name, service.settings.log_level)
    try:
        uvloop.run(_carry_out(service, wanted, commands))
    except Exception:
        telemetry.log.critical("the process ends on an error")
        raise


async def _carry_out(service: Service, wanted: argparse.Namespace, commands: Mapping[str, Command]) -> None:
    if wanted.command in ROLES:
        await roles.run_roles(service, ROLES[wanted.command])
        return
    try:
        if wanted.command == "migrate":
            await migrate.migrate(service)
        elif wanted.command == "migration":
            await migrate.revise(service.database, service.migrations, wanted.message)
        elif wanted.command == "parked":
            for event in await parking.waiting(service):
                _say(
                    position=event.position,
                    aggregate=str(event.aggregate_id),
                    sequence=event.sequence,
                    reason=event.reason,
                    parked_at=event.parked_at.isoformat(),
                )
        elif wanted.command == "blocked":
            for row in await blocking.blocked(service):
                _say(
                    position=row.position,
                    aggregate=str(row.aggregate_id),
                    type=row.event_type,
                    reason=row.reason,
                    blocked_at=row.blocked_at.isoformat(),
                )
        elif wanted.command == "send-again":
            _say(sent_again=await blocking.send_again(service, wanted.position))
        elif wanted.command == "give-up":
            _say(given_up=await blocking.give_up(service, wanted.position, why=wanted.why))
        elif wanted.command == "release":
            _say(released=await parking.release(service, wanted.aggregate, why=wanted.why))
        elif wanted.command == "discard":
            _say(discarded=await parking.discard(service, wanted.position, why=wanted.why))
        elif wanted.command == "rebuild":
            _say(**await rebuild.rebuild(service, why=wanted.why))
        elif wanted.command == "conclude-rebuild":
            _say(**await rebuild.conclude(service, why=wanted.why))
        else:
            _say(**await {**OF_EVERY_SERVICE, **commands}[wanted.command](service))
    finally:
        await service.close()


def _say(**line: object) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


def _parser(own: Mapping[str, Command]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, work in {**OF_EVERY_SERVICE, **own}.items():
        commands.add_parser(name, help=(work.__doc__ or "").partition("\n")[0])
    for role, parts in ROLES.items():
        commands.add_parser(role, help=f"play: {', '.join(parts)}")
    commands.add_parser("migrate", help="bring the database to the head revision and load the reference data")
    migration = commands.add_parser("migration", help="write a migration from the difference to the models")
    migration.add_argument("message")
    commands.add_parser("parked", help="list the events that wait for an operator, a JSON object a line")
    release = commands.add_parser("release", help="apply an aggregate's parked events in their order")
    release.add_argument("aggregate", type=UUID)
    discard = commands.add_parser("discard", help="close one parked event without applying it")
    discard.add_argument("position", type=int)
    commands.add_parser("blocked", help="list outbox rows that the bus refused for good, a JSON object a line")
    send_again = commands.add_parser("send-again", help="let the relay try a blocked row again")
    give_up = commands.add_parser("give-up", help="let a blocked row's aggregate go on without it")
    for command in (send_again, give_up):
        command.add_argument("position", type=int)
    again = commands.add_parser("rebuild", help="empty what was made of others' events; then let those announce")
    for command in (release, discard, give_up, again):
        command.add_argument("--why", required=True, help="the reason, kept with the event")
    last = commands.add_parser("conclude-rebuild", help="count what was not told again; with a reason, let go of it")
    last.add_argument("--why", help="the reason, kept in the log")
    return parser
