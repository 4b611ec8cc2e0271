"""Settings read the environment, and production refuses what is printed in the source."""

import pytest
from chassis.settings import Mode, ServiceSettings
from pydantic import SecretStr, ValidationError
from pydantic_settings import SettingsConfigDict


class ToySettings(ServiceSettings):
    """Settings of a service called toy."""

    model_config = SettingsConfigDict(env_prefix="YOUTHLINK_TOY_")


def test_production_refuses_the_secret_that_everybody_can_read() -> None:
    with pytest.raises(ValidationError, match="YOUTHLINK_TOY_CURSOR_SECRET must be set"):
        ToySettings(mode=Mode.PRODUCTION)


def test_production_is_what_nobody_chose() -> None:
    with pytest.raises(ValidationError):
        ToySettings()


def test_production_takes_a_secret_of_its_own_and_never_prints_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUTHLINK_TOY_CURSOR_SECRET", "hunter2")
    monkeypatch.setenv("YOUTHLINK_TOY_DATABASE_POOL", "3")

    settings = ToySettings()

    assert settings.cursor_secret.get_secret_value() == "hunter2"
    assert settings.database_pool == 3
    assert "hunter2" not in repr(settings)


def test_development_may_use_the_secret_in_the_source() -> None:
    assert ToySettings(mode=Mode.DEVELOPMENT).mode is Mode.DEVELOPMENT


def test_a_database_address_is_never_printed() -> None:
    settings = ToySettings(mode=Mode.DEVELOPMENT, database_url=SecretStr("postgresql+asyncpg://a:hunter2@/b"))

    assert "hunter2" not in f"{settings!r} {settings}"
