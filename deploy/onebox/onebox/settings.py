"""What the platform on one machine reads from the environment."""

from pydantic import Field
from pydantic_settings import BaseSettings


class OneboxSettings(BaseSettings):
    """``KAFKA_BOOTSTRAP_SERVERS`` names a broker to use instead of a local one."""

    kafka_bootstrap_servers: str = Field(default="", validation_alias="KAFKA_BOOTSTRAP_SERVERS")


class HandedDown(BaseSettings):
    """The variables that a child process needs of ours; everything else it is told by name."""

    path: str = ""
    home: str = ""
    tmpdir: str = ""
    lang: str = ""
    lc_all: str = ""
    ld_library_path: str = ""
    pythonpath: str = ""
    pythondontwritebytecode: str = ""

    def environment(self) -> dict[str, str]:
        """Those that are set, by their names in the environment."""
        return {name.upper(): value for name, value in self.model_dump().items() if value}
