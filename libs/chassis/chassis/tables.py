"""The chassis' own tables, made anew for each service's metadata; the service's migrations create them."""

from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

BUCKETS = 64


@dataclass(frozen=True, slots=True)
class ChassisTables:
    """The tables every service has besides its own."""

    outbox: Table
    inbox: Table
    inbox_aggregate: Table
    parked: Table
    change: Table
    change_counter: Table
    idempotency: Table
    decision: Table
    job: Table
    schedule: Table
    audit: Table
    erasure: Table


def declare(metadata: MetaData) -> ChassisTables:
    """Add the chassis' tables to a service's metadata."""
    return ChassisTables(
        outbox=_outbox(metadata),
        inbox=_inbox(metadata),
        inbox_aggregate=_inbox_aggregate(metadata),
        parked=_parked(metadata),
        change=_change(metadata),
        change_counter=_change_counter(metadata),
        idempotency=_idempotency(metadata),
        decision=_decision(metadata),
        job=_job(metadata),
        schedule=_schedule(metadata),
        audit=_audit(metadata),
        erasure=_erasure(metadata),
    )


def _outbox(metadata: MetaData) -> Table:
    return Table(
        "outbox",
        metadata,
        # taken while the aggregate is locked, so it orders the events of an aggregate; ids and clocks do not
        Column("position", BigInteger, Identity(always=True), primary_key=True),
        Column("event_id", Uuid, nullable=False, unique=True),
        Column("topic", Text, nullable=False),
        Column("event_type", Text, nullable=False),
        Column("aggregate_id", Uuid, nullable=False),
        Column("sequence", BigInteger, nullable=False),
        Column("bucket", SmallInteger, nullable=False),
        Column("headers", JSONB, nullable=False),
        Column("value", LargeBinary, nullable=False),
        Column("recorded_at", DateTime(timezone=True), nullable=False),
        Column("published_at", DateTime(timezone=True)),
        Column("blocked_at", DateTime(timezone=True)),
        Column("last_error", Text),
        UniqueConstraint("topic", "aggregate_id", "sequence"),
        CheckConstraint(f"bucket >= 0 AND bucket < {BUCKETS}", name="bucket"),
        Index("ix_outbox_unpublished", "position", postgresql_where=text("published_at IS NULL")),
        Index(
            "ix_outbox_blocked",
            "aggregate_id",
            "position",
            postgresql_where=text("blocked_at IS NOT NULL AND published_at IS NULL"),
        ),
        Index("ix_outbox_published_at", "published_at", postgresql_where=text("published_at IS NOT NULL")),
    )


def _inbox(metadata: MetaData) -> Table:
    return Table(
        "inbox",
        metadata,
        Column("consumer", Text, primary_key=True),
        Column("event_id", Uuid, primary_key=True),
        Column("received_at", DateTime(timezone=True), nullable=False, index=True),
    )


def _inbox_aggregate(metadata: MetaData) -> Table:
    return Table(
        "inbox_aggregate",
        metadata,
        Column("consumer", Text, primary_key=True),
        Column("topic", Text, primary_key=True),
        Column("aggregate_id", Uuid, primary_key=True),
        Column("last_sequence", BigInteger, nullable=False),
        Column("gaps", Integer, nullable=False, server_default="0"),
    )


def _parked(metadata: MetaData) -> Table:
    return Table(
        "parked",
        metadata,
        Column("position", BigInteger, Identity(always=True), primary_key=True),
        Column("consumer", Text, nullable=False),
        Column("event_id", Uuid, nullable=False),
        Column("topic", Text, nullable=False),
        Column("aggregate_id", Uuid, nullable=False),
        Column("sequence", BigInteger, nullable=False),
        Column("headers", JSONB, nullable=False),
        Column("value", LargeBinary, nullable=False),
        Column("reason", Text, nullable=False),
        Column("parked_at", DateTime(timezone=True), nullable=False),
        Column("settled_at", DateTime(timezone=True)),
        Column("settled_as", Text),
        Column("settled_why", Text),
        UniqueConstraint("consumer", "event_id"),
        Index("ix_parked_waiting", "consumer", "topic", "aggregate_id", postgresql_where=text("settled_at IS NULL")),
    )


def _change(metadata: MetaData) -> Table:
    return Table(
        "change",
        metadata,
        Column("position", BigInteger, Identity(always=True), primary_key=True),
        # given after commit by the one sequencer; feeds read by it
        Column("number", BigInteger, unique=True),
        Column("resource", Text, nullable=False),
        Column("resource_id", Uuid, nullable=False),
        Column("version", BigInteger, nullable=False),
        Column("operation", Text, nullable=False),
        Column("owner_org", Text, nullable=False),
        Column("county", Text),
        Column("at", DateTime(timezone=True), nullable=False),
        CheckConstraint("operation IN ('upsert', 'delete')", name="operation"),
        Index("ix_change_unnumbered", "position", postgresql_where=text("number IS NULL")),
        Index("ix_change_feed", "resource", "number"),
    )


