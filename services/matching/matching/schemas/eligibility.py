"""Eligibility decisions as callers see them: an outcome with a reason for every criterion."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from chassis.decisions import Decision
from chassis.domain import Finding, Kind, Verdict
from pydantic import BaseModel, Field, JsonValue

from matching.domain.eligibility import missing_facts
from matching.domain.life_cycle import Outcome
from matching.domain.offers import Measure
from matching.domain.resources import ResourceDecision
from matching.schemas.text import SealedText, Strict
from matching.service.decide_eligibility import REGISTRY
from matching.service.replay_eligibility import Difference, Replay


class EligibilityFindingView(BaseModel):
    """What one criterion found."""

    criterion: str
    kind: Kind
    code_version: int
    rules: list[str] = Field(description="ids of the programme's rules that the criterion rests on")
    verdict: Verdict
    reason: str
    evidence: dict[str, JsonValue]
    missing: list[str]


class EligibilityView(BaseModel):
    """A stored decision about whether somebody is eligible (資格決定)."""

    id: UUID
    youth_id: UUID
    outcome: Outcome
    missing: list[str] = Field(description="facts that are not stated, or contradicted, each once")
    findings: list[EligibilityFindingView]
    rule_set: str
    rule_set_version: str
    reference_date: date
    decided_by: str
    decided_at: datetime

    @classmethod
    def of(cls, decision: Decision) -> Self:
        """Show a decision whose evidence is in the clear."""
        return cls(
            id=decision.id,
            youth_id=decision.subject_id,
            outcome=Outcome(decision.outcome),
            missing=missing_facts(decision.findings),
            findings=[
                EligibilityFindingView(
                    criterion=one.name,
                    kind=one.kind,
                    code_version=one.version,
                    rules=list(one.rules),
                    **_found(decision.findings[one.name]),
                )
                for one in REGISTRY.at(decision.criteria)
            ],
            rule_set=decision.rule_set,
            rule_set_version=decision.rule_set_version,
            reference_date=decision.reference_date,
            decided_by=decision.decided_by,
            decided_at=decision.decided_at,
        )


class EligibilityList(BaseModel):
    """Every decision about somebody, oldest first."""

    items: list[EligibilityView]


class DecidedView(BaseModel):
    """A decision that was just made, without its evidence: answers to writes are kept for repeats."""

    id: UUID
    youth_id: UUID
    outcome: Outcome
    missing: list[str]
    reasons: dict[str, str] = Field(description="by criterion")
    rule_set_version: str
    reference_date: date

    @classmethod
    def of(cls, decision: Decision) -> Self:
        """Show what was decided."""
        return cls(
            id=decision.id,
            youth_id=decision.subject_id,
            outcome=Outcome(decision.outcome),
            missing=missing_facts(decision.findings),
            reasons={name: finding.reason for name, finding in decision.findings.items()},
            rule_set_version=decision.rule_set_version,
            reference_date=decision.reference_date,
        )


class DifferenceView(BaseModel):
    """One criterion that answers otherwise than it did."""

    criterion: str
    recorded: Verdict
    replayed: Verdict

    @classmethod
    def of(cls, difference: Difference) -> Self:
        """Show a difference."""
        return cls(
            criterion=difference.criterion,
            recorded=difference.recorded.verdict,
            replayed=difference.replayed.verdict,
        )


class EligibilityReplayView(BaseModel):
    """A decision's answer reached again; of an erased person nothing but that is said."""

    decision_id: UUID
    erased: bool
    same: bool | None
    outcome: Outcome | None
    facts_intact: bool | None
    differences: list[DifferenceView] | None

    @classmethod
    def of(cls, decision_id: UUID, replay: Replay | None) -> Self:
        """Show a replay; None: the person is erased."""
        if replay is None:
            return cls(
                decision_id=decision_id, erased=True, same=None, outcome=None, facts_intact=None, differences=None
            )
        return cls(
            decision_id=decision_id,
            erased=False,
            same=replay.same,
            outcome=replay.outcome,
            facts_intact=replay.facts_intact,
            differences=[DifferenceView.of(one) for one in replay.differences],
        )


class ResourcesWanted(Strict):
    """What a branch decides to spend on somebody unemployed (R000-033), and why."""

    granted: bool
    measures: list[Annotated[Measure, Field(strict=False)]] = Field(
        default_factory=lambda: [Measure.RECOMMENDATIONS], max_length=3, description="what is open to the person"
    )
    reason: SealedText


class ResourceDecisionView(BaseModel):
    """One such decision; the last one counts."""

    id: UUID
    youth_id: UUID
    youth_version: int
    granted: bool
    measures: list[Measure]
    officer: str
    decided_by: str
    decided_at: datetime

    @classmethod
    def of(cls, decision: ResourceDecision) -> Self:
        """Show a decision without its reason."""
        return cls(**_shown(decision))


class ReasonedResourceDecisionView(ResourceDecisionView):
    """The same with the officer's reason."""

    reason: str

    @classmethod
    def of(cls, decision: ResourceDecision) -> Self:
        """Show a decision."""
        return cls(reason=decision.reason, **_shown(decision))


class ResourceDecisionList(BaseModel):
    """What branches decided about somebody, oldest first."""

    items: list[ReasonedResourceDecisionView]


def _found(finding: Finding) -> dict[str, JsonValue]:
    return {
        "verdict": finding.verdict,
        "reason": finding.reason,
        "evidence": dict(finding.evidence),
        "missing": list(finding.missing),
    }


def _shown(decision: ResourceDecision) -> dict[str, JsonValue]:
    shown = {name: getattr(decision, name) for name in ResourceDecision.__slots__ if name != "reason"}
    return shown | {"measures": sorted(decision.measures)}
