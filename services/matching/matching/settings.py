"""Settings of the matching service."""

from pathlib import Path

from chassis.settings import PeopleSettings
from pydantic_settings import SettingsConfigDict


class MatchingSettings(PeopleSettings):
    """Read from ``YOUTHLINK_MATCHING_*``."""

    model_config = SettingsConfigDict(env_prefix="YOUTHLINK_MATCHING_")

    snapshot_file: Path | None = None
    """Where an api process keeps the snapshot of what it searches, so that its next start need not build it anew."""

    dask_scheduler: str = ""
    """The scheduler that computes batches (``tcp://host:port``); empty: threads of the jobs process."""
