"""What a folder remembers between starts, and who owns it now."""

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from localkafka.errors import FolderInUse, FolderMismatch


@dataclass(frozen=True)
class Layout:
    """The identity of the cluster in a folder and the ports its clients know, one a broker."""

    cluster_id: str
    ports: list[int]


def read_layout(folder: Path, *, brokers: int) -> Layout | None:
    """Return what an earlier start wrote, or None in a new folder.

    Raises FolderMismatch if the folder holds another number of brokers, or a file that is not ours.
    """
    try:
        stored = json.loads((folder / "cluster.json").read_bytes())
        layout = Layout(stored["cluster_id"], stored["ports"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise FolderMismatch(f"{folder / 'cluster.json'} cannot be read; remove the folder to start afresh.") from error
    if len(layout.ports) != brokers:
        raise FolderMismatch(f"{folder} holds {len(layout.ports)} broker(s), not the {brokers} asked for.")
    return layout


def write_layout(folder: Path, layout: Layout) -> None:
    """Replace the folder's record in one step, so that a crash leaves the old one or the new one."""
    fresh = folder / "cluster.json.new"
    fresh.write_text(json.dumps(asdict(layout)), encoding="utf-8")
    fresh.replace(folder / "cluster.json")


class Ownership:
    """The right to run brokers in a folder; the system takes it back when the owner dies, however it dies."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "owner.lock"
        self._held: IO[str] | None = None

    def take(self) -> None:
        """Raise FolderInUse if a live process (this one included) has it."""
        lock = self._file.open("a+", encoding="utf-8")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            owner = lock.read().strip()
            lock.close()
            raise FolderInUse(f"{self._file.parent} is in use by process {owner}.") from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._held = lock

    def give_back(self) -> None:
        """Release the folder; harmless if it is not held."""
        if self._held is not None:
            self._held.close()
            self._held = None
