"""Events heard → use cases."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from chassis import erasure
from chassis.db import Transaction
from chassis.service import Handler, Heard, Together
from contracts.envelope import Fact
from contracts.erasure import IndicatorsErasureConfirmed
from contracts.matching import YouthErasureRequested

from indicators.service.count_units import count_units
from indicators.service.tell_units import TELLS, told


async def on_counted(heard: Sequence[Heard], tx: Transaction) -> None:
    """Count what events tell, whether they are fresh or announced.

    Returning marks the events done; nothing here refuses one, so only a database in trouble makes them come again.
    """
    await count_units(tx, told(heard))


async def on_erasure_requested(heard: Heard, tx: Transaction) -> None:
    """Confirm that nothing is held of the person: what was counted names a number without a person, and stays."""
    await erasure.confirm(tx, IndicatorsErasureConfirmed, person_id=heard.envelope.subject, rows=0)


HANDLERS: Mapping[type[Fact], Handler | Together] = MappingProxyType(
    {**dict.fromkeys(TELLS, Together(on_counted)), YouthErasureRequested: on_erasure_requested}
)
