"""What was read out of vacancies' texts: the skills they ask for, and what demand is counted by."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from vacancy.models.vacancies import METADATA

# one row a vacancy that was read, with or without skills: by which lexicon, and as which version it was read
SKILL_READING = Table(
    "skill_reading",
    METADATA,
    # no foreign key, here and below: a reading is written beside its vacancy and by nothing else, no vacancy is ever
    # deleted (a test of random histories and one of the code hold that), and to look both up again row by row was a
    # fifth of what an import asks of the database
    Column("vacancy_id", Uuid, primary_key=True),
    Column("vacancy_version", BigInteger, nullable=False),
    Column("lexicon_version", Integer, nullable=False),
    # copies of what the facts say, as codes, for counting
    Column("occupation", Text),
    Column("education", Text, nullable=False),
    Column("experience", Text, nullable=False),
)

VACANCY_SKILL = Table(
    "vacancy_skill",
    METADATA,
    Column("vacancy_id", Uuid, primary_key=True),
    Column("skill", Text, primary_key=True),
    Column("field", Text, nullable=False),
    Column("evidence", JSONB, nullable=False),
    # demand by skill or field reads this alone of the table
    Index("ix_vacancy_skill_skill", "skill", "vacancy_id", postgresql_include=["field"]),
)
