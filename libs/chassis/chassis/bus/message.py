"""What travels, whichever bus carries it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from contracts.envelope import Headers


class BusUnavailable(ConnectionError):
    """The bus did not take or give messages now; trying again later can help."""


@dataclass(frozen=True, slots=True)
class Message:
    """One encoded event on its way: key and headers as bytes, value as bare JSON."""

    topic: str
    key: bytes
    headers: Headers
    value: bytes
    partition: int = -1
    offset: int = -1


class Publisher(Protocol):
    """Sends messages in the order given per key."""

    async def publish(self, messages: Sequence[Message]) -> list[str | None]:
        """Send and wait until every message is safe; one entry per message: None, or why it can never be sent.

        After a refusal, later messages with the same key in the same call are not sent and carry ``HELD``.
        Raises BusUnavailable when nothing can be said about some of them.
        """
        ...


class Subscriber(Protocol):
    """Takes messages in the order of their partition."""

    async def apply(self, messages: Sequence[Message]) -> None:
        """Return when each message is applied, repeated, parked or dead-lettered; raise a transient error otherwise."""
        ...


HELD = "held behind an earlier message of the same key"