def _change_counter(metadata: MetaData) -> Table:
    return Table(
        "change_counter",
        metadata,
        Column("name", Text, primary_key=True),
        Column("last_number", BigInteger, nullable=False),
        # the highest number already swept away: a cursor below it has lost entries and is answered 410
        Column("swept_number", BigInteger, nullable=False, server_default="0"),
    )


def _idempotency(metadata: MetaData) -> Table:
    return Table(
        "idempotency",
        metadata,
        Column("client_id", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("fingerprint", LargeBinary, nullable=False),
        Column("status", SmallInteger, nullable=False),
        Column("headers", JSONB, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("stored_at", DateTime(timezone=True), nullable=False, index=True),
    )


def _decision(metadata: MetaData) -> Table:
    return Table(
        "decision",
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("kind", Text, nullable=False),
        Column("subject_id", Uuid, nullable=False),
        Column("rule_set", Text, nullable=False),
        Column("rule_set_version", Text, nullable=False),
        Column("criteria", JSONB, nullable=False),
        Column("facts", JSONB, nullable=False),
        Column("facts_digest", LargeBinary, nullable=False),
        Column("reference_date", Date, nullable=False),
        Column("findings", JSONB, nullable=False),
        Column("outcome", Text, nullable=False),
        Column("decided_by", Text, nullable=False),
        Column("decided_at", DateTime(timezone=True), nullable=False),
        Index("ix_decision_subject", "kind", "subject_id", "decided_at"),
    )


def _job(metadata: MetaData) -> Table:
    return Table(
        "job",
        metadata,
        Column("id", Uuid, primary_key=True),
        # the order in which jobs wait; ids and clocks do not order
        Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
        Column("kind", Text, nullable=False),
        Column("principal", JSONB, nullable=False),
        Column("owner_org", Text, nullable=False),
        Column("parameters", JSONB, nullable=False),
        Column("state", Text, nullable=False),
        Column("version", BigInteger, nullable=False),
        Column("cursor", JSONB),
        Column("done", BigInteger, nullable=False, server_default="0"),
        Column("total", BigInteger),
        Column("counts", JSONB, nullable=False, server_default="{}"),
        Column("problem", JSONB),
        Column("attempt", Integer, nullable=False, server_default="0"),
        # claims since the last chunk that was committed: what kills its runner every time is given up
        Column("fruitless", Integer, nullable=False, server_default="0"),
        Column("lease_until", DateTime(timezone=True)),
        Column("cancel_requested", Boolean, nullable=False, server_default="false"),
        Column("traceparent", Text),
        Column("created_at", DateTime(timezone=True), nullable=False),
        Column("started_at", DateTime(timezone=True)),
        Column("finished_at", DateTime(timezone=True)),
        CheckConstraint("state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')", name="state"),
        Index("ix_job_waiting", "position", postgresql_where=text("state IN ('queued', 'running')")),
        Index("ix_job_of_owner", "kind", "owner_org", "position"),
        Index("ix_job_finished_at", "finished_at", postgresql_where=text("finished_at IS NOT NULL")),
    )


def _schedule(metadata: MetaData) -> Table:
    return Table(
        "schedule",
        metadata,
        Column("name", Text, primary_key=True),
        Column("next_at", DateTime(timezone=True), nullable=False),
    )


def _audit(metadata: MetaData) -> Table:
    return Table(
        "audit",
        metadata,
        Column("position", BigInteger, Identity(always=True), primary_key=True),
        # both given after commit by the one sequencer
        Column("number", BigInteger, unique=True),
        Column("hash", LargeBinary),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("action", Text, nullable=False),
        Column("subject", Text, nullable=False),
        Column("subject_id", Uuid, nullable=False),
        Column("fields", ARRAY(Text), nullable=False),
        Column("org", Text, nullable=False),
        Column("org_kind", Text, nullable=False),
        Column("client_id", Text, nullable=False),
        Column("acting_person", Text),
        Column("trace_id", Text),
        Column("details", LargeBinary),
        Index("ix_audit_unchained", "position", postgresql_where=text("number IS NULL")),
        Index("ix_audit_subject", "subject_id", "position"),
    )


def _erasure(metadata: MetaData) -> Table:
    return Table(
        "erasure",
        metadata,
        # a number without a person: it stays, so that nobody is confirmed twice
        Column("person_id", Uuid, primary_key=True),
        Column("confirmed_at", DateTime(timezone=True), nullable=False),
        Column("rows", Integer, nullable=False),
        Column("seq", BigInteger, nullable=False),
    )
