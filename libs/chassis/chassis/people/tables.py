"""The tables of a service that holds people: its wrapped data keys and one key per person."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Identity, Index, LargeBinary, MetaData, Table, Text, Uuid
from sqlalchemy import text as sql


@dataclass(frozen=True, slots=True)
class PeopleTables:
    """Where the keys are kept, never in the clear."""

    data_key: Table
    person_key: Table


@dataclass(frozen=True, slots=True)
class Sealed:
    """Columns of a table that hold sealed bytes; ``row`` is the column whose UUID they are bound to."""

    table: Table
    columns: tuple[str, ...]
    row: str = "id"


def declare(metadata: MetaData) -> PeopleTables:
    """Add the tables of people's keys to a service's metadata."""
    return PeopleTables(
        data_key=Table(
            "data_key",
            metadata,
            Column("id", Text, primary_key=True),
            Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
            Column("wrapped", LargeBinary, nullable=False),
            Column("master_key", Text, nullable=False),
            Column("active", Boolean, nullable=False),
            Column("created_at", DateTime(timezone=True), nullable=False),
            Index("uq_data_key_active", "active", unique=True, postgresql_where=sql("active")),
        ),
        person_key=Table(
            "person_key",
            metadata,
            Column("id", Uuid, primary_key=True),
            # null once it is destroyed: what it sealed can never be read again
            Column("key", LargeBinary),
            Column("destroyed_at", DateTime(timezone=True)),
        ),
    )
