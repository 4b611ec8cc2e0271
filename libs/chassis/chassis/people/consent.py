"""Consent as part of a view: what may be shown to whom, for what, until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent of one person. ``recipient`` names a client or a kind of organisation; fields are a view's."""

    purpose: str
    recipient: str
    fields: frozenset[str]
    valid_until: date
    withdrawn_on: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it is in force on that business date: to its last day, and not from the day it was withdrawn."""
        return on <= self.valid_until and (self.withdrawn_on is None or on < self.withdrawn_on)


def permitted(consents: Iterable[Consent], *, recipients: Iterable[str], purpose: str, on: date) -> frozenset[str]:
    """The fields that any of these recipients may be shown for a purpose; none without a consent in force."""
    wanted = frozenset(recipients)
    held = (one for one in consents if one.purpose == purpose and one.recipient in wanted and one.holds(on))
    return frozenset[str]().union(*(one.fields for one in held))
