"""Placements and their follow-ups."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Table,
    Text,
    Uuid,
    text,
)

from matching.models.base import METADATA
from matching.models.referrals import REFERRAL
from matching.models.youths import YOUTH

PLACEMENT = Table(
    "placement",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("referral_id", Uuid, ForeignKey(REFERRAL.c.id), nullable=False, unique=True),
    Column("youth_id", Uuid, ForeignKey(YOUTH.c.id), nullable=False, index=True),
    # who events speak of: the person behind the registration
    Column("person_id", Uuid, nullable=False, index=True),
    Column("vacancy_id", Uuid, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("started_on", Date, nullable=False),
    Column("ended_on", Date),
    Column("end_reason", Text),
    # what it is counted by, as it was on the first day
    Column("target_group", Text, nullable=False),
    Column("gender", Text),
    Column("age_band", Text, nullable=False),
    Column("county", Text),
    Column("industry", Text),
    Column("owner_org", Text, nullable=False),
    Column("employer_org", Text),
    Column("youth_org", Text, nullable=False),
    Column("youth_county", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("started_on <= ended_on", name="period"),
    # the seats that are taken
    Index("ix_placement_working", "vacancy_id", postgresql_where=text("state = 'working'")),
    Index("ix_placement_owner", "owner_org", "position"),
    Index("ix_placement_youth_county", "youth_county", "position"),
)

CHECKPOINT = Table(
    "checkpoint",
    METADATA,
    Column("placement_id", Uuid, ForeignKey(PLACEMENT.c.id), primary_key=True),
    Column("code", Text, primary_key=True),
    # the version of the follow-up policy that it was set under
    Column("policy", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("grace_until", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("employed", Boolean),
    Column("evidence", Text),
    Column("document", Text),
    Column("late", Boolean),
    Column("answered_on", Date),
    Column("answered_by", Text),
    Index("ix_checkpoint_open", "grace_until", "placement_id", postgresql_where=text("state = 'open'")),
)
