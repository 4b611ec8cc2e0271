"""Whom the branches turn to at universities."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, DateTime, Identity, Index, Table, Text, Uuid

from vacancy.models.vacancies import METADATA

# offices only: there is no column for a person's name, and none is to be added
CONTACT_WINDOW = Table(
    "contact_window",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("owner_org", Text, nullable=False),
    Column("university", Text, nullable=False),
    Column("county", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("office_name", Text, nullable=False),
    Column("email", Text),
    Column("phone", Text),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    Column("version", BigInteger, nullable=False),
    Column("stated_by", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("valid_from <= valid_until", name="period"),
    CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name="reachable"),
    Index("ix_contact_window_owner", "owner_org", "position"),
    Index("ix_contact_window_county", "county", "position"),
)
