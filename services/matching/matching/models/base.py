"""The service's own metadata with the chassis' tables, and the rules. Reference tables are marked: tests keep them."""

from chassis import people, tables
from chassis.db import metadata
from sqlalchemy import Column, Date, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

METADATA = metadata()
TABLES = tables.declare(METADATA)
PEOPLE = people.declare(METADATA)
REFERENCE = {"reference": True}

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
