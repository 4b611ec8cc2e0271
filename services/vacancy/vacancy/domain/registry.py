"""What the company registry (商工登記) says of a company number: an answer, or that it could not be asked."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol


class RegistryStatus(StrEnum):
    """What the registry answered. That it could not be asked is no status: the last answer stays."""

    REGISTERED = "registered"
    NOT_ACTIVE = "not_active"
    NOT_REGISTERED = "not_registered"


@dataclass(frozen=True, slots=True)
class RegistryAnswer:
    """One answer: ``description`` in the registry's own words, ``source`` the data set that gave it."""

    status: RegistryStatus
    description: str
    source: str


class RegistryNotAsked(Exception):
    """The registry could not be asked; ``reason`` is a stable code. This says nothing about the company."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CompanyRegistry(Protocol):
    """Where a company number is looked up."""

    async def look_up(self, company_number: str, *, on: date) -> RegistryAnswer:
        """What the registry says of a number on a day; raises RegistryNotAsked."""


class NoRegistry:
    """No registry is configured: nothing is known about any company."""

    async def look_up(self, company_number: str, *, on: date) -> RegistryAnswer:
        """Always raises RegistryNotAsked."""
        raise RegistryNotAsked("not-configured")
