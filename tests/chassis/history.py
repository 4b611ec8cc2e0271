"""The history checker: what was written, published and effected, and which promises that history breaks.

Pure: it is given lists and answers sentences. The same checker judges every bus.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Event:
    """One event as one place shows it. ``heard``: whether the consumer has a handler for its type."""

    id: UUID
    aggregate: UUID
    sequence: int
    heard: bool = True


@dataclass(slots=True)
class History:
    """What happened. Lists of published events and of effects are in the order of the topic and of the commits."""

    acknowledged: list[tuple[UUID, int]] = field(default_factory=list)
    """Aggregate and sequence of each event whose writer was told that it is committed."""
    committed: list[Event] = field(default_factory=list)
    published: list[Event] = field(default_factory=list)
    effects: list[Event] = field(default_factory=list)
    unpublished: int = 0
    """Rows still waiting when everything was said to be quiet."""

    def violations(self, *, duplicates_allowed: int) -> list[str]:
        """Every broken promise as a sentence; an empty list is a sound history."""
        return [*self._lost(), *self._disordered(), *self._miscounted(), *self._overdone(duplicates_allowed)]

    def _lost(self) -> list[str]:
        held = {(event.aggregate, event.sequence) for event in self.committed}
        committed = {event.id for event in self.committed}
        published = {event.id for event in self.published}
        broken = [f"I1: acknowledged and not stored: {one}" for one in self.acknowledged if one not in held]
        broken += [
            f"I1: committed and never published: {event}" for event in self.committed if event.id not in published
        ]
        broken += [
            f"I1: published and never committed: {event}" for event in self.published if event.id not in committed
        ]
        if self.unpublished:
            broken.append(f"I5: {self.unpublished} rows are left unpublished")
        return broken

    def _disordered(self) -> list[str]:
        return [
            f"I2: {place} of {aggregate} came as {sequences}"
            for place, events in (("publications", self.published), ("effects", self.effects))
            for aggregate, sequences in _first_sequences(events).items()
            if sequences != sorted(sequences)
        ] + [
            f"I2: publications of {aggregate} leave a gap: {sequences}"
            for aggregate, sequences in _first_sequences(self.published).items()
            if sorted(sequences) != list(range(1, len(sequences) + 1))
        ]

    def _miscounted(self) -> list[str]:
        wanted = {event.id for event in self.committed if event.heard}
        times = Counter(event.id for event in self.effects)
        broken = [f"I3: no effect: {one}" for one in sorted(wanted - times.keys())]
        broken += [f"I3: an effect of nothing: {one}" for one in sorted(times.keys() - wanted)]
        return broken + [f"I3: {count} effects of {one}" for one, count in times.items() if count > 1]

    def _overdone(self, allowed: int) -> list[str]:
        repeats = len(self.published) - len({event.id for event in self.published})
        return [f"I4: {repeats} publications were repeats, {allowed} are allowed"] if repeats > allowed else []


def _first_sequences(events: Sequence[Event]) -> dict[UUID, list[int]]:
    """Per aggregate the sequences in the order in which each event was first seen."""
    seen: set[UUID] = set()
    order: dict[UUID, list[int]] = defaultdict(list)
    for event in events:
        if event.id not in seen:
            seen.add(event.id)
            order[event.aggregate].append(event.sequence)
    return order
