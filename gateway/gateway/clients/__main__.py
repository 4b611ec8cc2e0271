"""Client administration: ``python -m gateway.clients --help``. One JSON object a line."""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence

from chassis.auth import OrgKind
from chassis.db import Transaction
from chassis.domain import DomainError

from gateway.clients import administration
from gateway.main import build_service
from gateway.scopes import DEFAULT_SCOPES


async def carry_out(tx: Transaction, wanted: argparse.Namespace) -> Sequence[dict[str, object]]:
    """Do what was asked and return the lines to print."""
    if wanted.command == "list":
        return [
            {
                "client_id": client.client_id,
                "name": client.name,
                "org": client.org,
                "org_kind": client.org_kind,
                "region": client.region,
                "scopes": client.scopes,
                "disabled": client.disabled_at is not None,
                "locked": client.locked_until is not None and client.locked_until > tx.now,
            }
            for client in await administration.list_clients(tx)
        ]
    if wanted.command == "add":
        secret = await administration.add_client(
            tx,
            client_id=wanted.client_id,
            name=wanted.name,
            org=wanted.org,
            org_kind=wanted.kind,
            region=wanted.region,
            scopes=wanted.scopes,
        )
        return [{"client_id": wanted.client_id, "client_secret": secret}]
    if wanted.command == "rotate":
        secret = await administration.rotate_secret(tx, client_id=wanted.client_id)
        return [{"client_id": wanted.client_id, "client_secret": secret}]
    if wanted.command == "disable":
        await administration.disable_client(tx, client_id=wanted.client_id)
    else:
        await administration.enable_client(tx, client_id=wanted.client_id)
    return [{"client_id": wanted.client_id, "disabled": wanted.command == "disable"}]


async def _run(wanted: argparse.Namespace) -> Sequence[dict[str, object]]:
    service = build_service()
    try:
        async with service.database.transaction() as connection:
            return await carry_out(service.begin(connection, service.system), wanted)
    finally:
        await service.database.close()


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="python -m gateway.clients", description=__doc__)
    commands = made.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="every client")
    add = commands.add_parser("add", help="register a client; its secret is printed this once")
    for name, meaning in {
        "rotate": "print a new secret; the old one ends at once",
        "disable": "issue no more tokens; the live ones are refused within a minute",
        "enable": "serve it again and lift a lock",
    }.items():
        commands.add_parser(name, help=meaning).add_argument("client_id")
    add.add_argument("client_id")
    add.add_argument("--name", required=True, help="who to ask for")
    add.add_argument("--org", required=True, help="the tenant whose rows it sees")
    add.add_argument("--kind", required=True, type=OrgKind, choices=list(DEFAULT_SCOPES))
    add.add_argument("--region", help="the branch's code; required of a branch")
    add.add_argument("--scope", dest="scopes", action="append", help="repeatable; default: all of its kind")
    return made


def main() -> None:
    """Carry out one command; a refusal is one line on standard error and exit code 1."""
    try:
        lines = asyncio.run(_run(parser().parse_args()))
    except DomainError as refused:
        sys.exit(f"{refused.title_en}: {json.dumps(refused.details, ensure_ascii=False)}")
    for line in lines:
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
