"""What is kept beside an application: trainees' names, who moved it on, documents."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from training.domain.application import ApplicationState, Step
from training.domain.document import Document


class TraineeNameView(BaseModel):
    """A trainee's name by the number in the application."""

    number: int
    name: str


class TraineeNameList(BaseModel):
    """The trainees' names of one application; reading them is put on the audit trail."""

    items: list[TraineeNameView]


class StepView(BaseModel):
    """Who moved an application on, and why; null is a schedule."""

    transition: str
    origin: ApplicationState
    target: ApplicationState
    reason: str | None
    acting_person: str | None
    taken_by: str
    taken_at: datetime
    version: int

    @classmethod
    def of(cls, step: Step) -> Self:
        """Show a step."""
        own = {name: getattr(step, name) for name in cls.model_fields if name != "version"}
        return cls.model_validate(own | {"version": step.application_version})


class StepList(BaseModel):
    """Every step of one application, oldest first."""

    items: list[StepView]


class DocumentView(BaseModel):
    """One version of one item; only the one that nothing replaced counts."""

    id: UUID
    item: str
    revision: int
    media_type: str
    size: int
    sha256: str
    scan: str = Field(description="what the scanner found; not_scanned: nobody has looked")
    uploaded_by: str
    uploaded_at: datetime
    replaced_at: datetime | None

    @classmethod
    def of(cls, document: Document) -> Self:
        """Show a document."""
        own = {name: getattr(document, name) for name in cls.model_fields if name != "sha256"}
        return cls.model_validate(own | {"sha256": document.digest.hex()})


class DocumentList(BaseModel):
    """Every version of every item, by item and version."""

    items: list[DocumentView]
