"""What an image of a distribution installs: ``python needs.py services/vacancy``; the standard library suffices.

Prints the third-party requirements of the distribution and of the own ones it needs, a line each, or with ``--own`` the
folders of these own ones. Extras are asked for as usual: ``services/matching[compiled]``.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
OWN = "youthlink-"
ASKED = re.compile(r"^(?P<name>[^\[]+?)(?:\[(?P<extras>[^\]]*)\])?$")


def project_of(folder: str) -> dict[str, Any]:
    """The ``[project]`` table of the distribution in a folder."""
    table: dict[str, Any] = tomllib.loads((ROOT / folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def requirements(asked: str) -> list[str]:
    """The requirements of a folder, with those of the extras that are asked for."""
    found = ASKED.match(asked)
    assert found, asked  # noqa: S101 - the pattern matches whatever is not empty
    project = project_of(found["name"])
    lines: list[str] = list(project["dependencies"])
    for extra in filter(None, re.split(r"[,\s]+", found["extras"] or "")):
        lines += project["optional-dependencies"][extra]
    return lines


def walk(asked: str) -> Iterator[tuple[str, list[str]]]:
    """Each own distribution that is needed, after what it needs itself: its folder and its third-party requirements."""
    seen: set[str] = set()

    def visit(one: str) -> Iterator[tuple[str, list[str]]]:
        folder = one.partition("[")[0]
        if folder in seen:
            return
        seen.add(folder)
        lines = requirements(one)
        for line in lines:
            if line.startswith(OWN):
                yield from visit(f"libs/{line.removeprefix(OWN)}")
        yield folder, [line for line in lines if not line.startswith(OWN)]

    yield from visit(asked)


def main() -> None:
    """Print what was asked for."""
    own = "--own" in sys.argv
    [asked] = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    needed = list(walk(asked))
    lines = [folder for folder, _ in needed] if own else sorted({line for _, found in needed for line in found})
    sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    main()
