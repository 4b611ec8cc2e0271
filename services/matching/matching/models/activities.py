"""Careers activities and who attended them."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from matching.models.base import METADATA
from matching.models.youths import YOUTH

ACTIVITY = Table(
    "activity",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    # the plan in the vacancy service; held_plan is a projection, so nothing points at it
    Column("plan_id", Uuid, nullable=False),
    Column("branch", Text, nullable=False),
    Column("owner_org", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("industry", Text),
    Column("county", Text, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("attended", Integer, nullable=False, server_default="0"),
    Column("state", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("attended BETWEEN 0 AND capacity", name="capacity"),
    Index("ix_activity_owner", "owner_org", "position"),
    Index("ix_activity_branch", "branch", "position"),
)

ATTENDANCE = Table(
    "attendance",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("activity_id", Uuid, ForeignKey(ACTIVITY.c.id), nullable=False),
    Column("youth_id", Uuid, ForeignKey(YOUTH.c.id), nullable=False, index=True),
    # who events speak of: the person behind the registration
    Column("person_id", Uuid, nullable=False, index=True),
    Column("seq", BigInteger, nullable=False),
    # what it is counted by, as it was on the day
    Column("target_group", Text, nullable=False),
    Column("gender", Text),
    Column("age_band", Text, nullable=False),
    Column("attended_on", Date, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    # once a person, whichever registration somebody was there by; processes of before name the other one
    UniqueConstraint("activity_id", "youth_id"),
    UniqueConstraint("activity_id", "person_id"),
)
