"""What officers work through, decide in bulk, and read of screenings."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from chassis.domain import Finding, Verdict
from pydantic import BaseModel, Field, JsonValue

from vacancy.domain.life_cycle import Outcome
from vacancy.domain.reports import CRITERION_OF, ReportReason, ReportState, precision
from vacancy.domain.screening import missing_facts
from vacancy.repository.officers import Count, Counts, Waiting
from vacancy.repository.reports import ReportCount
from vacancy.schemas.screenings import Answer
from vacancy.schemas.text import Condition, Id, IssuedText, LongText, Strict
from vacancy.schemas.vacancies import VacancyView
from vacancy.service.screen_vacancy import REGISTRY
from vacancy.service.simulate_screening import Simulated


class OpenFinding(Answer):
    """A finding that is not a pass."""

    criterion: str


class WaitingView(BaseModel):
    """A vacancy that waits for an officer, and what its screening left open."""

    vacancy_id: UUID
    case_number: str
    version: int = Field(description="for If-Match")
    waiting_for: Literal["review", "appeal"]
    source: str
    title: str
    employer_name: str
    county: str
    industry: str | None
    screening_id: UUID
    open_findings: list[OpenFinding]
    appeal_id: UUID | None
    grounds: str | None = Field(description="of the appeal")
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, waiting: Waiting) -> Self:
        """Show an entry, its open findings in the criteria's order."""
        taken = set(cls.model_fields) - {"vacancy_id", "open_findings"}
        shown: dict[str, object] = {name: getattr(waiting, name) for name in taken}
        names = [one.name for one in REGISTRY.current if waiting.findings[one.name]["verdict"] != Verdict.PASS]
        findings = [{"criterion": name, **waiting.findings[name]} for name in names]
        return cls.model_validate({**shown, "vacancy_id": waiting.id, "open_findings": findings})


class ReviewQueue(BaseModel):
    """One page of the review queue, oldest submission first."""

    items: list[WaitingView]
    next_cursor: str | None = Field(description="null on the last page")


class ReviewItem(Strict):
    """One decision of a batch; ``if_match`` is the ETag that the officer saw, or ``*``."""

    id: IssuedText | None = Field(default=None, description="the client's own id, echoed")
    vacancy_id: Id
    if_match: Annotated[Condition, Field(max_length=100)]
    outcome: Literal["qualified", "rejected"]
    reason: LongText


class ReviewBatch(Strict):
    """Up to 500 decisions; each stands or falls alone."""

    items: Annotated[list[ReviewItem], Field(min_length=1, max_length=500)]


class ReviewedView(BaseModel):
    """The answer to one decision: the vacancy after it, or the problem that it would have been answered alone."""

    id: str | None
    vacancy_id: UUID
    status: int
    vacancy: VacancyView | None
    problem: dict[str, JsonValue] | None


class ReviewedBatch(BaseModel):
    """One answer a decision, in the order in which they were sent."""

    items: list[ReviewedView]


class CriterionCounts(BaseModel):
    """How often one criterion passed, failed, or could not tell."""

    criterion: str
    passed: int
    failed: int
    unknown: int


class FactCount(BaseModel):
    """How many vacancies did not state one fact, or stated it against another."""

    path: str
    vacancies: int


class SourceStatistics(BaseModel):
    """What the last screenings of one source's vacancies came to."""

    source: str
    screened: int
    outcomes: dict[Outcome, int]
    reject_rate: float = Field(description="rejected of all screened, between 0 and 1, four decimal places")
    criteria: list[CriterionCounts]
    unknown_facts: list[FactCount] = Field(description="most frequent first")


class ReportStatistics(BaseModel):
    """What users reported for one reason about one source's vacancies, and what officers made of it."""

    source: str
    reason: ReportReason
    criterion: str | None = Field(description="the criterion that such a report contradicts, if any")
    open: int
    upheld: int
    dismissed: int
    precision: float | None = Field(description="upheld of all decided, four decimal places; null while none is")


class ScreeningStatistics(BaseModel):
    """Screenings within a period, each vacancy counted by its last one, and what was reported within it."""

    since: date
    until: date
    sources: list[SourceStatistics]
    reports: list[ReportStatistics]

    @classmethod
    def of(cls, since: date, until: date, counts: Counts, reports: list[ReportCount]) -> Self:
        """Show what was counted, sources in alphabetical order."""
        names = sorted({one.source for one in counts.outcomes})
        reported = sorted({(one.source, one.reason) for one in reports})
        return cls(
            since=since,
            until=until,
            sources=[_source(name, counts) for name in names],
            reports=[_reports(source, reason, reports) for source, reason in reported],
        )


class SimulatedFinding(OpenFinding):
    """What one criterion would find."""


class SimulationView(BaseModel):
    """What a screening would say today; nothing is stored."""

    outcome: Outcome
    missing: list[str]
    findings: list[SimulatedFinding]
    rule_set_version: str
    reference_date: date

    @classmethod
    def of(cls, simulated: Simulated) -> Self:
        """Show a simulation."""
        return cls(
            outcome=simulated.outcome,
            missing=missing_facts(simulated.findings),
            findings=[SimulatedFinding(criterion=name, **_answer(one)) for name, one in simulated.findings.items()],
            rule_set_version=simulated.rule_set_version,
            reference_date=simulated.reference_date,
        )


def _answer(finding: Finding) -> dict[str, Any]:
    return {
        "verdict": finding.verdict,
        "reason": finding.reason,
        "evidence": dict(finding.evidence),
        "missing": list(finding.missing),
    }


def _source(name: str, counts: Counts) -> SourceStatistics:
    outcomes = dict.fromkeys(Outcome, 0) | {Outcome(one.answer[0]): one.count for one in _of(name, counts.outcomes)}
    verdicts: Mapping[tuple[str, ...], int] = {one.answer: one.count for one in _of(name, counts.verdicts)}
    unknown = sorted(_of(name, counts.unknown), key=lambda one: (-one.count, one.answer))
    screened = sum(outcomes.values())
    return SourceStatistics(
        source=name,
        screened=screened,
        outcomes=outcomes,
        reject_rate=round(outcomes[Outcome.REJECTED] / screened, 4),
        criteria=[
            CriterionCounts(
                criterion=one.name,
                passed=verdicts.get((one.name, Verdict.PASS), 0),
                failed=verdicts.get((one.name, Verdict.FAIL), 0),
                unknown=verdicts.get((one.name, Verdict.UNKNOWN), 0),
            )
            for one in REGISTRY.current
        ],
        unknown_facts=[FactCount(path=one.answer[0], vacancies=one.count) for one in unknown],
    )


def _reports(source: str, reason: ReportReason, counts: list[ReportCount]) -> ReportStatistics:
    found = {one.state: one.count for one in counts if (one.source, one.reason) == (source, reason)}
    upheld, dismissed = found.get(ReportState.UPHELD, 0), found.get(ReportState.DISMISSED, 0)
    return ReportStatistics(
        source=source,
        reason=reason,
        criterion=CRITERION_OF.get(reason),
        open=found.get(ReportState.OPEN, 0),
        upheld=upheld,
        dismissed=dismissed,
        precision=precision(upheld=upheld, dismissed=dismissed),
    )


def _of(source: str, counts: list[Count]) -> list[Count]:
    return [one for one in counts if one.source == source]
