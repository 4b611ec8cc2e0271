"""The compose file: valid by its schema, in the right order, and with no secret of its own."""

import importlib.util
import json
import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import yaml
from chassis.bus.kafka.topics import ClusterSettings
from chassis.postgres import SUPERUSER, WHEEL, Postgres
from joserfc.jwk import ECKey
from jsonschema import Draft202012Validator

from tests.architecture.source import ROOT
from tests.deploy.deployables import BACKGROUND, SERVICES, settings_fields

COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
REQUIRED = re.compile(r"\$\{(\w+):\?[^}]+\}")
OPTIONAL = re.compile(r"\$\{(\w+):-([^}]*)\}")
HARMLESS = {"VERSION": "dev", "OTLP_ENDPOINT": "", "PORT": "8080"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(COMPOSE)
    return document


def test_it_is_valid_by_the_compose_specification(compose: dict[str, Any]) -> None:
    schema = files("check_jsonschema.builtin_schemas").joinpath("vendor/compose-spec.json")
    Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(compose)


def test_no_secret_has_a_default_and_the_example_names_them_all_without_a_value() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    pairs = dict(line.split("=", 1) for line in example.splitlines() if line and not line.startswith("#"))
    assert set(REQUIRED.findall(COMPOSE)) == set(pairs)
    assert set(pairs.values()) == {""}
    assert dict(OPTIONAL.findall(COMPOSE)) == HARMLESS


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the script makes keys with openssl")
def test_secrets_are_made_once_at_random_and_never_overwritten(tmp_path: Path) -> None:
    script = ROOT / "deploy/compose/make-env.sh"
    made = [tmp_path / "one", tmp_path / "two"]
    for folder in made:
        folder.mkdir()
        subprocess.run(["sh", str(script), str(folder)], check=True, capture_output=True)
    texts = [(folder / ".env").read_text() for folder in made]
    first, second = (dict(re.findall(r"^(\w+)=(.+)$", text, re.M)) for text in texts)

    assert set(first) == set(second) == set(REQUIRED.findall(COMPOSE))
    secrets = [value for name, value in [*first.items(), *second.items()] if name != "SIGNING_KEY_FILE"]
    assert len(set(secrets)) == len(secrets)
    assert min(len(value) for value in secrets) >= 40
    key = made[0] / first["SIGNING_KEY_FILE"]
    assert ECKey.import_key(key.read_text())["crv"] == "P-256"
    assert (made[0] / ".env").stat().st_mode & 0o077 == 0
    assert key.parent.stat().st_mode & 0o077 == 0
    again = subprocess.run(["sh", str(script), str(made[0])], check=False, capture_output=True, text=True)
    assert again.returncode == 1
    assert (made[0] / ".env").read_text() == texts[0]


@pytest.mark.parametrize("name", [*SERVICES, "gateway"])
def test_nothing_of_a_service_starts_before_its_migration_is_done(compose: dict[str, Any], name: str) -> None:
    services = compose["services"]
    roles = ["gateway"] if name == "gateway" else [f"{name}-api", f"{name}-background"]
    assert services[f"{name}-migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}
    for role in roles:
        assert services[role]["depends_on"][f"{name}-migrate"] == {"condition": "service_completed_successfully"}
        assert services[role]["healthcheck"]["test"]
    if name in SERVICES:
        assert services[f"{name}-background"]["command"][-1] == BACKGROUND
        assert services[f"{name}-background"]["depends_on"]["topics"] == {"condition": "service_completed_successfully"}


def test_only_the_gateway_can_be_reached_and_only_from_this_machine(compose: dict[str, Any]) -> None:
    ports = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert ports == {"gateway": ["127.0.0.1:${PORT:-8080}:8000"]}


def test_every_process_is_confined(compose: dict[str, Any]) -> None:
    ours = {name: one for name, one in compose["services"].items() if "build" in one}
    assert len(ours) == 3 * len(SERVICES) + 3
    for name, service in ours.items():
        confined = (service["read_only"], service["cap_drop"], service["tmpfs"])
        assert confined == (True, ["ALL"], ["/tmp"]), name


def test_what_a_process_is_told_is_a_setting_of_its_service(compose: dict[str, Any]) -> None:
    known = {name for fields in settings_fields().values() for name in fields}
    known |= {f"YOUTHLINK_KAFKA_{name.upper()}" for name in ClusterSettings.model_fields}
    planned = tuple(f"YOUTHLINK_{name.upper()}_" for name in SERVICES if name not in settings_fields())
    told = {name for service in compose["services"].values() for name in service["environment"]}
    ours = {name for name in told if name.startswith("YOUTHLINK_") and not name.startswith(planned)}
    to_come = {f"YOUTHLINK_GATEWAY_{name.upper()}_URL" for name in SERVICES}
    assert ours - known <= to_come
    assert ours


def test_the_broker_says_that_it_is_not_durable(compose: dict[str, Any]) -> None:
    assert compose["services"]["kafka"]["labels"] == {"tw.youthlink.durable": "no"}
    assert compose["services"]["kafka"]["environment"]["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"


async def log_in(server: Postgres, name: str, *, database: str) -> asyncpg.Connection:
    return await asyncpg.connect(
        host=str(server.socket_folder), user=name, password=f"secret'of-{name}", database=database
    )


async def test_each_database_belongs_to_its_service_alone(tmp_path: Path) -> None:
    """The script of the database's container, run against a server of its own."""
    server = Postgres(tmp_path / "own", durable=False)
    server.start()
    try:
        names = (*SERVICES, "gateway")
        passwords = {f"{name.upper()}_DATABASE_PASSWORD": f"secret'of-{name}" for name in names}
        spec = importlib.util.find_spec(WHEEL)
        assert spec is not None
        assert spec.origin is not None
        programs = Path(spec.origin).parent / "pginstall18" / "bin"
        environment = {
            "PATH": f"{programs}:/usr/bin:/bin",
            "PGHOST": str(server.socket_folder),
            "PGPASSWORD": server.superuser_password,
            "POSTGRES_USER": SUPERUSER,
        }
        command = ["sh", str(ROOT / "deploy/compose/create-databases.sh")]
        done = subprocess.run(command, env=environment | passwords, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        for name in names:
            own = await log_in(server, name, database=name)
            assert await own.fetchval("SELECT datlocprovider::text FROM pg_database WHERE datname = $1", name) == "b"
            await own.close()
            for other in set(names) - {name}:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await log_in(server, name, database=other)
    finally:
        server.stop()


def test_a_database_without_a_password_is_not_made() -> None:
    script = ROOT / "deploy/compose/create-databases.sh"
    done = subprocess.run(
        ["sh", str(script)], env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "VACANCY_DATABASE_PASSWORD" in done.stderr
