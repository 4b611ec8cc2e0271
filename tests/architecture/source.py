"""The repository's own Python files, parsed, for tests about its structure."""

import ast
import functools
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIBRARIES = ("fields", "contracts", "chassis", "localkafka")
SERVICES = tuple(
    sorted(folder.name for folder in (ROOT / "services").iterdir() if (folder / "pyproject.toml").exists())
)
PACKAGES = {
    **{name: ROOT / "libs" / name / name for name in LIBRARIES},
    **{name: ROOT / "services" / name / name for name in SERVICES},
    "gateway": ROOT / "gateway" / "gateway",
    "onebox": ROOT / "deploy" / "onebox" / "onebox",
}


@dataclass(frozen=True)
class Source:
    """One module: which package it belongs to, its role file (``domain`` for ``domain/criteria.py`` too), its tree."""

    package: str
    path: Path
    role: str
    tree: ast.Module
    lines: int

    def __str__(self) -> str:
        return str(self.path.relative_to(ROOT))

    @functools.cached_property
    def imports(self) -> set[str]:
        """Every module name imported, whole."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        return found

    @property
    def roots(self) -> set[str]:
        """The top-level packages imported."""
        return {name.partition(".")[0] for name in self.imports}

    @functools.cached_property
    def calls(self) -> tuple[tuple[str, ast.Call], ...]:
        """Every call by its dotted name as written."""
        found = (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))
        return tuple((ast.unparse(node.func), node) for node in found)


def sources(*packages: str) -> list[Source]:
    """Every module of these packages (all for none), migrations left out: they are history."""
    return [source for package in packages or tuple(PACKAGES) for source in _of(package)]


# every test asks for most of them, and reading them all takes seconds
@functools.cache
def _of(package: str) -> tuple[Source, ...]:
    found = []
    for path in sorted(PACKAGES[package].rglob("*.py")):
        inside = path.relative_to(PACKAGES[package])
        if inside.parts[0] == "migrations":
            continue
        text = path.read_text(encoding="utf-8")
        role = inside.parts[0].removesuffix(".py")
        found.append(Source(package, path, role, ast.parse(text), len(text.splitlines())))
    return tuple(found)
