"""Tables of the indicators service."""

from chassis import db, tables
from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

METADATA = db.metadata()
TABLES = tables.declare(METADATA)
REFERENCE = {"reference": True}

INDICATOR = Table(
    "indicator",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("framework", Text, nullable=False),
    Column("goal", Integer),
    Column("title", Text, nullable=False),
    Column("responsible_unit", Text, nullable=False),
    Column("position", Integer, nullable=False),
    CheckConstraint("framework IN ('t-sdgs', 'youth-plan')", name="framework"),
    info=REFERENCE,
)

COMPONENT = Table(
    "component",
    METADATA,
    Column("indicator_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("measure_type", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("comparator", Text, nullable=False),
    Column("position", Integer, nullable=False),
    CheckConstraint("comparator IN ('>=', '<=')", name="comparator"),
    ForeignKeyConstraint(["indicator_id"], ["indicator.id"]),
    info=REFERENCE,
)

OBSERVATION = Table(
    "observation",
    METADATA,
    Column("indicator_id", Text, primary_key=True),
    Column("component", Text, primary_key=True),
    Column("value_type", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    # the published places are part of the figure, so the scale is open and 0.019 stays 0.019
    Column("value", Numeric, nullable=False),
    Column("window", Text, nullable=False),
    Column("source", Text, nullable=False),
    CheckConstraint("value_type IN ('base', 'target', 'actual', 'interim')", name="value_type"),
    ForeignKeyConstraint(["indicator_id", "component"], ["component.indicator_id", "component.name"]),
    info=REFERENCE,
)

CONTRIBUTION = Table(
    "contribution",
    METADATA,
    Column("series", Text, primary_key=True),
    # what is counted: a vacancy, later a person, a placement; its id makes the count happen once
    Column("unit_id", Uuid, primary_key=True),
    Column("quantity", Integer, nullable=False),
    Column("county", Text),
    Column("industry", Text),
    Column("happened_on", Date, nullable=False),
    Column("event_id", Uuid, nullable=False),
    Column("counted_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("event_id", "series"),
    Index("ix_contribution_cells", "series", "county", "industry"),
)
