"""What operators do with outbox rows that the bus refused for good."""

import pytest
from chassis import blocking
from chassis.inbox import Inbox
from chassis.relay import Relay

from tests.chassis.buses import Bus
from tests.chassis.listener import Listener, heard
from tests.chassis.load import add_items, speak
from tests.chassis.test_relay import Refusing
from tests.chassis.toy import Keeper


@pytest.mark.parametrize("bus", ["memory"], indirect=True)
@pytest.mark.parametrize(("decision", "arrives"), [("send again", [2, 3]), ("give up", [3])])
async def test_a_blocked_item_goes_on_as_the_operator_decides(
    decision: str, arrives: list[int], toy: Keeper, ear: Listener, bus: Bus
) -> None:
    (sick,) = await add_items(toy, 1)
    for _ in range(2):
        await speak(toy, sick)
    await bus.hear(Inbox(ear.service))
    refusing = Relay(toy.service, Refusing(bus.publisher(), sick, 2))
    while await refusing.step():
        pass
    await refusing.close()
    (row,) = await blocking.blocked(toy.service)
    assert (row.aggregate_id, row.reason) == (sick, "MessageSizeTooLargeError")

    if decision == "send again":
        assert await blocking.send_again(toy.service, row.position)
    else:
        assert await blocking.give_up(toy.service, row.position, why="it cannot be made smaller")
        assert not await blocking.send_again(toy.service, row.position)
    assert await blocking.blocked(toy.service) == []
    relay = Relay(toy.service, bus.publisher())
    while await relay.step():
        pass
    await relay.close()
    assert await heard(ear, sick) == arrives
