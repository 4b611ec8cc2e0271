"""One trace from a client's request to what another service counts, as a collector gets it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from chassis.app import create_app
from chassis.auth import OrgKind
from chassis.service import Service
from chassis.settings import Mode
from chassis.testing import Platform, clean
from contracts.vacancy import VacancyPublished
from gateway.clients.administration import add_client
from gateway.main import build_service as build_gateway
from gateway.main import create_app as create_gateway
from gateway.settings import GatewaySettings
from gateway.state import Gateway
from gateway.upstreams import HttpUpstream, InProcessUpstream
from indicators.main import build_service as build_indicators
from indicators.settings import IndicatorsSettings
from joserfc.jwk import ECKey
from pydantic import SecretStr
from sqlalchemy import text
from vacancy.main import build_service as build_vacancy
from vacancy.settings import VacancySettings

from tests.collector import Collector, collecting
from tests.conftest import StandUp
from tests.gateway.conftest import ask, bearer
from tests.gateway.echo import serving

CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
ANOTHER = "00-1bf7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
EMPLOYER = "範例科技股份有限公司"
STATED = {
    "title": "資安工程師",
    "employer": {"name": EMPLOYER, "company_number": "22099131"},
    "county": "63000",
    "openings": 2,
    "pay": {"basis": "monthly", "minimum": 52000},
}


@pytest.fixture(scope="session")
async def gateway(stand_up: StandUp, tmp_path_factory: pytest.TempPathFactory) -> Gateway:
    key = Path(tmp_path_factory.mktemp("keys")) / "signing.pem"
    key.write_bytes(ECKey.generate_key("P-256", private=True).as_pem(private=True))

    def build(url: str) -> Service:
        return build_gateway(GatewaySettings(mode=Mode.DEVELOPMENT, database_url=SecretStr(url), signing_key_file=key))

    made = await stand_up("traced_gateway", build)
    assert isinstance(made, Gateway)
    return made


@pytest.fixture(scope="session")
async def services(stand_up: StandUp, gateway: Gateway) -> tuple[Service, Service]:
    """The vacancy and the indicators service."""
    verifier = gateway.issuer.verifier()

    def vacancy(url: str) -> Service:
        return build_vacancy(VacancySettings(mode=Mode.DEVELOPMENT, database_url=SecretStr(url)), verifier=verifier)

    def indicators(url: str) -> Service:
        settings = IndicatorsSettings(mode=Mode.DEVELOPMENT, database_url=SecretStr(url))
        return build_indicators(settings, verifier=verifier)

    return await stand_up("traced_vacancy", vacancy), await stand_up("traced_indicators", indicators)


@asynccontextmanager
async def in_front(gateway: Gateway, vacancy: Service, *, over: str) -> AsyncIterator[httpx2.AsyncClient]:
    """The gateway before the vacancy service, over HTTP or in one process."""
    async with serving(create_app(vacancy)) as address:
        upstream = HttpUpstream(address) if over == "http" else InProcessUpstream(create_app(vacancy))
        transport = httpx2.ASGITransport(app=create_gateway(gateway, {"vacancy": upstream}))
        async with httpx2.AsyncClient(transport=transport, base_url="http://gateway") as client:
            yield client
        await upstream.close()


async def token_of(client: httpx2.AsyncClient, gateway: Gateway, name: str, kind: OrgKind) -> dict[str, str]:
    async with gateway.database.transaction() as connection:
        tx = gateway.begin(connection, gateway.system)
        secret = await add_client(tx, client_id=name, name=name, org=name, org_kind=kind)
    return bearer((await ask(client, name, secret)).json()["access_token"])


async def publish(client: httpx2.AsyncClient, gateway: Gateway, vacancy: Service, *, name: str) -> str:
    """A vacancy that its association stated and an officer publishes within the caller's trace; its id."""
    association = await token_of(client, gateway, f"association-{name}", OrgKind.ASSOCIATION)
    agency = await token_of(client, gateway, f"agency-{name}", OrgKind.WORKFORCE_AGENCY)
    made = await client.put(f"/v1/vacancies/by-source/{name}/1", json=STATED, headers=association)
    assert made.status_code == 201, made.text
    async with vacancy.database.transaction() as connection:
        await connection.execute(text("UPDATE vacancy SET state = 'qualified'"))
    path = f"/v1/vacancies/{made.json()['id']}/publication"
    sent = agency | {"traceparent": CALLER, "If-Match": "*", "Idempotency-Key": name, "Acting-Person": "officer-7"}
    refused = await client.post(f"{path}?note=A123456789", headers=sent | {"traceparent": ANOTHER})
    assert refused.status_code == 422, refused.text
    answer = await client.post(path, headers=sent)
    assert answer.status_code == 201, answer.text
    return str(made.json()["id"])


@pytest.mark.parametrize("over", ["http", "in-process"])
async def test_one_trace_crosses_gateway_service_outbox_and_handler(
    gateway: Gateway, services: tuple[Service, Service], over: str
) -> None:
    async with collecting() as collector:
        collector.trace(gateway, *services)
        vacancy, indicators = services
        async with in_front(gateway, vacancy, over=over) as client:
            vacancy_id = await publish(client, gateway, vacancy, name=over)
        platform = Platform([vacancy, indicators])
        await platform.settle()
        await platform.close()
        await collector.gather(gateway, *services)
    for service in services:
        await clean(service)

    _check_parents(collector)
    for secret in (vacancy_id, "A123456789", "officer-7", EMPLOYER, "22099131", f"agency-{over}"):
        assert not [body for body in collector.bodies if secret.encode() in body], secret


def _check_parents(collector: Collector) -> None:
    collector.spans = [one for one in collector.spans if one.trace == CALLER[3:35]]
    entered = collector.one("gateway", "SERVER", "POST /v1/vacancies/{vacancy_id}/publication")
    served = collector.one("vacancy", "SERVER", "POST /v1/vacancies/{vacancy_id}/publication")
    sent = [one for one in collector.spans if (one.service, one.kind) == ("vacancy", "PRODUCER")]
    handled = collector.one("indicators", "CONSUMER", f"handle {VacancyPublished.TYPE}")

    assert entered.parent == CALLER[36:52]
    assert served.parent == entered.span
    assert handled.parent == served.span
    assert {one.parent for one in sent} == {served.span}
    assert VacancyPublished.TYPE in {one.attributes["cloudevents.event_type"] for one in sent}
    assert {one.service for one in collector.spans} == {"gateway", "vacancy", "indicators"}
