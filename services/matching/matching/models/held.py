"""What other services say, as this one holds it. Dropped and heard again, these tables hold the same.

Marked ``projection``: nothing else in the database is made of events alone.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from matching.models.base import METADATA

PROJECTION = {"projection": True}

HELD_VACANCY = Table(
    "held_vacancy",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("standing", Text, nullable=False),
    Column("openings", Integer, nullable=False),
    Column("published_on", Date, nullable=False),
    Column("county", Text),
    Column("industry", Text),
    # of the newest event heard, and of the newest publication
    Column("sequence", BigInteger, nullable=False),
    Column("offer", JSONB),
    Column("offer_sequence", BigInteger, nullable=False),
    Column("owner_org", Text, index=True),
    # a copy of what the offer says, for the sweep of what may not be applied to any more
    Column("closes_on", Date),
    # of how many changes of this row the feed was told
    Column("version", BigInteger, nullable=False),
    # whether the row in the feed says so: a day may pass by without an event
    Column("searchable", Boolean, nullable=False),
    Index("ix_held_vacancy_searchable", "id", postgresql_where=text("searchable")),
    Index("ix_held_vacancy_closes_on", "closes_on", postgresql_where=text("searchable")),
    info=PROJECTION,
)

HELD_PLAN = Table(
    "held_plan",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("branch", Text, nullable=False, index=True),
    Column("revision", SmallInteger, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("industries", ARRAY(Text), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    info=PROJECTION,
)

HELD_COURSE = Table(
    "held_course",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("industry", Text),
    Column("open", Boolean, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    info=PROJECTION,
)

VACANCY_NUMBER = Table(
    "vacancy_number",
    METADATA,
    # no projection: ties between vacancies go by the number, so a vacancy heard again has to get the one it had
    Column("vacancy_id", Uuid, primary_key=True),
    Column("number", Integer, Identity(always=True), nullable=False, unique=True),
)

SKILL_NUMBER = Table(
    "skill_number",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("number", Integer, Identity(always=True, start=0, minvalue=0), nullable=False, unique=True),
)
