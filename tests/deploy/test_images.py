"""Each Dockerfile makes an image that runs as nobody, of what is in the repository; `make images-check` builds them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.images.dockerfile import Stage, read
from deploy.images.dry_run import images
from tests.architecture.source import ROOT, SERVICES

PLANNED = ("vacancy", "matching", "training", "indicators", "gateway")
FILES = {name: ROOT / ("gateway" if name == "gateway" else f"services/{name}") / "Dockerfile" for name in PLANNED}
BASE = "python:3.13-slim"


def stages(name: str) -> list[Stage]:
    return read(FILES[name])


def words(stage: Stage, instruction: str) -> str:
    return " ".join(step.words for step in stage.of(instruction))


def own(name: str) -> list[str]:
    """The folders that an image's distribution needs, its own among them."""
    folder = str(FILES[name].parent.relative_to(ROOT))
    command = [sys.executable, str(ROOT / "deploy/images/needs.py"), folder, "--own"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_every_deployable_has_an_image() -> None:
    applications = {name for name in SERVICES if (ROOT / "services" / name / name / "main.py").exists()}
    assert {*applications, "gateway"} == set(images())


@pytest.mark.parametrize("name", PLANNED)
def test_an_image_runs_as_a_number_that_is_not_root_and_holds_no_tools(name: str) -> None:
    build, final = stages(name)
    assert build.base == final.base == BASE
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", words(final, "USER"))
    assert "pip" not in words(final, "RUN")
    assert {step.copied[2] for step in final.of("COPY")} == {"build"}
    assert final.of("CMD")[0].words == f'["python", "-m", "{name}.main"]'
    assert f"YOUTHLINK_{name.upper()}_HOST=0.0.0.0" in words(final, "ENV")


@pytest.mark.parametrize("name", PLANNED)
def test_third_party_packages_come_by_their_pins_and_before_our_own(name: str) -> None:
    runs = [step.words for step in stages(name)[0].of("RUN")]
    installs = [run for run in runs if "pip" in run and ("install" in run or "wheel" in run)]
    assert [("-c constraints.txt" in run, "--no-deps" in run) for run in installs] == [
        (True, False),
        (True, False),
        (False, True),
        (False, True),
    ]
    assert "--no-build-isolation" in installs[2]
    assert "--no-index" in installs[3]


@pytest.mark.parametrize("name", images())
def test_an_image_copies_the_distributions_it_needs_and_nothing_that_is_ignored(name: str) -> None:
    copied = [source for step in stages(name)[0].of("COPY") for source in step.copied[0]]
    folders = [source for source in copied if (ROOT / source).is_dir()]
    assert sorted(folders) == sorted(own(name))
    allowed = [
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    ]
    assert not [source for source in copied if not any(Path(source).is_relative_to(one) for one in allowed)]
    [wheel] = [step.words for step in stages(name)[0].of("RUN") if "pip wheel" in step.words]
    assert [word.removeprefix("./") for word in wheel.split() if word.startswith("./")] == folders


def test_a_build_context_holds_no_secret_and_no_data() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert next(line for line in lines if not line.startswith("#")) == "*"
    assert "**/.env*" in lines
