"""Metadata, reference data, vacancies and what is kept beside them. Reference tables are marked: tests keep them."""

from chassis import tables
from chassis.db import metadata
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
    Sequence,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from vacancy.domain.life_cycle import MAY_EXPIRE

METADATA = metadata()
TABLES = tables.declare(METADATA)
_LIVE = f"state IN ({', '.join(repr(str(one)) for one in sorted(MAY_EXPIRE))})"
REFERENCE = {"reference": True}

CASE_NUMBERS = Sequence("vacancy_case_number", metadata=METADATA)

KEY_INDUSTRY = Table(
    "key_industry",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("roc_year", SmallInteger, nullable=False),
    Column("item_no", SmallInteger, nullable=False),
    Column("industry", Text, nullable=False),
    Column("category", Text),
    Column("competent_authority", Text, nullable=False),
    Column("list_updated_on", Date, nullable=False),
    Column("tier", Text, nullable=False, server_default="ndc_selected"),
    UniqueConstraint("roc_year", "item_no"),
    CheckConstraint("tier IN ('ndc_selected', 'agency_designated', 'other')", name="tier"),
    info=REFERENCE,
)

ENTRY_WAGE = Table(
    "entry_wage",
    METADATA,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    # NULL: the figure for all industries together, of which there is one a year too
    Column("industry", Text, ForeignKey(KEY_INDUSTRY.c.code)),
    Column("roc_year", SmallInteger, nullable=False),
    Column("monthly", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("version", BigInteger, nullable=False, server_default="1"),
    # NULL: shipped with the service
    Column("officer", Text),
    Column("loaded_by", Text),
    Column("loaded_at", DateTime(timezone=True)),
    UniqueConstraint("industry", "roc_year", postgresql_nulls_not_distinct=True),
    CheckConstraint("monthly > 0", name="monthly"),
    info=REFERENCE,
)

PROJECTION = Table(
    "projection",
    METADATA,
    Column("industry", Text, ForeignKey(KEY_INDUSTRY.c.code), primary_key=True),
    Column("edition", Text, primary_key=True),
    Column("first_roc_year", SmallInteger, nullable=False),
    Column("demand", JSONB, nullable=False),
    Column("supply", JSONB, nullable=False),
    Column("source", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("officer", Text, nullable=False),
    Column("loaded_by", Text, nullable=False),
    Column("loaded_at", DateTime(timezone=True), nullable=False),
)

RULE_SET = Table(
    "rule_set",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("effective_from", Date, nullable=False),
    Column("effective_to", Date),
    Column("parameters", JSONB, nullable=False),
    Column("notes", JSONB, nullable=False),
    # NULL: shipped with the service
    Column("officer", Text),
    Column("activated_by", Text),
    Column("activated_at", DateTime(timezone=True)),
    info=REFERENCE,
)

VACANCY = Table(
    "vacancy",
    METADATA,
    Column("id", Uuid, primary_key=True),
    # lists are ordered by it: ids and clocks order nothing
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("case_number", Text, nullable=False, unique=True),
    Column("owner_org", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("source_facts", JSONB, nullable=False),
    Column("attested_facts", JSONB, nullable=False),
    Column("content_hash", LargeBinary, nullable=False),
    # copies of what the facts say, for filters and visibility
    Column("county", Text, nullable=False),
    Column("industry", Text, ForeignKey(KEY_INDUSTRY.c.code)),
    Column("openings", Integer),
    Column("title", Text, nullable=False),
    Column("employer_name", Text, nullable=False),
    Column("company_number", Text),
    Column("closing_date", Date),
    # worked out of the facts: NULL until the index-text command has come to a row of before there were these
    Column("employer_key", Text),
    Column("documented", Integer),
    Column("search_tokens", ARRAY(Text)),
    # the last day on which the partner sent it, changed or not; NULL: not since this is kept
    Column("received_on", Date),
    Column("outcome", Text),
    Column("screening_id", Uuid, ForeignKey(TABLES.decision.c.id)),
    Column("screened_on", Date),
    # the version of the rules that last said what the outcome says, be it by a new decision or by the same answer
    Column("judged_under", Text),
    Column("published_on", Date),
    Column("seats_taken", Integer, nullable=False, server_default="0"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("owner_org", "source", "source_id"),
    CheckConstraint("openings > 0", name="openings"),
    Index("ix_vacancy_owner", "owner_org", "position"),
    Index("ix_vacancy_county", "county", "position"),
    Index("ix_vacancy_review_queue", "position", postgresql_where=text("state = 'needs_review'")),
    # what those walk through who send young people there
    Index("ix_vacancy_published", "position", postgresql_where=text("state = 'published'")),
    Index("ix_vacancy_screened_on", "screened_on"),
    Index("ix_vacancy_judged_under", "judged_under", "position", postgresql_where=text("screening_id IS NOT NULL")),
    # what the expiry command reads: nothing that has ended
    Index("ix_vacancy_closing_date", "closing_date", postgresql_where=text(_LIVE)),
    # who might be whose duplicate: one employer in one county, and nothing that has ended
    # in the order of its sources, so that whether there is another one is told from two entries
    Index(
        "ix_vacancy_employer_number", "county", "company_number", "owner_org", "source", postgresql_where=text(_LIVE)
    ),
    Index("ix_vacancy_employer_key", "county", "employer_key", "owner_org", "source", postgresql_where=text(_LIVE)),
    # every search walks through what is pending: 4 MB of it, the default, took 20 ms, 1 MB at most five; sorted in
    # by 256 kB, the words of an import cost twice as much
    Index(
        "ix_vacancy_search_tokens",
        "search_tokens",
        postgresql_using="gin",
        postgresql_with={"gin_pending_list_limit": 1024},
    ),
    Index("ix_vacancy_not_indexed", "position", postgresql_where=text("search_tokens IS NULL")),
)

ATTESTATION = Table(
    "attestation",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("vacancy_id", Uuid, ForeignKey(VACANCY.c.id), nullable=False, index=True),
    Column("vacancy_version", BigInteger, nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("basis", Text, nullable=False),
    Column("attested_by", Text, nullable=False),
    Column("acting_person", Text),
    Column("attested_at", DateTime(timezone=True), nullable=False),
)

SEAT = Table(
    "seat",
    METADATA,
    # the placement that takes it: what is heard twice counts once
    Column("placement_id", Uuid, primary_key=True),
    Column("vacancy_id", Uuid, ForeignKey(VACANCY.c.id), nullable=False, index=True),
    Column("taken_on", Date),
    Column("given_back_on", Date),
)

CARRIED_SEAT = Table(
    "carried_seat",
    METADATA,
    # as it was when seats were dropped to be rebuilt: it counts in the seat's place until the placement is told again
    Column("placement_id", Uuid, primary_key=True),
    Column("vacancy_id", Uuid, ForeignKey(VACANCY.c.id), nullable=False, index=True),
    Column("taken_on", Date),
    Column("given_back_on", Date),
)

REVIEW = Table(
    "review",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("vacancy_id", Uuid, ForeignKey(VACANCY.c.id), nullable=False, index=True),
    Column("vacancy_version", BigInteger, nullable=False),
    Column("screening_id", Uuid, ForeignKey(TABLES.decision.c.id), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("officer", Text, nullable=False),
    Column("reviewed_by", Text, nullable=False),
    Column("reviewed_at", DateTime(timezone=True), nullable=False),
)

STEP = Table(
    "step",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("vacancy_id", Uuid, ForeignKey(VACANCY.c.id), nullable=False),
    Column("vacancy_version", BigInteger, nullable=False),
    Column("transition", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("reason", Text),
    Column("acting_person", Text),
    Column("taken_by", Text, nullable=False),
    Column("taken_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("vacancy_id", "vacancy_version"),
)

RESUBMISSION = Table(
    "resubmission",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("vacancy_id", Uuid, ForeignKey(VACANCY.c.id), nullable=False),
    Column("vacancy_version", BigInteger, nullable=False),
    Column("previous_screening_id", Uuid, ForeignKey(TABLES.decision.c.id), nullable=False),
    Column("screening_id", Uuid, ForeignKey(TABLES.decision.c.id), nullable=False),
    Column("differences", JSONB, nullable=False),
    Column("rerun", JSONB, nullable=False),
    Column("carried_over", JSONB, nullable=False),
    Column("acting_person", Text),
    Column("resubmitted_by", Text, nullable=False),
    Column("resubmitted_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("vacancy_id", "vacancy_version"),
)

APPEAL = Table(
    "appeal",
    METADATA,
    Column("id", Uuid, primary_key=True),
    # one appeal a vacancy, whatever became of it
    Column("vacancy_id", Uuid, ForeignKey(VACANCY.c.id), nullable=False, unique=True),
    Column("screening_id", Uuid, ForeignKey(TABLES.decision.c.id), nullable=False),
    Column("status", Text, nullable=False),
    Column("grounds", Text, nullable=False),
    Column("filed_by", Text, nullable=False),
    Column("filed_at", DateTime(timezone=True), nullable=False),
    Column("reason", Text),
    Column("officer", Text),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True)),
    Index("ix_appeal_filed", "vacancy_id", postgresql_where=text("status = 'filed'")),
)

CRITERION_EXCEPTION = Table(
    "criterion_exception",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("vacancy_id", Uuid, ForeignKey(VACANCY.c.id), nullable=False, index=True),
    Column("criterion", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("officer", Text, nullable=False),
    Column("granted_by", Text, nullable=False),
    Column("granted_at", DateTime(timezone=True), nullable=False),
    Column("revoked_reason", Text),
    Column("revoked_by_officer", Text),
    Column("revoked_by", Text),
    Column("revoked_at", DateTime(timezone=True)),
    CheckConstraint("valid_from <= valid_until", name="period"),
)
