"""Supplement requests (通知補件): what is asked for, until when, counted from receipt of the notice (R003-088)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, Self
from uuid import UUID

from training.domain.subsidy_errors import DueDateInvalid, ReceiptInvalid, SupplementClosed, SupplementOverdue

How = Literal["acknowledged", "delivered", "answered"]
"""How receipt of a notice is known: the applicant says so, an officer recorded a delivery, or an answer came."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing asked for: a field by its pointer, or a document by its code in the call's list; and by which rules."""

    kind: Literal["field", "document"]
    name: str
    criterion: str
    reason: str


class Closed(StrEnum):
    """How a request ended."""

    ANSWERED = "answered"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Extension:
    """An officer gave more time, and why."""

    due_on: date
    reason: str
    officer: str
    granted_by: str
    granted_at: datetime

    def record(self) -> dict[str, Any]:
        """As a row stores it."""
        return {
            "due_on": self.due_on.isoformat(),
            "reason": self.reason,
            "officer": self.officer,
            "granted_by": self.granted_by,
            "granted_at": self.granted_at.isoformat(),
        }

    @classmethod
    def of(cls, record: dict[str, Any]) -> Self:
        """Read a stored one."""
        days = {"due_on": date.fromisoformat(record["due_on"])}
        return cls(**record | days | {"granted_at": datetime.fromisoformat(record["granted_at"])})


@dataclass(frozen=True, slots=True)
class SupplementRequest:
    """One round. Without ``received_on`` no day is due: the term does not begin before the notice is received."""

    id: UUID
    application_id: UUID
    round: int
    decision_id: UUID
    items: Sequence[Item]
    days: int
    return_when_overdue: bool
    noticed_at: datetime
    received_on: date | None = None
    received_how: How | None = None
    delivery_reference: str | None = None
    due_on: date | None = None
    extensions: Sequence[Extension] = ()
    overdue_at: datetime | None = None
    closed_at: datetime | None = None
    closed_as: Closed | None = None

    @property
    def fields(self) -> frozenset[str]:
        """Pointers of the fields that are open."""
        return frozenset(one.name for one in self.items if one.kind == "field")

    @property
    def documents(self) -> frozenset[str]:
        """Codes of the documents that are open."""
        return frozenset(one.name for one in self.items if one.kind == "document")

    def received(
        self,
        on: date,
        *,
        today: date,
        noticed_on: date,
        how: How,
        reference: str | None = None,
    ) -> Self:
        """The notice was received on a day, once: the term runs from it, that day not counted.

        Raises SupplementClosed, and ReceiptInvalid for a day before the notice, one to come, or a second receipt.
        """
        self._check_open()
        if self.received_on is not None:
            raise ReceiptInvalid(pointer="/received_on", received=on, allowed=f"{self.received_on}, recorded before")
        if not noticed_on <= on <= today:
            raise ReceiptInvalid(pointer="/received_on", received=on, allowed=f"{noticed_on} to {today}")
        due = on + timedelta(days=self.days)
        return replace(self, received_on=on, received_how=how, delivery_reference=reference, due_on=due)

    def is_overdue(self, on: date) -> bool:
        """Whether the last day is over."""
        return self.due_on is not None and on > self.due_on

    def extended(self, extension: Extension, *, today: date) -> Self:
        """More time, of an overdue request too; raises DueDateInvalid for no later day, or before any receipt."""
        self._check_open()
        least = max(self.due_on, today) if self.due_on else None
        if least is None or extension.due_on <= least:
            allowed = f"after {least}" if least else "a day, once the notice is received"
            raise DueDateInvalid(pointer="/due_on", received=extension.due_on, allowed=allowed)
        return replace(self, due_on=extension.due_on, extensions=(*self.extensions, extension), overdue_at=None)

    def marked_overdue(self, *, at: datetime) -> Self:
        """The schedule noticed that the term is over."""
        return replace(self, overdue_at=at)

    def check_answerable(self, *, on: date) -> None:
        """Raise SupplementClosed, or SupplementOverdue: then only the office can give more time."""
        self._check_open()
        if self.is_overdue(on):
            raise SupplementOverdue(due_on=str(self.due_on))

    def closed(self, how: Closed, *, at: datetime) -> Self:
        """Answered, or at its end; raises SupplementClosed."""
        self._check_open()
        return replace(self, closed_at=at, closed_as=how)

    def _check_open(self) -> None:
        if self.closed_at is not None:
            raise SupplementClosed(closed_as=self.closed_as)
