"""What a row of somebody else's file comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chassis.domain import Json


class RowRefused(Exception):
    """The row states no vacancy that could be taken in, and why."""

    def __init__(self, code: str, **more: Json) -> None:
        super().__init__(code)
        self.error: Mapping[str, Json] = {"code": code, **more}


@dataclass(frozen=True, slots=True)
class SourceStatement:
    """What a row states under its key in the source, and notes on what in it was not understood."""

    source_id: str
    facts: Mapping[str, Json]
    notes: Sequence[Mapping[str, Json]] = ()


@dataclass(frozen=True, slots=True)
class StatedRow(SourceStatement):
    """A row whose statement a PUT would take."""

    number: int = 0
