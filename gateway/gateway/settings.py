"""Settings of the gateway."""

from collections.abc import Mapping

from chassis.settings import ServiceSettings
from pydantic import FilePath, PositiveFloat, PositiveInt
from pydantic_settings import SettingsConfigDict


class GatewaySettings(ServiceSettings):
    """Read from ``YOUTHLINK_GATEWAY_*``. ``max_body_bytes`` holds for every route that names no limit of its own."""

    model_config = SettingsConfigDict(env_prefix="YOUTHLINK_GATEWAY_")

    signing_key_file: FilePath
    """An EC P-256 private key in PEM. There is no default: a key printed in the source protects nobody."""
    also_trusted_key_files: tuple[FilePath, ...] = ()
    """Keys published and accepted beside the signing key: the next one before a rotation, the last one after it."""
    token_lifetime_seconds: PositiveInt = 600
    vacancy_url: str = ""
    matching_url: str = ""
    indicators_url: str = ""
    training_url: str = ""
    upstream_connections: PositiveInt = 200
    """Connections to each service; a request that finds none free waits ``upstream_connect_seconds`` for one."""
    upstream_connect_seconds: PositiveFloat = 2.0
    upstream_timeout_seconds: PositiveFloat = 30.0
    """How long a service may stay silent, before its answer and between two pieces of it."""
    upload_stall_seconds: PositiveFloat = 20.0
    """How long a client may keep a service waiting for the first or the next piece of its body."""

    def upstream_urls(self) -> Mapping[str, str]:
        """The address of each service by its name; empty where it has none."""
        return {
            "vacancy": self.vacancy_url,
            "matching": self.matching_url,
            "indicators": self.indicators_url,
            "training": self.training_url,
        }
