"""What users report about published vacancies."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Table,
    Text,
    Uuid,
    text,
)

from vacancy.models.vacancies import METADATA, VACANCY

REPORT = Table(
    "report",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("vacancy_id", Uuid, ForeignKey(VACANCY.c.id), nullable=False, index=True),
    Column("reporter_org", Text, nullable=False),
    Column("reporter_kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("text", Text),
    Column("state", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("reported_by", Text, nullable=False),
    Column("reported_on", Date, nullable=False, index=True),
    Column("reported_at", DateTime(timezone=True), nullable=False),
    Column("decision_reason", Text),
    Column("officer", Text),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True)),
    CheckConstraint("state IN ('open', 'upheld', 'dismissed')", name="state"),
    # one that nobody has decided, of each organisation about each thing that is wrong with a vacancy
    Index(
        "uq_report_open", "vacancy_id", "reporter_org", "reason", unique=True, postgresql_where=text("state = 'open'")
    ),
    Index("ix_report_queue", "position", postgresql_where=text("state = 'open'")),
)
