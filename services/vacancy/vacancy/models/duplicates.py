"""Which vacancies state one opening."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    Identity,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from vacancy.models.vacancies import METADATA

DUPLICATE_LINK = Table(
    "duplicate_link",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    # the two ids in one order: two vacancies have one link, whichever is kept
    Column("pair", Text, nullable=False),
    # no foreign keys: checking one locks the other partner's row, and two that are screened at one moment would wait
    # for each other for good; vacancies are never deleted
    Column("kept_id", Uuid, nullable=False, index=True),
    Column("duplicate_id", Uuid, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("score", Double, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("found_at", DateTime(timezone=True), nullable=False),
    # the officer who released it last, or took that back
    Column("reason", Text),
    Column("officer", Text),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True)),
    UniqueConstraint("pair"),
    CheckConstraint("kept_id <> duplicate_id", name="two"),
    CheckConstraint("score BETWEEN 0 AND 1", name="score"),
    Index("ix_duplicate_link_linked", "position", postgresql_where=text("state = 'linked'")),
)
