"""The record of a decision: everything needed to reach the same answer years later."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import Uuid, bindparam, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.db import Repository, Row, Transaction, insert_all, new_id
from chassis.domain import Criterion, DomainError, Finding, Json, RuleSet, Verdict
from chassis.tables import ChassisTables
from chassis.written import Written, canonical, digest_of

Facts = TypeVar("Facts")


class DecisionUnknown(DomainError):
    """There is no such decision, or it is not the caller's."""

    code = "decision-unknown"
    title_en = "There is no such decision"
    title_zh = "查無此決定"


@dataclass(frozen=True, slots=True)
class Decision:
    """One stored decision: the input, the rules in force, each finding, and the outcome."""

    id: UUID
    kind: str
    subject_id: UUID
    rule_set: str
    rule_set_version: str
    criteria: Mapping[str, int]
    """Code version of each criterion by name."""
    facts: Mapping[str, Json]
    facts_digest: bytes
    reference_date: date
    findings: Mapping[str, Finding]
    outcome: str
    decided_by: str
    decided_at: Any


def digest(facts: Mapping[str, Json]) -> bytes:
    """SHA-256 of the canonical JSON of the input facts."""
    return digest_of(canonical(facts))


class CriteriaRegistry(Generic[Facts]):
    """Every version of every criterion of one kind of decision; old versions stay so that old decisions replay."""

    def __init__(self, criteria: Iterable[Criterion[Facts]]) -> None:
        self._by_version = {(one.name, one.version): one for one in criteria}
        newest: dict[str, Criterion[Facts]] = {}
        for one in self._by_version.values():
            if one.name not in newest or one.version > newest[one.name].version:
                newest[one.name] = one
        self.current: Sequence[Criterion[Facts]] = tuple(newest.values())

    def at(self, versions: Mapping[str, int]) -> Sequence[Criterion[Facts]]:
        """The criteria as they were when a decision was made, in the order of their declaration: JSONB keeps none."""
        names = [one.name for one in self.current]
        return tuple(self._by_version[key] for key in sorted(versions.items(), key=lambda key: names.index(key[0])))


def written_findings(text: bytes) -> Written[Finding]:
    """Findings that are written down already."""
    return Written(text, lambda text: _findings(orjson.loads(text)))


def decide(
    tx: Transaction,
    *,
    kind: str,
    subject_id: UUID,
    rules: RuleSet,
    criteria: Mapping[str, int],
    facts: Mapping[str, Json],
    reference_date: date,
    findings: Mapping[str, Finding],
    outcome: str,
    decided_by: str,
    facts_digest: bytes | None = None,
) -> Decision:
    """A decision that is not stored yet; the digest of its facts is worked out where it is not given."""
    return Decision(
        id=new_id(),
        kind=kind,
        subject_id=subject_id,
        rule_set=rules.name,
        rule_set_version=rules.version,
        criteria=criteria,
        facts=facts,
        facts_digest=digest(facts) if facts_digest is None else facts_digest,
        reference_date=reference_date,
        findings=findings,
        outcome=outcome,
        decided_by=decided_by,
        decided_at=tx.now,
    )


async def record_all(tx: Transaction, decided: Sequence[Decision]) -> None:
    """Store decisions in this transaction."""
    await insert_all(tx.connection, tx.tables.decision, [_row(one) for one in decided])


class Decisions(Repository):
    """Stored decisions. Callers check the subject's ownership first: a decision has no tenant of its own."""

    async def get(self, decision_id: UUID) -> Decision:
        """One decision; raises DecisionUnknown."""
        table = self.tx.tables.decision
        row = (await self.connection.execute(select(table).where(table.c.id == decision_id))).one_or_none()
        if row is None:
            raise DecisionUnknown(id=str(decision_id))
        return _decision(row)

    async def get_all(self, decision_ids: Sequence[UUID]) -> dict[UUID, Decision]:
        """Decisions by their ids."""
        table = self.tx.tables.decision
        wanted = literal(list(decision_ids), ARRAY(Uuid))
        rows = await self.connection.execute(select(table).where(table.c.id == func.any(wanted)))
        return {row.id: _decision(row) for row in rows}

    async def findings_of(self, decision_ids: Sequence[UUID]) -> dict[UUID, tuple[str, dict[str, Finding]]]:
        """Outcome and findings of decisions by their ids: what they were reached by is ten times as long to read."""
        table = self.tx.tables.decision
        wanted = table.c.id == func.any(literal(list(decision_ids), ARRAY(Uuid)))
        rows = await self.connection.execute(select(table.c.id, table.c.outcome, table.c.findings).where(wanted))
        return {row.id: (row.outcome, _findings(row.findings)) for row in rows}

    async def of_subject(self, kind: str, subject_id: UUID) -> list[Decision]:
        """Every decision about a subject, oldest first."""
        rows = await self.connection.execute(_of_subject(self.tx.tables), {"kind": kind, "subject_id": subject_id})
        return [_decision(row) for row in rows]


def _of_subject(tables: ChassisTables) -> Any:
    table = tables.decision
    return (
        select(table)
        .where(table.c.kind == bindparam("kind"), table.c.subject_id == bindparam("subject_id"))
        .order_by(table.c.decided_at, table.c.id)
    )


def _row(decision: Decision) -> dict[str, Any]:
    row = {name: getattr(decision, name) for name in decision.__slots__}
    # orjson writes a dataclass as an object; asdict would copy every value first, at ten times the price
    row["findings"] = decision.findings if isinstance(decision.findings, Written) else dict(decision.findings)
    return row


def _decision(row: Row) -> Decision:
    values = dict(row._mapping)
    values["findings"] = _findings(values["findings"])
    return Decision(**values)


def _findings(stored: Mapping[str, Json]) -> dict[str, Finding]:
    return {
        name: Finding(
            verdict=Verdict(one["verdict"]),
            reason=one["reason"],
            evidence=one["evidence"],
            missing=tuple(one["missing"]),
        )
        for name, one in stored.items()
    }
