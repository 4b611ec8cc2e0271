"""Courses, sessions, enrolments, and what training remembers of plans and of youths that left."""

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
    LargeBinary,
    Numeric,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from training.domain.enrolment import UNDER_WAY
from training.models.tables import METADATA

_PERSON = text("coalesce(person_id, youth_id)")
_OPEN = f"state IN ({', '.join(repr(str(one)) for one in sorted(UNDER_WAY))})"

COURSE = Table(
    "course",
    METADATA,
    Column("id", Uuid, primary_key=True),
    # lists are ordered by it: ids and clocks order nothing
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("owner_org", Text, nullable=False, index=True),
    Column("branch", Text),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("industry", Text),
    Column("hours", Integer, nullable=False),
    Column("skills", JSONB, nullable=False),
    Column("attendance_percent", SmallInteger, nullable=False),
    Column("pass_mark", SmallInteger),
    Column("state", Text, nullable=False, server_default="open"),
    Column("version", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False, server_default="0"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("hours > 0", name="hours"),
    CheckConstraint("attendance_percent BETWEEN 0 AND 100", name="attendance_percent"),
)

COURSE_SESSION = Table(
    "course_session",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("course_id", Uuid, ForeignKey(COURSE.c.id), nullable=False, index=True),
    Column("plan_id", Uuid),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("county", Text, nullable=False),
    Column("place", Text),
    Column("capacity", Integer, nullable=False),
    Column("waiting_places", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("starts_on <= ends_on", name="period"),
    CheckConstraint("capacity > 0 AND waiting_places >= 0", name="capacity"),
)

ENROLMENT = Table(
    "enrolment",
    METADATA,
    Column("id", Uuid, primary_key=True),
    # also the order in which people wait
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("owner_org", Text, nullable=False),
    Column("course_id", Uuid, ForeignKey(COURSE.c.id), nullable=False),
    Column("session_id", Uuid, ForeignKey(COURSE_SESSION.c.id)),
    # as whoever opened it knows the youth: the person's id, or a registration's
    Column("youth_id", Uuid, nullable=False, index=True),
    # who events speak of: the person behind the registration, where that is another id
    Column("person_id", Uuid),
    Column("training_referral_id", Uuid, unique=True),
    Column("target_group", Text, nullable=False),
    Column("gender", Text),
    Column("age_band", Text, nullable=False),
    Column("county", Text),
    Column("industry", Text),
    Column("state", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("requested_on", Date, nullable=False),
    Column("attended_hours", Numeric(6, 1), nullable=False, server_default="0"),
    Column("score", SmallInteger),
    # sealed: what an assessor and the trainee wrote
    Column("remarks", LargeBinary),
    Column("satisfaction", SmallInteger),
    Column("comment", LargeBinary),
    Column("started_on", Date),
    Column("ended_on", Date),
    Column("end_reason", Text),
    # the facts as they were said: courses and sessions are restated afterwards, and what was counted is not
    Column("told_started", JSONB(none_as_null=True)),
    Column("told_completed", JSONB(none_as_null=True)),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("score BETWEEN 0 AND 100", name="score"),
    CheckConstraint("satisfaction BETWEEN 1 AND 5", name="satisfaction"),
    Index("ix_enrolment_person", _PERSON),
    Index("uq_enrolment_open", "course_id", _PERSON, unique=True, postgresql_where=text(_OPEN)),
    Index("ix_enrolment_session_state", "session_id", "state"),
    Index("ix_enrolment_of_owner", "owner_org", "position"),
)

ATTENDANCE = Table(
    "attendance",
    METADATA,
    Column("enrolment_id", Uuid, ForeignKey(ENROLMENT.c.id), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("hours", Numeric(4, 1), nullable=False),
    CheckConstraint("hours BETWEEN 0 AND 24", name="hours"),
)

HELD_PLAN = Table(
    "held_plan",
    METADATA,
    Column("plan_id", Uuid, primary_key=True),
    Column("branch", Text, nullable=False, index=True),
    Column("roc_year", SmallInteger, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("industries", ARRAY(Text), nullable=False),
    Column("acknowledged_on", Date, nullable=False),
    Column("document_number", Text, nullable=False),
)

HELD_REGISTRATION = Table(
    "held_registration",
    METADATA,
    # only where it is not the person's own id
    Column("registration_id", Uuid, primary_key=True),
    Column("person_id", Uuid, nullable=False),
)

HELD_YOUTH = Table(
    "held_youth",
    METADATA,
    Column("youth_id", Uuid, primary_key=True),
    Column("withdrawn_on", Date),
    Column("erased_on", Date),
    # of the newest event by which the youth left, and of the newest by which the youth is registered
    Column("left_sequence", BigInteger, nullable=False, server_default="0"),
    Column("back_sequence", BigInteger, nullable=False, server_default="0"),
)
