"""The table of settings in ``deploy/README.md``, made of the settings classes; ``--check`` changes nothing.

A field's meaning is the docstring below it, in the source; a default that is a secret is never shown.
"""

import ast
import importlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

from chassis.bus.kafka.topics import ClusterSettings
from chassis.settings import PeopleSettings, ServiceSettings
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings

from deploy.images.dry_run import images

PAGE = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- settings: made by `make fix` -->\n", "<!-- end of settings -->"
HEAD = "| setting | default | meaning |\n| --- | --- | --- |\n"
Kind = type[BaseSettings]


def settings_classes() -> dict[str, type[ServiceSettings]]:
    """The settings class of each deployable that exists, by its name."""
    found = {}
    for name in images():
        module = importlib.import_module(f"{name}.settings")
        kinds = [one for one in vars(module).values() if inspect.isclass(one) and one.__module__ == module.__name__]
        [found[name]] = [one for one in kinds if issubclass(one, ServiceSettings)]
    return found


def own_fields(kind: Kind) -> dict[str, FieldInfo]:
    """The fields that a class adds to what it inherits."""
    inherited = {name for parent in kind.__mro__[1:] for name in getattr(parent, "model_fields", {})}
    return {name: field for name, field in kind.model_fields.items() if name not in inherited}


def meanings(kind: Kind) -> dict[str, str]:
    """The docstrings below the fields of a class."""
    [node] = ast.parse(inspect.getsource(kind)).body
    assert isinstance(node, ast.ClassDef)  # noqa: S101 - a class' source is a class
    found = {}
    for field, below in zip(node.body, node.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            found[ast.unparse(field.target)] = " ".join(str(below.value.value).split())
    return found


def rows(kind: Kind, prefix: str) -> Iterator[str]:
    """A line for each field that the class adds."""
    said = meanings(kind)
    for name, field in own_fields(kind).items():
        meaning = said.get(name, "").replace("|", "\\|")
        yield f"| `{prefix}{name.upper()}` | {_default(name, field)} | {meaning} |\n"


def _default(name: str, field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        return "none: must be set"
    if isinstance(field.default, SecretStr):
        return "none: must be set in production"
    if name == "uploads_url":
        return "a folder for temporary files"
    shown = str(field.default)
    return f"`{shown}`" if shown not in ("", "None", "()") else ""


def table() -> str:
    """Everything between the two marks."""
    parts = ["\nEvery service and the gateway, with its own name for `SERVICE`:\n\n", HEAD]
    parts += rows(ServiceSettings, "YOUTHLINK_SERVICE_")
    parts += ["\nServices that hold people besides:\n\n", HEAD, *rows(PeopleSettings, "YOUTHLINK_SERVICE_")]
    for name, kind in settings_classes().items():
        if lines := list(rows(kind, str(kind.model_config["env_prefix"]))):
            parts += [f"\n{name}:\n\n", HEAD, *lines]
    parts += ["\nThe command that declares the topics:\n\n", HEAD, *rows(ClusterSettings, "YOUTHLINK_KAFKA_")]
    return "".join([*parts, "\n"])


def main() -> int:
    """Write the table, or with ``--check`` only say whether it is as it should be; returns the exit code."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    fresh = before + BEGIN + table() + END + rest.partition(END)[2]
    if "--check" in sys.argv:
        return 0 if fresh == page else 1
    PAGE.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
