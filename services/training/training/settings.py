"""What the training service is told from outside: the shared settings and its own, prefixed ``YOUTHLINK_TRAINING_``."""

from chassis.settings import PeopleSettings
from pydantic import Field
from pydantic_settings import SettingsConfigDict


class TrainingSettings(PeopleSettings):
    """The shared settings with the keys of people's data; documents are kept at ``uploads_url``."""

    model_config = SettingsConfigDict(env_prefix="YOUTHLINK_TRAINING_")

    max_document_bytes: int = 20_971_520
    """Of one document; the gateway's route must let as much through."""

    keep_names_days: int = Field(default=365, ge=1)
    """For which trainees of a returned or withdrawn application, or of an untouched draft, stay named; no rule says."""
