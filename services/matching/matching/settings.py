"""Settings of the matching service."""

from chassis.settings import PeopleSettings
from pydantic_settings import SettingsConfigDict


class MatchingSettings(PeopleSettings):
    """Read from ``YOUTHLINK_MATCHING_*``."""

    model_config = SettingsConfigDict(env_prefix="YOUTHLINK_MATCHING_")
