"""Referrals with their steps and exceptions, and referrals to courses."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from matching.domain.referral import BEFORE_ANSWER, OPEN
from matching.models.base import METADATA
from matching.models.youths import YOUTH


def _one_of(states: frozenset[str]) -> str:
    return f"state IN ({', '.join(repr(str(one)) for one in sorted(states))})"


REFERRAL = Table(
    "referral",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("youth_id", Uuid, ForeignKey(YOUTH.c.id), nullable=False, index=True),
    # who events speak of: the person behind the registration
    Column("person_id", Uuid, nullable=False, index=True),
    Column("vacancy_id", Uuid, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    # who sees it: who assists, whose vacancy it is, who registered the person, and whose branch
    Column("owner_org", Text, nullable=False),
    Column("employer_org", Text),
    Column("youth_org", Text, nullable=False),
    Column("youth_county", Text, nullable=False),
    # the vacancy's
    Column("county", Text),
    Column("industry", Text),
    # what it is counted by, as it was when it was issued
    Column("target_group", Text),
    Column("gender", Text),
    Column("age_band", Text),
    Column("issued_on", Date),
    Column("expires_on", Date, nullable=False),
    Column("started_on", Date),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Index("uq_referral_open", "person_id", "vacancy_id", unique=True, postgresql_where=text(_one_of(frozenset(OPEN)))),
    Index("ix_referral_expires_on", "expires_on", postgresql_where=text(_one_of(frozenset(BEFORE_ANSWER)))),
    Index("ix_referral_owner", "owner_org", "position"),
    Index("ix_referral_employer", "employer_org", "position"),
    Index("ix_referral_youth_org", "youth_org", "position"),
    Index("ix_referral_youth_county", "youth_county", "position"),
)

REFERRAL_STEP = Table(
    "referral_step",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("referral_id", Uuid, ForeignKey(REFERRAL.c.id), nullable=False),
    Column("referral_version", BigInteger, nullable=False),
    Column("transition", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("target", Text, nullable=False),
    # sealed: whoever writes a reason may name somebody
    Column("reason", LargeBinary),
    Column("acting_person", Text),
    Column("taken_by", Text, nullable=False),
    Column("taken_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("referral_id", "referral_version"),
)

START_EXCEPTION = Table(
    "start_exception",
    METADATA,
    Column("id", Uuid, primary_key=True),
    # the newest one counts
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("referral_id", Uuid, ForeignKey(REFERRAL.c.id), nullable=False, index=True),
    Column("valid_until", Date, nullable=False),
    Column("reason", LargeBinary),
    Column("officer", Text, nullable=False),
    Column("granted_by", Text, nullable=False),
    Column("granted_at", DateTime(timezone=True), nullable=False),
)

TRAINING_REFERRAL = Table(
    "training_referral",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("youth_id", Uuid, ForeignKey(YOUTH.c.id), nullable=False, index=True),
    # who events speak of: the person behind the registration
    Column("person_id", Uuid, nullable=False, index=True),
    Column("course_id", Uuid, nullable=False),
    Column("owner_org", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("target_group", Text, nullable=False),
    Column("gender", Text),
    Column("age_band", Text, nullable=False),
    Column("county", Text),
    Column("industry", Text),
    Column("opened_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Index(
        "uq_training_referral_open",
        "youth_id",
        "course_id",
        unique=True,
        postgresql_where=text("state = 'opened'"),
    ),
    # a person is counted, and placed, once
    Index(
        "uq_training_referral_told",
        "person_id",
        "course_id",
        unique=True,
        postgresql_where=text("state = 'opened' AND seq > 0"),
    ),
)
