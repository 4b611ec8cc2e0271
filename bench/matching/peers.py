"""The environment in which peers are measured: made on the first run, beside ours, and not part of the repository."""

import hashlib
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".bench-peers"
WANTED = Path(__file__).with_name("peers.txt")
PINS = ROOT / "constraints.txt"
HOSPITAL_RESIDENT = "matching==1.4.3"
SHARED = ("llvmlite", "numba", "numpy")
INSTALL_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The interpreter that measures, and where PyPI's ``matching`` lies; our own and ``None`` if peers are absent."""

    python: str
    matching_peer: str | None


def prepare() -> Surroundings:
    """Install the peers unless they are there; without a package index the bench runs without them and says so."""
    python, peer = FOLDER / "bin" / "python", FOLDER / "matching-peer"
    content = (WANTED.read_text() + PINS.read_text() + HOSPITAL_RESIDENT + sys.version).encode()
    made_from, stamp = hashlib.sha256(content).hexdigest(), FOLDER / ".made-from"
    if not stamp.exists() or stamp.read_text() != made_from:
        print(f"Preparing the peers in {FOLDER.name} (a minute or two the first time) ...", file=sys.stderr)
        venv.create(FOLDER, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        try:
            _run([*pip, "-c", str(_shared_pins()), "-r", str(WANTED)])
            _run([*pip, "--no-deps", "--target", str(peer), HOSPITAL_RESIDENT])
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            print("The peers could not be installed; the engine is measured alone.", file=sys.stderr)
            return Surroundings(sys.executable, None)
        stamp.write_text(made_from)
    return Surroundings(str(python), str(peer))


def _shared_pins() -> Path:
    """Our pins of what the engine itself imports; others are ours alone, and a peer may want another protobuf."""
    kept = [line for line in PINS.read_text().splitlines() if line.partition("==")[0] in SHARED]
    file = FOLDER / "pins.txt"
    file.write_text("\n".join(kept) + "\n")
    return file


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, timeout=INSTALL_SECONDS)
