"""Rule sets in the making, and what their trials found."""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from vacancy.models.vacancies import METADATA, TABLES, VACANCY

RULE_SET_DRAFT = Table(
    "rule_set_draft",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("based_on", Text, nullable=False),
    Column("parameters", JSONB, nullable=False),
    Column("notes", JSONB, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("officer", Text, nullable=False),
    Column("drafted_by", Text, nullable=False),
    Column("drafted_at", DateTime(timezone=True), nullable=False),
)

TRIAL_FLIP = Table(
    "trial_flip",
    METADATA,
    Column("job_id", Uuid, ForeignKey(TABLES.job.c.id, ondelete="CASCADE"), primary_key=True),
    # the vacancy's own place, by which the list is paged
    Column("position", BigInteger, primary_key=True),
    Column("vacancy_id", Uuid, ForeignKey(VACANCY.c.id), nullable=False, index=True),
    Column("case_number", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("county", Text, nullable=False),
    Column("industry", Text),
    Column("tier", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("criteria", JSONB, nullable=False),
)
