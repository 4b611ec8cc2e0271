"""Tables of the indicators service."""

from chassis import db, tables
from chassis.rebuild import Projection
from sqlalchemy import (
    BigInteger,
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
    text,
)

from indicators.domain.contributions import DIMENSIONS

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
    # what is counted: a vacancy, a placement, a person in a year; its id makes the count happen once
    Column("unit_id", Uuid, primary_key=True),
    # read by nobody: a process of the version before writes it, and no other quantity was ever counted
    Column("quantity", Integer, nullable=False, server_default="1"),
    # a number without a name; it stays when the person is erased
    Column("person", Uuid),
    *(Column(name, Text) for name in DIMENSIONS),
    Column("happened_on", Date, nullable=False),
    Column("event_id", Uuid, nullable=False),
    # of the event that told it last; of a person in a year, of the fact that makes it count
    Column("sequence", BigInteger, nullable=False, server_default="0"),
    Column("counted_at", DateTime(timezone=True), nullable=False),
    Index("ix_contribution_series", "series", "happened_on", "unit_id"),
    Index("ix_contribution_person", "person", "happened_on", postgresql_where=text("person IS NOT NULL")),
)

# how many units a cell has, kept current by whoever counts them; one is taken away by adding -1, so no check forbids it
TALLY = Table(
    "tally",
    METADATA,
    Column("series", Text, nullable=False),
    Column("month", Date, nullable=False),
    *(Column(name, Text) for name in DIMENSIONS),
    Column("count", Integer, nullable=False),
    UniqueConstraint("series", "month", *DIMENSIONS, name="uq_tally_cell", postgresql_nulls_not_distinct=True),
)

# the same without the cells: a year's total is twelve rows
MONTH_TOTAL = Table(
    "month_total",
    METADATA,
    Column("series", Text, primary_key=True),
    Column("month", Date, primary_key=True),
    Column("count", Integer, nullable=False),
)

PROJECTIONS = (
    Projection(
        tables=(CONTRIBUTION, TALLY, MONTH_TOTAL),
        topics=frozenset({"youthlink.vacancy.v1", "youthlink.matching.v1", "youthlink.training.v1"}),
    ),
)
