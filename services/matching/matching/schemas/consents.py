"""Consents as they come in and go out."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from matching.domain.consents import PROGRAMME, Consent, Purpose
from matching.schemas.text import Day, Strict
from matching.service.record_consent import Given

Shown = Literal["name", "birth_date", "student_number", "phone", "email", "preferences"]


class GivenConsent(Strict):
    """A consent that a person gave (同意): for what, to whom, which identifying facts in the clear, until when."""

    purpose: Annotated[Purpose, Field(strict=False)]
    recipient: Annotated[
        str,
        Field(
            pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$",
            description="the programme, a kind of organisation (branch), or a client's id (a mobile back end's)",
        ),
    ] = PROGRAMME
    fields: Annotated[list[Shown], Field(max_length=10)]
    valid_until: Day

    def given(self) -> Given:
        """As the use case takes it."""
        return Given(self.purpose, self.recipient, tuple(self.fields), self.valid_until)


class ConsentView(BaseModel):
    """One consent."""

    id: UUID
    youth_id: UUID
    purpose: Purpose
    recipient: str
    fields: list[str]
    valid_until: date
    withdrawn_on: date | None
    version: int = Field(description="also the ETag")
    recorded_by: str = Field(description="the client that recorded it")
    recorded_at: datetime

    @classmethod
    def of(cls, consent: Consent) -> Self:
        """Show a consent."""
        return cls(**{name: getattr(consent, name) for name in cls.model_fields})


class ConsentList(BaseModel):
    """Every consent of one person, oldest first."""

    items: list[ConsentView]
