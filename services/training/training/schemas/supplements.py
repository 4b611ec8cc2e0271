"""Supplement requests (通知補件), and what comes back: only what the request names may be sent."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from training.domain.application import ApplicationState, Budget, Company, Content, Plan
from training.domain.supplement import Closed, How, SupplementRequest
from training.schemas.applications import (
    BudgetFacts,
    PlanFacts,
    PostFacts,
    TraineeFacts,
    names_of,
    posts_of,
    trainees_of,
)
from training.schemas.text import Day, IssuedText, LongText, ShortText, Strict
from training.service.supplement_application import Answer, Supplement


class Delivery(Strict):
    """On which day the notice was delivered, and what proves it (送達證書文號)."""

    received_on: Day
    reference: IssuedText


class ExtensionFacts(Strict):
    """More time, and why."""

    due_on: Day
    reason: LongText


class CompanyAnswer(Strict):
    """Facts of the company; its number and name are not supplemented."""

    registered: bool | None = None
    dishonoured_cheques: bool | None = None
    net_worth: Annotated[int | None, Field(ge=-(10**15), le=10**15, description="淨值, NT$")] = None


class SupplementFacts(Strict):
    """The fields that were asked for, and nothing else; documents are sent on their own route before."""

    company: CompanyAnswer | None = None
    plan: PlanFacts | None = None
    universities: Annotated[list[ShortText] | None, Field(max_length=50)] = None
    trainees: Annotated[list[TraineeFacts] | None, Field(max_length=500)] = None
    posts: Annotated[list[PostFacts] | None, Field(max_length=100)] = None
    budget: BudgetFacts | None = None

    def answer(self, content: Content) -> Answer:
        """What results of the present content, and which fields were sent, for the use case."""
        sent = self.model_dump(exclude_unset=True)
        fields = {
            f"/{name}/{part}" if isinstance(value, dict) else f"/{name}"
            for name, value in sent.items()
            for part in (value if isinstance(value, dict) else [name])
        }
        names = names_of(self.trainees) if self.trainees is not None else None
        return Answer(replace(content, **self._changed(content, sent)), frozenset(fields), names)

    def _changed(self, content: Content, sent: dict[str, Any]) -> dict[str, Any]:
        changed: dict[str, Any] = {}
        parts: dict[str, Company | Plan | Budget] = {
            "company": content.company,
            "plan": content.plan,
            "budget": content.budget,
        }
        for name, held in parts.items():
            if sent.get(name):
                changed[name] = replace(held, **sent[name])
        if self.universities is not None:
            changed["universities"] = tuple(dict.fromkeys(self.universities))
        if self.trainees is not None:
            changed["trainees"] = trainees_of(self.trainees)
        if self.posts is not None:
            changed["posts"] = posts_of(self.posts)
        return changed


class ItemView(BaseModel):
    """One thing asked for."""

    model_config = ConfigDict(from_attributes=True)

    kind: Literal["field", "document"]
    name: str = Field(description="a field's pointer, or a document's code in the call's list")
    criterion: str
    reason: str


class ExtensionView(BaseModel):
    """More time that was given, and why."""

    model_config = ConfigDict(from_attributes=True)

    due_on: date
    reason: str
    officer: str
    granted_at: datetime


class SupplementRequestView(BaseModel):
    """One round of supplements."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    application_id: UUID
    round: int
    decision_id: UUID
    items: list[ItemView]
    days: int = Field(description="calendar days from receipt, the day of receipt not counted")
    noticed_at: datetime
    received_on: date | None
    received_how: How | None
    delivery_reference: str | None
    due_on: date | None = Field(description="the last day; null: the notice is not received yet")
    extensions: list[ExtensionView]
    overdue_at: datetime | None = Field(description="when the schedule noticed that the last day was over")
    closed_at: datetime | None
    closed_as: Closed | None


class SupplementRequestList(BaseModel):
    """Every round of one application, oldest first."""

    items: list[SupplementRequestView]


class SupplementView(BaseModel):
    """A supplement request with the application's state and new version."""

    application_id: UUID
    state: ApplicationState
    version: int = Field(description="of the application; also the ETag")
    request: SupplementRequestView

    @classmethod
    def of(cls, supplement: Supplement) -> Self:
        """Show both."""
        application = supplement.application
        return cls(
            application_id=application.id,
            state=application.state,
            version=application.version,
            request=shown(supplement.request),
        )


def shown(request: SupplementRequest) -> SupplementRequestView:
    """Show a round."""
    return SupplementRequestView.model_validate(request)
