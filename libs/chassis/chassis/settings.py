"""Settings every process shares. Only settings classes read the environment."""

import base64
import hashlib
import tempfile
from enum import StrEnum
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings

DEVELOPMENT_SECRET = "development-only"  # noqa: S105 - refused in production mode


class Mode(StrEnum):
    """Whether this process serves real people."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class ServiceSettings(BaseSettings):
    """What a service needs to stand up. Subclasses set ``env_prefix`` to ``YOUTHLINK_<SERVICE>_``."""

    mode: Mode = Mode.PRODUCTION
    """``production`` refuses every secret that is printed in the source; ``development`` does not."""
    database_url: SecretStr = SecretStr("")
    """``postgresql+asyncpg://user:password@host/database``."""
    database_pool: int = 10
    """How many requests may be in the database at once (measured: more raises p99 and lowers throughput)."""
    kafka_bootstrap_servers: str = ""
    """``host:port[,host:port …]``; the api never opens a connection to it."""
    kafka_session_timeout_ms: int = 45_000
    """How long a killed worker keeps its partitions; one machine can afford less than a cluster under load."""
    relay_deadline_seconds: float = 120.0
    """How long the relay waits for the broker's acknowledgement before its process ends and a fresh one starts."""
    jwks_url: str = ""
    """Where the issuer's public keys are fetched; the gateway has its own."""
    token_issuer: str = "https://youthlink.example"  # noqa: S105 - a name
    token_audience: str = "youthlink"  # noqa: S105 - a name
    cursor_secret: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    """Signs the cursors of pages and feeds; a new one makes those in clients' hands invalid."""
    max_body_bytes: int = 1_048_576
    """Of a request whose body is read whole."""
    max_upload_bytes: int = 134_217_728
    """Of a file that is streamed into the store; the gateway's route must let as much through."""
    uploads_url: str = f"file://{tempfile.gettempdir()}/youthlink/uploads"
    """The folder of a file store where uploads wait; the api and the jobs role must see the same one."""
    host: str = "127.0.0.1"
    port: int = 8000
    """Where the api and the gateway listen."""
    health_port: int = 8001
    """Where the relay and worker roles answer /livez, /readyz and /metrics."""
    log_level: str = "INFO"
    otlp_endpoint: str = ""
    """The base address of an OpenTelemetry collector (OTLP over HTTP); without one, no span is made or sent."""
    otlp_sample_ratio: float = Field(1.0, ge=0, le=1)
    """The share of traces that are kept, where no caller has decided already."""

    @model_validator(mode="after")
    def refuse_default_secrets_in_production(self) -> Self:
        """No process starts in production mode on a secret that is printed in the source."""
        if self.mode is Mode.PRODUCTION and self.cursor_secret.get_secret_value() == DEVELOPMENT_SECRET:
            prefix = str(self.model_config.get("env_prefix", ""))
            raise ValueError(f"{prefix}CURSOR_SECRET must be set in production mode")
        return self


DEVELOPMENT_KEY = base64.b64encode(hashlib.sha256(DEVELOPMENT_SECRET.encode()).digest()).decode()


class PeopleSettings(ServiceSettings):
    """What a service that holds people needs besides; keys are 32 bytes in base64."""

    people_master_keys: SecretStr = SecretStr(f"development:{DEVELOPMENT_KEY}")
    """``name:key[,name:key …]``: the first wraps data keys, the others only unwrap what they wrapped before."""
    people_index_key: SecretStr = SecretStr(DEVELOPMENT_KEY)
    """The key of the blind indexes; another one loses every look-up, so it is never rotated."""

    @model_validator(mode="after")
    def refuse_default_keys_in_production(self) -> Self:
        """No person's data is kept under a key that is printed in the source."""
        if self.mode is Mode.PRODUCTION:
            for name in ("people_master_keys", "people_index_key"):
                if DEVELOPMENT_KEY in getattr(self, name).get_secret_value():
                    prefix = str(self.model_config.get("env_prefix", ""))
                    raise ValueError(f"{prefix}{name.upper()} must be set in production mode")
        return self
