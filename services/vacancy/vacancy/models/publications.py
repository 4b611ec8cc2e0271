"""What young people and other services were last told of a vacancy, word for word."""

from sqlalchemy import Column, ForeignKey, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from vacancy.models.vacancies import METADATA, VACANCY

PUBLICATION = Table(
    "publication",
    METADATA,
    Column("vacancy_id", Uuid, ForeignKey(VACANCY.c.id), primary_key=True),
    # the latest vacancy.published: what the vacancy states may be other by now, and not yet screened
    Column("fact", JSONB, nullable=False),
)
