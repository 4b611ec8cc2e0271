"""Screenings as callers see them: an outcome with a reason for every criterion."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Self
from uuid import UUID

from chassis.decisions import Decision
from chassis.domain import Criterion, Finding, Kind, Verdict
from pydantic import BaseModel, Field, JsonValue

from vacancy.domain.facts import Facts
from vacancy.domain.life_cycle import Outcome
from vacancy.domain.screening import missing_facts
from vacancy.domain.statement import Provenance, provenance
from vacancy.service.replay_screening import Replay
from vacancy.service.screen_vacancy import REGISTRY


class FindingView(BaseModel):
    """What one criterion found."""

    criterion: str
    kind: Kind
    code_version: int
    rules: list[str] = Field(description="ids of the programme's rules that the criterion rests on")
    verdict: Verdict
    reason: str
    evidence: dict[str, JsonValue]
    missing: list[str]
    carried_over_from: UUID | None = Field(description="the screening that found it; null: found by this one")


class ScreeningView(BaseModel):
    """A stored decision about a vacancy (審查決定)."""

    id: UUID
    vacancy_id: UUID
    outcome: Outcome
    missing: list[str] = Field(description="facts that are not stated, or contradicted, each once")
    findings: list[FindingView]
    rule_set: str
    rule_set_version: str
    reference_date: date
    facts: dict[str, JsonValue]
    provenance: dict[str, Provenance] | None = Field(
        description="whose word each stated fact was, by its path; null: decided before the two were told apart"
    )
    facts_digest: str = Field(description="SHA-256 of the facts, hexadecimal")
    decided_by: str
    decided_at: datetime

    @classmethod
    def of(cls, decision: Decision) -> Self:
        """Show a decision, its findings in the criteria's order."""
        criteria = REGISTRY.at(decision.criteria)
        return cls(
            id=decision.id,
            vacancy_id=decision.subject_id,
            outcome=Outcome(decision.outcome),
            missing=missing_facts({one.name: decision.findings[one.name] for one in criteria}),
            findings=[_finding(one, decision) for one in criteria],
            rule_set=decision.rule_set,
            rule_set_version=decision.rule_set_version,
            reference_date=decision.reference_date,
            facts=dict(decision.facts),
            provenance=_provenance(decision),
            facts_digest=decision.facts_digest.hex(),
            decided_by=decision.decided_by,
            decided_at=decision.decided_at,
        )


class ScreeningList(BaseModel):
    """Every screening of one vacancy, oldest first."""

    items: list[ScreeningView]


class Answer(BaseModel):
    """What a criterion answered, without its place in the decision."""

    verdict: Verdict
    reason: str
    evidence: dict[str, JsonValue]
    missing: list[str]


class DifferenceView(BaseModel):
    """A criterion that answers otherwise than it did."""

    criterion: str
    recorded: Answer
    replayed: Answer


class ReplayView(BaseModel):
    """A stored decision reached again from its own facts, rules and code."""

    screening_id: UUID
    same: bool = Field(description="the same findings and outcome, from facts that are intact")
    facts_intact: bool = Field(description="the stored facts still have their stored digest")
    outcome: Outcome
    replayed_outcome: Outcome
    differences: list[DifferenceView]

    @classmethod
    def of(cls, replay: Replay) -> Self:
        """Show a replay."""
        return cls(
            screening_id=replay.decision.id,
            same=replay.same,
            facts_intact=replay.facts_intact,
            outcome=Outcome(replay.decision.outcome),
            replayed_outcome=replay.outcome,
            differences=[
                DifferenceView(
                    criterion=one.criterion,
                    recorded=Answer(**_answer(one.recorded)),
                    replayed=Answer(**_answer(one.replayed)),
                )
                for one in replay.differences
            ],
        )


def _provenance(decision: Decision) -> dict[str, Provenance] | None:
    attested = decision.facts.get("attested")
    return None if attested is None else provenance(decision.facts["statement"], attested=attested)


def _finding(criterion: Criterion[Facts], decision: Decision) -> FindingView:
    place = {"criterion": criterion.name, "kind": criterion.kind, "code_version": criterion.version}
    carried = decision.facts.get("carried_over") or {}
    source = carried["screening"] if criterion.name in carried.get("criteria", ()) else None
    answer = _answer(decision.findings[criterion.name])
    return FindingView.model_validate({**place, "rules": list(criterion.rules), **answer, "carried_over_from": source})


def _answer(finding: Finding) -> Mapping[str, object]:
    return {
        "verdict": finding.verdict,
        "reason": finding.reason,
        "evidence": dict(finding.evidence),
        "missing": list(finding.missing),
    }
