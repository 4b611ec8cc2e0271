"""Settings of the indicators service."""

from chassis.settings import ServiceSettings
from pydantic_settings import SettingsConfigDict


class IndicatorsSettings(ServiceSettings):
    """Read from ``YOUTHLINK_INDICATORS_*``."""

    model_config = SettingsConfigDict(env_prefix="YOUTHLINK_INDICATORS_")
