"""What the training service is told from outside: the shared settings and its own, prefixed ``YOUTHLINK_TRAINING_``."""

import tempfile

from chassis.settings import PeopleSettings
from pydantic_settings import SettingsConfigDict


class TrainingSettings(PeopleSettings):
    """The shared settings with the keys of people's data, and where documents are kept."""

    model_config = SettingsConfigDict(env_prefix="YOUTHLINK_TRAINING_")

    documents_url: str = f"file://{tempfile.gettempdir()}/youthlink/documents"
    """The folder of a file store where documents are kept; the api and the jobs role must see the same one."""
    max_document_bytes: int = 20_971_520
    """Of one document; the gateway's route must let as much through."""
