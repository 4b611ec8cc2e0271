"""A platform to measure: its real processes over a temporary folder, gone afterwards whatever happens."""

import asyncio
import shutil
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import asyncpg
from localkafka.ports import free_ports
from onebox.client import Client
from onebox.ground import Ground
from onebox.parts import RolePart
from onebox.sample import read_sample
from onebox.services import BUILDERS, prepare, values_of
from onebox.shell import HOST

from bench.report import NotMeasured

READY_SECONDS = 60.0
COPY = """
    INSERT INTO vacancy (id, case_number, owner_org, source, source_id, state, version, seq, source_facts,
        attested_facts, content_hash, county, industry, openings, title, employer_name, company_number, outcome,
        screening_id, published_on, created_at, updated_at)
    SELECT gen_random_uuid(), case_number || '-' || n, owner_org, source, source_id || '-' || n, state, version, seq,
        source_facts, attested_facts, content_hash, county, industry, openings, title, employer_name, company_number,
        outcome, screening_id, published_on, created_at, updated_at
    FROM vacancy, generate_series(1, $1) AS n
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A process that answers on a port."""

    port: int
    pid: int


@dataclass(slots=True)
class Stand:
    """The ground, and what runs on it until the stack unwinds."""

    ground: Ground
    stack: ExitStack
    gateway_port: int = 0

    def start(self, name: str, service: str, *arguments: str, **settings: object) -> RolePart:
        """Start one of a service's roles as its own process."""
        prefix = str(BUILDERS[service][0].model_config["env_prefix"])
        return self.launch(name, arguments, prefix, values_of(self.ground, service, **settings))

    def launch(self, name: str, arguments: tuple[str, ...], prefix: str, values: dict[str, object]) -> RolePart:
        """Start any module as a process that takes its settings from the environment."""
        environment = {f"{prefix}{field.upper()}": str(value) for field, value in values.items()}
        part = RolePart(name, arguments, environment, self.ground.folder.logs / f"{name}.log")
        part.start()
        self.stack.callback(part.stop)
        return part

    def await_ready(self, part: RolePart, port: int) -> Server:
        """Wait until a process answers that it is ready; raises NotMeasured with the end of its log."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline and part.alive():
            try:
                with urllib.request.urlopen(f"http://{HOST}:{port}/readyz", timeout=5):
                    return Server(port, part.pid or 0)
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        log = self.ground.folder.logs / f"{part.name}.log"
        raise NotMeasured(f"{part.name} does not get ready: {log.read_text(errors='replace')[-500:]}")

    def start_gateway(self) -> tuple[Server, Server]:
        """Start the vacancy service, and the gateway in front of it; returns both in that order."""
        self.gateway_port, port = free_ports(2)
        url = f"http://{HOST}:{port}"
        gateway = self.start("gateway", "gateway", "gateway.main", port=self.gateway_port, vacancy_url=url)
        service = self.start("vacancy-api", "vacancy", "vacancy.main", port=port, jwks_url=self.jwks_url)
        return self.await_ready(service, port), self.await_ready(gateway, self.gateway_port)

    @property
    def jwks_url(self) -> str:
        """Where the gateway publishes its keys."""
        return f"http://{HOST}:{self.gateway_port}/.well-known/jwks.json"

    def token(self, kind: str) -> str:
        """A token from the gateway for the demo's client of that kind."""
        return asyncio.run(self._token(kind))

    async def _token(self, kind: str) -> str:
        async with aiohttp.ClientSession() as session:
            return await self._client(session).token(kind)

    def fill(self, *, copies: int) -> list[str]:
        """Submit the sample of real vacancies through the gateway, then copy the rows; returns every id."""
        return asyncio.run(self._fill(copies))

    async def _fill(self, copies: int) -> list[str]:
        async with aiohttp.ClientSession() as session:
            client = self._client(session)
            for one in read_sample():
                if "county" in one.facts:
                    path = f"/v1/vacancies/by-source/taiwanjobs/{one.source_id}"
                    await client.ask("association", "PUT", path, body=one.facts)
        connection = await self.connect("vacancy")
        try:
            await connection.execute(COPY, copies)
            await connection.execute("VACUUM ANALYZE")
            return [str(row["id"]) for row in await connection.fetch("SELECT id FROM vacancy ORDER BY position")]
        finally:
            await connection.close()

    def execute(self, database: str, *statements: str) -> None:
        """Run statements as the superuser."""

        async def run() -> None:
            connection = await self.connect(database)
            try:
                for statement in statements:
                    await connection.execute(statement)
            finally:
                await connection.close()

        asyncio.run(run())

    async def connect(self, database: str) -> asyncpg.Connection:
        """A plain connection as the superuser."""
        return await self.ground.postgres.connect(database)

    def _client(self, session: aiohttp.ClientSession) -> Client:
        clients = self.ground.folder.clients()
        return Client(session, f"http://{HOST}:{self.gateway_port}", clients, patience=10.0)


@contextmanager
def standing() -> Iterator[Stand]:
    """A database server with every service's database, migrated and loaded; nothing else runs yet."""
    folder = Path(tempfile.mkdtemp(prefix="youthlink-bench-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        ground = Ground.lay(folder, say=_say)
        stack.callback(ground.clear)
        asyncio.run(prepare(ground, say=_say))
        yield Stand(ground, stack)


def _say(line: str) -> None:
    print(f"  {line}", flush=True)
