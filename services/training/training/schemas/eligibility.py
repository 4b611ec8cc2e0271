"""Decisions about eligibility (資格審): an outcome with a reason for every criterion, and the officer's judgements."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from chassis.decisions import Decision
from chassis.domain import Criterion, Finding, Kind, Verdict
from pydantic import BaseModel, Field, JsonValue

from training.domain.application import Outcome
from training.domain.eligibility import missing_facts
from training.domain.eligibility_facts import Facts, Judgement
from training.schemas.text import LongText, Strict
from training.service.decide_eligibility import REGISTRY
from training.service.replay_decision import Replay

CriterionName = Literal[
    "registered",
    "creditworthy",
    "net_worth",
    "universities",
    "trainees",
    "training_hours",
    "job_types",
    "pay",
    "own_share",
    "plan_content",
    "ipas_coaching",
    "retention",
    "documents",
]
Supplied = Annotated[
    str,
    Field(
        pattern=r"^/(company/(registered|dishonoured_cheques|net_worth)"
        r"|plan/(goals|methods|content|site|ipas_coaching|retention|working_conditions)"
        r"|universities|trainees|posts|budget/(total|own_share)|documents/[a-z0-9][a-z0-9-]{0,62})$",
        description="a field, or a document of the call's list",
    ),
]


class JudgementFacts(Strict):
    """What the officer says of one criterion: ``unknown`` names what is to be supplemented."""

    criterion: CriterionName
    verdict: Literal["pass", "fail", "unknown"]
    reason: LongText
    missing: Annotated[list[Supplied], Field(default_factory=list, max_length=50)]


class EligibilityCheck(Strict):
    """The officer's judgements, one a criterion at most; without any, the rules alone decide."""

    judgements: Annotated[list[JudgementFacts], Field(default_factory=list, max_length=len(REGISTRY.current))]

    def said(self) -> list[Judgement]:
        """The judgements, for the use case; of two about one criterion the last."""
        said = {
            one.criterion: Judgement(one.criterion, Verdict(one.verdict), one.reason, tuple(one.missing))
            for one in self.judgements
        }
        return list(said.values())


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


class DecisionView(BaseModel):
    """A stored decision about an application's eligibility."""

    id: UUID
    application_id: UUID
    outcome: Outcome
    missing: list[str] = Field(description="fields and documents that are to be supplemented, each once")
    findings: list[FindingView]
    rule_set: str
    rule_set_version: str
    reference_date: date
    facts: dict[str, JsonValue]
    facts_digest: str = Field(description="SHA-256 of the facts, hexadecimal")
    decided_by: str
    decided_at: datetime

    @classmethod
    def of(cls, decision: Decision) -> Self:
        """Show a decision, its findings in the criteria's order."""
        criteria = REGISTRY.at(decision.criteria)
        own = ("id", "outcome", "rule_set", "rule_set_version", "reference_date", "decided_by", "decided_at")
        return cls.model_validate(
            {name: getattr(decision, name) for name in own}
            | {
                "application_id": decision.subject_id,
                "missing": missing_facts({one.name: decision.findings[one.name] for one in criteria}),
                "findings": [_finding(one, decision) for one in criteria],
                "facts": dict(decision.facts),
                "facts_digest": decision.facts_digest.hex(),
            }
        )


class DecisionList(BaseModel):
    """Every decision about one application, oldest first."""

    items: list[DecisionView]


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

    decision_id: UUID
    same: bool = Field(description="the same findings and outcome, from facts that are intact")
    facts_intact: bool = Field(description="the stored facts still have their stored digest")
    outcome: Outcome
    replayed_outcome: Outcome
    differences: list[DifferenceView]

    @classmethod
    def of(cls, replay: Replay) -> Self:
        """Show a replay."""
        differences = [
            DifferenceView(
                criterion=one.criterion,
                recorded=Answer.model_validate(_answer(one.recorded)),
                replayed=Answer.model_validate(_answer(one.replayed)),
            )
            for one in replay.differences
        ]
        return cls(
            decision_id=replay.decision.id,
            same=replay.same,
            facts_intact=replay.facts_intact,
            outcome=Outcome(replay.decision.outcome),
            replayed_outcome=replay.outcome,
            differences=differences,
        )


def _finding(criterion: Criterion[Facts], decision: Decision) -> FindingView:
    place = {"criterion": criterion.name, "kind": criterion.kind, "code_version": criterion.version}
    answer = _answer(decision.findings[criterion.name])
    return FindingView.model_validate({**place, "rules": list(criterion.rules), **answer})


def _answer(finding: Finding) -> Mapping[str, object]:
    return {
        "verdict": finding.verdict,
        "reason": finding.reason,
        "evidence": dict(finding.evidence),
        "missing": list(finding.missing),
    }
