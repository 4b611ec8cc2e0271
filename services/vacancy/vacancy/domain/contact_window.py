"""University contact windows (大專校院聯繫窗口, R000-037): the offices that a branch turns to, never a person."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class WindowRole(StrEnum):
    """What the office does."""

    CAREER_SERVICES = "career_services"
    INTERNSHIPS = "internships"
    ACADEMIC_AFFAIRS = "academic_affairs"
    STUDENT_AFFAIRS = "student_affairs"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Window:
    """What a university states of one office; ``valid_until`` None: until it says otherwise."""

    university: str
    county: str
    role: WindowRole
    office_name: str
    email: str | None
    phone: str | None
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class ContactWindow:
    """A contact window as it is stored."""

    id: UUID
    owner_org: str
    university: str
    county: str
    role: WindowRole
    office_name: str
    email: str | None
    phone: str | None
    valid_from: date
    valid_until: date | None
    version: int
    stated_by: str
    created_at: datetime
    updated_at: datetime
