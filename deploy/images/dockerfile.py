"""A Dockerfile as the steps that it asks for; as much of the language as ours use, anything else is an error."""

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

KNOWN = frozenset({"ENV", "WORKDIR", "RUN", "COPY", "USER", "EXPOSE", "CMD"})


class Unreadable(ValueError):
    """The file holds an instruction that nobody here understands."""


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction: ``RUN``, ``COPY`` … and the rest of its line."""

    instruction: str
    words: str

    @property
    def copied(self) -> tuple[list[str], str, str]:
        """Of a COPY: the sources, the target, and the stage it copies from (empty for the build context)."""
        words = shlex.split(self.words)
        flags = [word for word in words if word.startswith("--")]
        stage = next((flag.removeprefix("--from=") for flag in flags if flag.startswith("--from=")), "")
        *sources, target = [word for word in words if not word.startswith("--")]
        return sources, target, stage


@dataclass(slots=True)
class Stage:
    """What one FROM begins."""

    base: str
    name: str
    steps: list[Step] = field(default_factory=list)

    def of(self, instruction: str) -> list[Step]:
        """The steps of one kind, in order."""
        return [step for step in self.steps if step.instruction == instruction]


def read(path: Path) -> list[Stage]:
    """The stages of a Dockerfile; raises Unreadable."""
    stages: list[Stage] = []
    for line in re.sub(r"\\\n\s*", "", path.read_text(encoding="utf-8")).splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        instruction, _, words = line.partition(" ")
        if instruction == "FROM":
            base, _, name = words.partition(" AS ")
            stages.append(Stage(base.strip(), name.strip()))
        elif instruction in KNOWN and stages:
            stages[-1].steps.append(Step(instruction, words.strip()))
        else:
            raise Unreadable(f"{path}: {line}")
    return stages
