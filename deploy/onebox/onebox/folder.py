"""The data folder of a platform on one machine: database, broker logs, secrets, and the demo's clients."""

import base64
import fcntl
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from chassis.auth import ALGORITHM
from joserfc.jwk import ECKey

FORMAT = "1"


class FolderUnusable(RuntimeError):
    """The data folder cannot be used; the message says why and what to do, in one sentence."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What was generated at the first start and never leaves the folder."""

    database_passwords: dict[str, str]
    cursor_secret: str
    people_key: str
    """The master key of people's data, in base64."""
    index_key: str
    """The key of their blind indexes, in base64."""


class DataFolder:
    """Opened by one platform at a time; every secret in it is readable by its owner only."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.postgres = self.path / "postgres"
        self.kafka = self.path / "kafka"
        self.logs = self.path / "logs"
        self.uploads = self.path / "uploads"
        self.signing_key = self.path / "signing-key.pem"
        self.demo_clients = self.path / "demo-clients.json"
        self.sample_loaded = self.path / "sample-loaded"
        self._bus = self.path / "bus"
        self._lock: IO[str] | None = None

    def open(self) -> None:
        """Create the folder the first time and lock it; raises FolderUnusable."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self.logs.mkdir(exist_ok=True)
            self.path.chmod(0o700)
            self._lock = (self.path / "lock").open("w")
        except OSError as error:
            raise FolderUnusable(f"The data folder {self.path} cannot be used: {error.strerror}.") from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            message = f"The data folder {self.path} is in use by another running platform (choose one with DATA=...)."
            raise FolderUnusable(message) from error
        self._check_format()

    def close(self) -> None:
        """Unlock."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def secrets(self, databases: tuple[str, ...]) -> Secrets:
        """The folder's secrets, made at the first start; raises FolderUnusable when they cannot be read."""
        file = self.path / "secrets.json"
        kept = self._read(file) if file.exists() else {}
        passwords = dict(kept.get("database_passwords", {}))
        made = Secrets(
            database_passwords={name: passwords.get(name) or secrets.token_urlsafe(24) for name in databases},
            cursor_secret=kept.get("cursor_secret") or secrets.token_urlsafe(32),
            people_key=kept.get("people_key") or _new_key(),
            index_key=kept.get("index_key") or _new_key(),
        )
        body = asdict(made) | {"database_passwords": passwords | made.database_passwords}
        if body != kept:
            write_private(file, json.dumps(body, indent=2))
        if not self.signing_key.exists():
            key = ECKey.generate_key("P-256", {"use": "sig", "alg": ALGORITHM}, private=True)
            write_private(self.signing_key, key.as_pem(private=True).decode())
        return made

    def clients(self) -> dict[str, dict[str, str]]:
        """The demo's clients by kind: ``client_id`` and ``client_secret``."""
        return self._read(self.demo_clients) if self.demo_clients.exists() else {}

    def keep_clients(self, clients: dict[str, dict[str, str]]) -> None:
        """Keep the demo's clients for ``make token`` and the story."""
        write_private(self.demo_clients, json.dumps(clients, indent=2))

    def keep_bus(self, bus: str) -> None:
        """Note which bus the platform over this folder runs on."""
        self._bus.write_text(bus)

    def bus(self) -> str:
        """The bus of the platform that runs, or ran last, over this folder."""
        return self._bus.read_text() if self._bus.exists() else "unknown"

    def _check_format(self) -> None:
        file = self.path / "format"
        if not file.exists():
            if (self.postgres / "data").exists():
                raise FolderUnusable(f"The data folder {self.path} is damaged: it has a database but no format mark.")
            file.write_text(FORMAT)
        elif (found := file.read_text().strip()) != FORMAT:
            raise FolderUnusable(f"The data folder {self.path} has format {found!r}; this version reads {FORMAT!r}.")

    def _read(self, file: Path) -> dict[str, Any]:
        try:
            return dict(json.loads(file.read_text()))
        except (OSError, ValueError) as error:
            raise FolderUnusable(f"{file} cannot be read: restore it, or choose a new folder with DATA=...") from error


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    fresh = file.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    fresh.replace(file)


def _new_key() -> str:
    """A fresh key of 32 bytes, in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()
