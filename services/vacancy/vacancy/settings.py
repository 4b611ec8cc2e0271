"""What the vacancy service is told from outside: the shared settings and its own, prefixed ``YOUTHLINK_VACANCY_``."""

from pathlib import Path

from chassis.settings import ServiceSettings
from pydantic_settings import SettingsConfigDict


class VacancySettings(ServiceSettings):
    """The shared settings, and where the company registry (商工登記) is asked."""

    model_config = SettingsConfigDict(env_prefix="YOUTHLINK_VACANCY_")

    company_registry_url: str = ""
    """Where the registry's open data answers; without it, and without a file, no company is looked up."""
    company_registry_file: Path | None = None
    """A JSON list of the registry's rows, for where the registry cannot be reached."""
    company_registry_timeout_seconds: float = 3.0
