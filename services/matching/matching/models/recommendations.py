"""Lists of recommendations that somebody kept, to see later what changed."""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Identity, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from matching.models.base import METADATA
from matching.models.youths import YOUTH

RECOMMENDATION_SET = Table(
    "recommendation_set",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("youth_id", Uuid, ForeignKey(YOUTH.c.id), nullable=False, index=True),
    # who events speak of: the person behind the registration
    Column("person_id", Uuid, nullable=False, index=True),
    Column("owner_org", Text, nullable=False),
    Column("snapshot", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("items", JSONB, nullable=False),
    Column("kept_at", DateTime(timezone=True), nullable=False),
)
