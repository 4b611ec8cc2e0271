"""The ground every kind of run stands on: the data folder and the database server, before any service is imported."""

import signal
from dataclasses import dataclass
from pathlib import Path

from chassis.postgres import Postgres

from onebox.folder import DataFolder, Secrets
from onebox.shell import DATABASES, Say


@dataclass(slots=True)
class Ground:
    """An open data folder and its database server."""

    folder: DataFolder
    postgres: Postgres
    secrets: Secrets

    @classmethod
    def lay(cls, path: Path, *, say: Say, bus: str | None = None) -> "Ground":
        """Open the folder and start its database server; raises FolderUnusable or PostgresUnavailable."""
        folder = DataFolder(path)
        folder.open()
        postgres = Postgres(folder.postgres)
        try:
            kept = folder.secrets(DATABASES)
            if bus is not None:
                folder.keep_bus(bus)
            say("starting PostgreSQL")
            postgres.start()
        except BaseException:
            # Ctrl-C or a time-out may have come when the server runs already
            try:
                postgres.stop()
            finally:
                folder.close()
            raise
        return cls(folder, postgres, kept)

    def clear(self) -> None:
        """Stop the server and let the folder go; another Ctrl-C waits until that is done."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        try:
            self.postgres.stop()
        finally:
            self.folder.close()
