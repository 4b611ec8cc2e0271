"""Events heard → use cases."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from chassis import erasure
from chassis.db import Transaction
from chassis.service import Handler, Heard
from contracts.envelope import Fact
from contracts.erasure import VacancyErasureConfirmed
from contracts.matching import PlacementEnded, PlacementStarted, YouthErasureRequested

from vacancy.service.seat_placement import give_seat_back, lock_seated, take_seat


async def on_started(heard: Heard, tx: Transaction) -> None:
    """A placement takes a seat; one in a vacancy nobody knows waits for an operator."""
    assert isinstance(heard.fact, PlacementStarted)  # noqa: S101 - handlers are called by type
    fact = heard.fact
    await take_seat(tx, vacancy_id=fact.vacancy_id, placement_id=heard.envelope.subject, on=fact.started_on)


async def on_ended(heard: Heard, tx: Transaction) -> None:
    """A placement gives its seat back."""
    assert isinstance(heard.fact, PlacementEnded)  # noqa: S101 - handlers are called by type
    fact = heard.fact
    await give_seat_back(tx, vacancy_id=fact.vacancy_id, placement_id=heard.envelope.subject, on=fact.ended_on)


async def lock_heard(tx: Transaction, heard: Sequence[Heard]) -> None:
    """Lock the vacancies of a batch of placements together, as batches of requests do."""
    facts = [one.fact for one in heard]
    await lock_seated(tx, [one.vacancy_id for one in facts if isinstance(one, PlacementStarted | PlacementEnded)])


async def on_erasure_requested(heard: Heard, tx: Transaction) -> None:
    """Confirm that nothing is held of the person: a seat names its placement and its days, nobody else is known."""
    await erasure.confirm(tx, VacancyErasureConfirmed, person_id=heard.envelope.subject, rows=0)


HANDLERS: Mapping[type[Fact], Handler] = MappingProxyType(
    {PlacementStarted: on_started, PlacementEnded: on_ended, YouthErasureRequested: on_erasure_requested}
)
