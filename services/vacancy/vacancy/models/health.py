"""How many vacancies of a source stand under what, by county and day: what partners' health is read from."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Date, Identity, Index, Integer, Table, Text, text

from vacancy.models.vacancies import METADATA

HEALTH_COUNT = Table(
    "health_count",
    METADATA,
    # a row is a difference, and the figure is the sum: nobody ever waits for another to count
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("owner_org", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("county", Text, nullable=False),
    # when it was last received; for all else, when it was last screened
    Column("day", Date, nullable=False),
    Column("measure", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("count", Integer, nullable=False),
    # whether it is the sum of all that there was under its key
    Column("folded", Boolean, nullable=False, server_default="false"),
    CheckConstraint("measure IN ('received', 'outcome', 'failing', 'missing')", name="measure"),
    Index("ix_health_count_key", "owner_org", "source", "measure", "day", "county", "code"),
    Index("ix_health_count_unfolded", "position", postgresql_where=text("NOT folded")),
)
