"""Many students in one request, and what a university holds here."""

from typing import Annotated, Self
from uuid import UUID

from chassis.batch import MOST_ITEMS
from pydantic import BaseModel, Field, JsonValue

from matching.domain.life_cycle import Outcome, State
from matching.schemas.consents import GivenConsent
from matching.schemas.facts import StudentFacts
from matching.schemas.text import Strict
from matching.service.reconcile_students import Reconciliation
from matching.service.upsert_students import StudentRow, Upserted, UpsertResult


class StudentItem(Strict):
    """One student; ``id`` is the caller's own name for the item and comes back. Read with its own item."""

    id: Annotated[str | None, Field(max_length=100)] = None
    student: dict[str, JsonValue]


class Student(Strict):
    """One student as the university's system has it at ``source_version``, which grows with each statement."""

    source_version: Annotated[int, Field(ge=1, le=2**62)]
    facts: StudentFacts
    consents: list[GivenConsent] = Field(
        default_factory=list,
        max_length=20,
        description="taken when the student is registered; who has left comes back with one that was not sent before",
    )

    def row(self, item: int) -> StudentRow:
        """As the use case takes it, at its place in the request."""
        return StudentRow(
            self.source_version, self.facts.statement(), tuple(one.given() for one in self.consents), item
        )


class StudentBatch(Strict):
    """Up to 500 students."""

    items: Annotated[list[StudentItem], Field(min_length=1, max_length=MOST_ITEMS)]


class UpsertedStudent(BaseModel):
    """What the upsert did; it names nobody."""

    youth_id: UUID
    result: UpsertResult
    state: State
    version: int
    outcome: Outcome | None
    overruled: list[str] = Field(description="paths where what people corrected counts, not what was sent")

    @classmethod
    def after(cls, upserted: Upserted) -> Self:
        """Show what an upsert did."""
        youth = upserted.youth
        return cls(
            youth_id=youth.id,
            result=upserted.result,
            state=youth.state,
            version=youth.version,
            outcome=youth.outcome,
            overruled=list(upserted.overruled),
        )


class TakenStudentView(BaseModel):
    """What became of one item, or the problem that it would have had alone."""

    id: str | None
    status: int
    student: UpsertedStudent | None
    problem: dict[str, JsonValue] | None


class TakenStudents(BaseModel):
    """One answer an item, in order."""

    items: list[TakenStudentView]


class ReconciliationView(BaseModel):
    """What a university sent and what is held: where they differ, something was not sent or not taken."""

    sent: int | None
    held: int = Field(description="students that are active here")
    withdrawn: int
    difference: int | None = Field(description="sent less held")
    newest_source_version: int | None

    @classmethod
    def of(cls, found: Reconciliation) -> Self:
        """Show a reconciliation."""
        return cls(**{name: getattr(found, name) for name in cls.model_fields})
