"""Client administration: what can be registered, and what the command line prints."""

import json
from typing import Any

import pytest
from chassis.auth import OrgKind
from chassis.domain import DomainError
from gateway.clients import hashing
from gateway.clients.__main__ import carry_out, parser
from gateway.clients.administration import (
    ClientExists,
    ClientInvalid,
    ClientUnknown,
    disable_client,
    enable_client,
    list_clients,
    rotate_secret,
)
from gateway.repository import Clients
from gateway.scopes import DEFAULT_SCOPES, SCOPES
from gateway.state import Gateway

from tests.gateway.conftest import register


@pytest.mark.parametrize("kind", [kind for kind in OrgKind if kind is not OrgKind.SYSTEM])
async def test_every_kind_of_organisation_has_scopes_that_exist(gateway: Gateway, kind: OrgKind) -> None:
    await register(gateway, "one", org_kind=kind, region="north" if kind is OrgKind.BRANCH else None)

    async with gateway.database.reading() as connection:
        (client,) = await list_clients(gateway.begin(connection, gateway.system))

    assert client.scopes == DEFAULT_SCOPES[kind]
    assert set(client.scopes) <= SCOPES.keys()
    assert "indicators:read" in client.scopes


@pytest.mark.parametrize(
    "wrong",
    [
        {"org_kind": OrgKind.SYSTEM},
        {"org_kind": OrgKind.BRANCH},
        {"org_kind": OrgKind.BRANCH, "region": "atlantis"},
        {"scopes": ["vacancies:read", "everything"]},
        {"client_id": ""},
        {"client_id": "a:b"},
        {"client_id": "x" * 65},
    ],
)
async def test_what_no_client_can_be_is_refused(gateway: Gateway, wrong: dict[str, Any]) -> None:
    with pytest.raises(ClientInvalid):
        await register(gateway, **{"client_id": "tku", **wrong})


async def test_an_id_is_given_once(gateway: Gateway) -> None:
    await register(gateway)

    with pytest.raises(ClientExists):
        await register(gateway)


@pytest.mark.parametrize("act", [disable_client, enable_client, rotate_secret])
async def test_nobody_can_be_looked_after_who_is_not_registered(gateway: Gateway, act: Any) -> None:
    async with gateway.database.transaction() as connection:
        with pytest.raises(ClientUnknown):
            await act(gateway.begin(connection, gateway.system), client_id="nobody")


async def test_the_secret_itself_is_not_kept(gateway: Gateway) -> None:
    secret = await register(gateway)

    async with gateway.database.reading() as connection:
        client = await Clients(gateway.begin(connection, gateway.system)).find("tku")

    assert client is not None
    assert secret not in client.secret_hash
    assert await hashing.matches(secret, client.secret_hash)
    assert not await hashing.matches(secret + "x", client.secret_hash)


async def test_the_same_secret_is_never_stored_the_same_way_twice() -> None:
    assert await hashing.digest("secret") != await hashing.digest("secret")


async def test_nobodys_digest_matches_nothing_and_can_be_compared_with() -> None:
    assert not await hashing.matches("", hashing.NOBODY)


async def command(gateway: Gateway, line: str) -> list[dict[str, Any]]:
    """What the command line answers to ``line``."""
    async with gateway.database.transaction() as connection:
        lines = await carry_out(gateway.begin(connection, gateway.system), parser().parse_args(line.split()))
    return [dict(json.loads(json.dumps(one))) for one in lines]


async def test_the_command_line_looks_after_a_client_all_its_life(gateway: Gateway) -> None:
    (added,) = await command(gateway, "add tku --name Office --org tku --kind university --scope indicators:read")
    (rotated,) = await command(gateway, "rotate tku")
    assert added["client_id"] == rotated["client_id"] == "tku"
    assert added["client_secret"] != rotated["client_secret"]

    assert await command(gateway, "disable tku") == [{"client_id": "tku", "disabled": True}]
    (listed,) = await command(gateway, "list")
    assert listed == {
        "client_id": "tku",
        "name": "Office",
        "org": "tku",
        "org_kind": "university",
        "region": None,
        "scopes": ["indicators:read"],
        "disabled": True,
        "locked": False,
    }
    assert await command(gateway, "enable tku") == [{"client_id": "tku", "disabled": False}]


async def test_the_command_line_refuses_in_words(gateway: Gateway) -> None:
    with pytest.raises(DomainError) as refused:
        await command(gateway, "disable nobody")

    assert refused.value.details == {"client_id": "nobody"}
