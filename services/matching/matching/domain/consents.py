"""Consents (同意): what may be shown of a person, to whom, for what, until when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from chassis.domain import TransitionRefused


class Purpose(StrEnum):
    """What a consent is given for."""

    REGISTRATION = "registration"
    """To be registered in the programme and counted (參與計畫)."""
    CONTACT = "contact"
    """To be contacted by an office of the programme."""
    SELF_SERVICE = "self_service"
    """To be shown in the person's own application."""
    REFERRAL = "referral"
    """To be introduced to an employer (推介)."""


PROGRAMME = "programme"
"""The recipient of a consent to be registered: the programme itself."""


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent. ``recipient`` is the programme, a kind of organisation, or a client's id; fields are a view's."""

    id: UUID
    youth_id: UUID
    purpose: Purpose
    recipient: str
    fields: Sequence[str]
    valid_until: date
    withdrawn_on: date | None
    lapsed: bool
    version: int
    recorded_by: str
    recorded_at: datetime

    def holds(self, on: date) -> bool:
        """Whether it is in force: to its last day, and not from the day it was withdrawn."""
        return on <= self.valid_until and (self.withdrawn_on is None or on < self.withdrawn_on)

    def repeats(self, other: "Consent") -> bool:
        """Whether it says nothing but what another one of the same person says."""
        mine, others = ((one.purpose, one.recipient, one.valid_until, frozenset(one.fields)) for one in (self, other))
        return mine == others

    def run_out(self) -> Self:
        """Its last day is over, and what follows from that is done."""
        return replace(self, lapsed=True, version=self.version + 1)

    def withdrawn(self, on: date) -> Self:
        """The person takes it back; raises TransitionRefused when that was done before."""
        if self.withdrawn_on is not None:
            raise TransitionRefused(state="withdrawn", transition="withdraw", allowed=[])
        return replace(self, withdrawn_on=on, version=self.version + 1)


def allows_registration(consents: Iterable[Consent], on: date) -> bool:
    """Whether the person consents to being registered on a day."""
    return any(one.purpose is Purpose.REGISTRATION and one.holds(on) for one in consents)
