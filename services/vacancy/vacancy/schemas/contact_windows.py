"""University contact windows as universities state them and offices see them."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from vacancy.domain.contact_window import Window, WindowRole
from vacancy.schemas.facts import Day
from vacancy.schemas.text import CountyCode, ShortText, Strict

OfficeEmail = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,180}\.[A-Za-z]{2,24}$", description="the office's own"),
]
# a number that begins with 09 or 070 is somebody's own telephone, as an extension as well
OfficePhone = Annotated[
    str,
    Field(
        pattern=(
            r"^(\(?0[2-68][0-9]{0,3}\)?[- ]?[0-9]{3,4}|\(?07\)?[- ]?[1-9][0-9]{2,3})[- ]?[0-9]{3,4}"
            r"( ?(#|ext\.?|分機) ?([1-9][0-9]{0,4}|0([0-8][0-9]{0,3})?))?$"
        ),
        description="the office's own, a landline with its extension",
        max_length=40,
    ),
]


class WindowFacts(Strict):
    """An office that the branches may turn to (R000-037). There is no field for a person's name."""

    university: ShortText
    county: CountyCode
    role: Annotated[WindowRole, Field(strict=False)]
    office_name: ShortText
    email: OfficeEmail | None = None
    phone: OfficePhone | None = None
    valid_from: Day
    valid_until: Day | None = Field(default=None, description="last day; absent: until further notice")

    @model_validator(mode="after")
    def can_be_reached(self) -> Self:
        """An office is reached somehow."""
        if self.email is None and self.phone is None:
            raise PydanticCustomError("not_reachable", "An e-mail address or a telephone number is stated")
        return self

    def window(self) -> Window:
        """What is stated, for the use case."""
        return Window(**{name: getattr(self, name) for name in Window.__slots__})


class WindowView(BaseModel):
    """A contact window (聯繫窗口) of a university."""

    model_config = ConfigDict(from_attributes=True)

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
    version: int = Field(description="also the ETag")
    stated_by: str
    created_at: datetime
    updated_at: datetime


class WindowPageView(BaseModel):
    """One page of contact windows, in the order in which they were stated."""

    items: list[WindowView]
    next_cursor: str | None = Field(description="null on the last page")
