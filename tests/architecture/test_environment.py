"""What a newcomer without the right Python is told, in one sentence and before anything is made."""

import subprocess
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

SCRIPT = ROOT / "deploy" / "environment.sh"
SYSTEM = "/usr/bin:/bin"


def prepare(folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    """Run the script with an interpreter of that name, from a PATH that begins in ``folder``."""
    environment = {"PATH": f"{folder}:{SYSTEM}", "PYTHON": python, "VENV": str(folder / "venv")}
    return subprocess.run(["sh", str(SCRIPT)], env=environment, capture_output=True, text=True, check=False, timeout=60)


def fake(folder: Path, name: str, *, version: str) -> None:
    """An interpreter that has this version and fails whatever it is asked to check."""
    file = folder / name
    file.write_text(f'#!/bin/sh\n[ "$1" = -V ] && echo "Python {version}" && exit 0\nexit 1\n')
    file.chmod(0o755)


def test_a_missing_interpreter_gets_one_clear_sentence(tmp_path: Path) -> None:
    refused = prepare(tmp_path, "python-of-nowhere")

    assert refused.returncode == 1
    assert refused.stderr == (
        "YouthLink needs Python 3.11 to 3.14, and there is no 'python-of-nowhere' on the PATH "
        "(set PYTHON=/path/to/python3).\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("version", ["3.9.2", "2.7.18"])
def test_an_interpreter_of_another_age_gets_one_clear_sentence(tmp_path: Path, version: str) -> None:
    fake(tmp_path, "python-of-old", version=version)

    refused = prepare(tmp_path, "python-of-old")

    assert refused.returncode == 1
    assert refused.stderr == (
        f"YouthLink needs Python 3.11 to 3.14; 'python-of-old' is Python {version} (set PYTHON=/path/to/python3).\n"
    )
    assert not (tmp_path / "venv").exists()
