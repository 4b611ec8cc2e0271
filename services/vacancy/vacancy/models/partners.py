"""Employers, associations and the branches' execution plans."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from vacancy.models.vacancies import KEY_INDUSTRY, METADATA

EMPLOYER = Table(
    "employer",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("owner_org", Text, nullable=False),
    Column("company_number", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("county", Text, nullable=False, index=True),
    Column("industry", Text, ForeignKey(KEY_INDUSTRY.c.code)),
    Column("head_count", Integer),
    Column("profile", JSONB, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    # what the registry last answered; NULL: it has never answered
    Column("registry_status", Text),
    Column("registry_description", Text),
    Column("registry_source", Text),
    Column("registry_answered_at", DateTime(timezone=True)),
    # the last attempt; a failure leaves the last answer as it is
    Column("registry_tried_at", DateTime(timezone=True), index=True),
    Column("registry_failure", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("owner_org", "company_number"),
)

ASSOCIATION = Table(
    "association",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("org", Text, nullable=False),
    Column("branch", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("certificate", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("mode_note", Text),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("officer", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("org", "branch"),
    CheckConstraint("starts_on <= ends_on", name="period"),
)

EXECUTION_PLAN = Table(
    "execution_plan",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("branch", Text, nullable=False),
    Column("roc_year", SmallInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("acknowledged_revision", Integer),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("branch", "roc_year"),
)

PLAN_REVISION = Table(
    "plan_revision",
    METADATA,
    Column("plan_id", Uuid, ForeignKey(EXECUTION_PLAN.c.id), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("content", JSONB, nullable=False),
    Column("reason", Text),
    Column("officer", Text, nullable=False),
    Column("filed_by", Text, nullable=False),
    Column("filed_at", DateTime(timezone=True), nullable=False),
    Column("document_number", Text),
    Column("acknowledging_officer", Text),
    Column("acknowledged_by", Text),
    Column("acknowledged_at", DateTime(timezone=True)),
)
