"""Calls, applications, trainees, documents and supplement requests."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Sequence,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from training.models.tables import METADATA, REFERENCE

CASE_NUMBERS = Sequence("application_case_number", metadata=METADATA)

RULE_SET = Table(
    "rule_set",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("effective_from", Date, nullable=False),
    Column("effective_to", Date),
    Column("parameters", JSONB, nullable=False),
    Column("notes", JSONB, nullable=False),
    info=REFERENCE,
)

CALL = Table(
    "subsidy_call",
    METADATA,
    Column("id", Uuid, primary_key=True),
    # lists are ordered by it: ids and clocks order nothing
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("owner_org", Text, nullable=False),
    Column("authority_org", Text),
    Column("roc_year", SmallInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)

CALL_REVISION = Table(
    "call_revision",
    METADATA,
    Column("call_id", Uuid, ForeignKey(CALL.c.id), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("content", JSONB, nullable=False),
    Column("reason", Text),
    Column("officer", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
)

APPLICATION = Table(
    "application",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("case_number", Text, nullable=False, unique=True),
    Column("call_id", Uuid, ForeignKey(CALL.c.id), nullable=False, index=True),
    Column("owner_org", Text, nullable=False, index=True),
    # of the call, beside the row that they may see
    Column("office_org", Text, nullable=False, index=True),
    Column("authority_org", Text),
    Column("roc_year", SmallInteger, nullable=False),
    Column("content", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("rounds", SmallInteger, nullable=False),
    Column("call_revision", Integer),
    Column("decision_id", Uuid),
    Column("submitted_at", DateTime(timezone=True)),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)

TRAINEE = Table(
    "trainee",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("application_id", Uuid, ForeignKey(APPLICATION.c.id), nullable=False),
    Column("number", SmallInteger, nullable=False),
    # sealed
    Column("name", LargeBinary, nullable=False),
    UniqueConstraint("application_id", "number"),
)

DOCUMENT = Table(
    "document",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("application_id", Uuid, ForeignKey(APPLICATION.c.id), nullable=False),
    Column("item", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False, index=True),
    Column("scan", Text, nullable=False),
    Column("uploaded_by", Text, nullable=False),
    Column("uploaded_at", DateTime(timezone=True), nullable=False),
    Column("replaced_at", DateTime(timezone=True)),
    UniqueConstraint("application_id", "item", "revision"),
    CheckConstraint("size > 0", name="size"),
)

SUPPLEMENT_REQUEST = Table(
    "supplement_request",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("application_id", Uuid, ForeignKey(APPLICATION.c.id), nullable=False),
    Column("round", SmallInteger, nullable=False),
    Column("decision_id", Uuid, nullable=False),
    Column("items", JSONB, nullable=False),
    Column("days", SmallInteger, nullable=False),
    Column("return_when_overdue", Boolean, nullable=False),
    Column("noticed_at", DateTime(timezone=True), nullable=False),
    Column("received_on", Date),
    Column("received_how", Text),
    Column("due_on", Date),
    # sealed: whoever writes why may name somebody
    Column("sealed_reference", LargeBinary),
    Column("sealed_extensions", LargeBinary),
    # of before they were sealed; emptied by the migration's load and by the daily schedule
    Column("delivery_reference", Text),
    Column("extensions", JSONB, nullable=False),
    Column("overdue_at", DateTime(timezone=True)),
    Column("closed_at", DateTime(timezone=True)),
    Column("closed_as", Text),
    UniqueConstraint("application_id", "round"),
    Index("ix_supplement_request_running", "due_on", postgresql_where=text("closed_at IS NULL")),
)

APPLICATION_STEP = Table(
    "application_step",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("application_id", Uuid, ForeignKey(APPLICATION.c.id), nullable=False),
    Column("application_version", BigInteger, nullable=False),
    Column("transition", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("target", Text, nullable=False),
    # sealed: whoever writes a reason may name somebody
    Column("sealed_reason", LargeBinary),
    # of before it was sealed, as above
    Column("reason", Text),
    Column("acting_person", Text),
    Column("taken_by", Text, nullable=False),
    Column("taken_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("application_id", "application_version"),
)
