"""Young people: the person behind registrations, each organisation's registration, and what is kept beside it.

Sealed columns hold ciphertext (``models.SEALED``); nothing legible here names anybody.
"""

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
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from matching.models.base import METADATA, TABLES

PERSON = Table(
    "person",
    METADATA,
    # the id of the first registration; what events speak of
    Column("id", Uuid, primary_key=True),
    # NULL once erased: whoever comes again is somebody new
    Column("number_index", LargeBinary, unique=True),
    Column("seq", BigInteger, nullable=False),
    # what was last said of the person, and of his or her leaving where that was said after it
    Column("said", JSONB(none_as_null=True)),
    Column("left", JSONB(none_as_null=True)),
)

YOUTH = Table(
    "youth",
    METADATA,
    Column("id", Uuid, primary_key=True),
    # lists are ordered by it: ids and clocks order nothing
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("person_id", Uuid, ForeignKey(PERSON.c.id), nullable=False, index=True),
    Column("owner_org", Text, nullable=False),
    Column("owner_kind", Text, nullable=False),
    # the county by which a branch sees the person: the campus's, or the employment office's
    Column("county", Text, nullable=False),
    Column("target_group", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("student_number_index", LargeBinary),
    # what the organisation stated and what people corrected over it; identifying facts sealed, the others legible codes
    Column("stated_personal", LargeBinary),
    Column("corrected_personal", LargeBinary),
    Column("stated", JSONB, nullable=False),
    Column("corrected", JSONB, nullable=False),
    Column("owners", JSONB, nullable=False),
    # of the corrected facts that are an officer's word, whose officer's: path and organisation
    Column("officers", JSONB, nullable=False, server_default="{}"),
    Column("course_skills", JSONB, nullable=False),
    Column("source_version", BigInteger),
    # copies of what the facts say, for filters, engine and counts; they outlive the person
    Column("gender", Text),
    Column("age_band", Text, nullable=False),
    Column("home_county", Text),
    Column("industry", Text),
    Column("registered_on", Date, nullable=False),
    Column("outcome", Text),
    Column("decision_id", Uuid, ForeignKey(TABLES.decision.c.id)),
    Column("decided_on", Date),
    # the last day on which the criteria were asked, whether or not that made a decision
    Column("judged_on", Date),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("owner_org", "student_number_index"),
    CheckConstraint("target_group IN ('in_school', 'unemployed')", name="target_group"),
    CheckConstraint("state IN ('active', 'withdrawn', 'erasing', 'erased')", name="state"),
    CheckConstraint("gender IN ('female', 'male')", name="gender"),
    Index("ix_youth_owner", "owner_org", "position"),
    Index("ix_youth_county", "county", "position"),
    Index("ix_youth_judged_on", "judged_on", postgresql_where=text("state = 'active'")),
)

CONSENT = Table(
    "consent",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("youth_id", Uuid, ForeignKey(YOUTH.c.id), nullable=False, index=True),
    Column("purpose", Text, nullable=False),
    # a kind of organisation, or a client's id
    Column("recipient", Text, nullable=False),
    Column("fields", ARRAY(Text), nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("withdrawn_on", Date),
    # its last day is over, and what follows from that is done
    Column("lapsed", Boolean, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Index("ix_consent_recipient", "recipient", "youth_id"),
    Index("ix_consent_valid_until", "valid_until", postgresql_where=text("withdrawn_on IS NULL AND NOT lapsed")),
)

RESOURCE_DECISION = Table(
    "resource_decision",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("youth_id", Uuid, ForeignKey(YOUTH.c.id), nullable=False, index=True),
    Column("youth_version", BigInteger, nullable=False),
    Column("granted", Boolean, nullable=False),
    Column("measures", ARRAY(Text), nullable=False),
    # sealed: an officer's words about a person
    Column("reason", LargeBinary),
    Column("officer", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False),
)

ERASURE_REQUEST = Table(
    "erasure_request",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey(PERSON.c.id), nullable=False, unique=True),
    # the registration it was asked for, for whoever may see that
    Column("youth_id", Uuid, ForeignKey(YOUTH.c.id), nullable=False),
    Column("owner_org", Text, nullable=False),
    Column("county", Text, nullable=False),
    Column("requested_on", Date, nullable=False),
    Column("requested_by", Text, nullable=False),
    Column("erased_on", Date),
)

ERASURE_ANSWER = Table(
    "erasure_answer",
    METADATA,
    Column("request_id", Uuid, ForeignKey(ERASURE_REQUEST.c.id), primary_key=True),
    Column("service", Text, primary_key=True),
    Column("erased_on", Date, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("heard_at", DateTime(timezone=True), nullable=False),
)
