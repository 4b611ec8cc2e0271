"""create vacancies

Revision ID: 0921cde9291c
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0921cde9291c"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_event_tables()
    _create_request_tables()
    _create_reference_tables()
    _create_vacancy_tables()
    _create_record_tables()


def downgrade() -> None:
    for table in ("review", "attestation", "vacancy", "rule_set", "entry_wage", "key_industry"):
        op.drop_table(table)
    op.execute(sa.schema.DropSequence(sa.Sequence("vacancy_case_number")))
    for table in (
        "decision",
        "idempotency",
        "change_counter",
        "change",
        "parked",
        "inbox_aggregate",
        "inbox",
        "outbox",
    ):
        op.drop_table(table)


def _create_event_tables() -> None:
    op.create_table(
        "outbox",
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("aggregate_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("headers", postgresql.JSONB(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint("bucket >= 0 AND bucket < 64", name=op.f("ck_outbox_bucket")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_outbox")),
        sa.UniqueConstraint("event_id", name=op.f("uq_outbox_event_id")),
        sa.UniqueConstraint("topic", "aggregate_id", "sequence", name=op.f("uq_outbox_topic_aggregate_id_sequence")),
    )
    op.create_index(
        "ix_outbox_blocked",
        "outbox",
        ["aggregate_id", "position"],
        unique=False,
        postgresql_where=sa.text("blocked_at IS NOT NULL AND published_at IS NULL"),
    )
    op.create_index(
        "ix_outbox_published_at",
        "outbox",
        ["published_at"],
        unique=False,
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_unpublished", "outbox", ["position"], unique=False, postgresql_where=sa.text("published_at IS NULL")
    )
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("consumer", "event_id", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_received_at"), "inbox", ["received_at"], unique=False)
    op.create_table(
        "inbox_aggregate",
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("aggregate_id", sa.Uuid(), nullable=False),
        sa.Column("last_sequence", sa.BigInteger(), nullable=False),
        sa.Column("gaps", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("consumer", "topic", "aggregate_id", name=op.f("pk_inbox_aggregate")),
    )
    op.create_table(
        "parked",
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("aggregate_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("headers", postgresql.JSONB(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_as", sa.Text(), nullable=True),
        sa.Column("settled_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_parked")),
        sa.UniqueConstraint("consumer", "event_id", name=op.f("uq_parked_consumer_event_id")),
    )
    op.create_index(
        "ix_parked_waiting",
        "parked",
        ["consumer", "topic", "aggregate_id"],
        unique=False,
        postgresql_where=sa.text("settled_at IS NULL"),
    )


def _create_request_tables() -> None:
    op.create_table(
        "change",
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("resource_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("owner_org", sa.Text(), nullable=False),
        sa.Column("county", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("operation IN ('upsert', 'delete')", name=op.f("ck_change_operation")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_change")),
        sa.UniqueConstraint("number", name=op.f("uq_change_number")),
    )
    op.create_index("ix_change_feed", "change", ["resource", "number"], unique=False)
    op.create_index(
        "ix_change_unnumbered", "change", ["position"], unique=False, postgresql_where=sa.text("number IS NULL")
    )
    op.create_table(
        "change_counter",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.Column("swept_number", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_change_counter")),
    )
    op.create_table(
        "idempotency",
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("headers", postgresql.JSONB(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "key", name=op.f("pk_idempotency")),
    )
    op.create_index(op.f("ix_idempotency_stored_at"), "idempotency", ["stored_at"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("rule_set", sa.Text(), nullable=False),
        sa.Column("rule_set_version", sa.Text(), nullable=False),
        sa.Column("criteria", postgresql.JSONB(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("facts_digest", sa.LargeBinary(), nullable=False),
        sa.Column("reference_date", sa.Date(), nullable=False),
        sa.Column("findings", postgresql.JSONB(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index("ix_decision_subject", "decision", ["kind", "subject_id", "decided_at"], unique=False)


def _create_reference_tables() -> None:
    op.create_table(
        "key_industry",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("roc_year", sa.SmallInteger(), nullable=False),
        sa.Column("item_no", sa.SmallInteger(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("competent_authority", sa.Text(), nullable=False),
        sa.Column("list_updated_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_key_industry")),
        sa.UniqueConstraint("roc_year", "item_no", name=op.f("uq_key_industry_roc_year_item_no")),
    )
    op.create_table(
        "entry_wage",
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("roc_year", sa.SmallInteger(), nullable=False),
        sa.Column("monthly", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.CheckConstraint("monthly > 0", name=op.f("ck_entry_wage_monthly")),
        sa.ForeignKeyConstraint(["industry"], ["key_industry.code"], name=op.f("fk_entry_wage_industry_key_industry")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_entry_wage")),
        sa.UniqueConstraint(
            "industry", "roc_year", name=op.f("uq_entry_wage_industry_roc_year"), postgresql_nulls_not_distinct=True
        ),
    )
    op.create_table(
        "rule_set",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("parameters", postgresql.JSONB(), nullable=False),
        sa.Column("notes", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("name", "version", name=op.f("pk_rule_set")),
    )


def _create_vacancy_tables() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("vacancy_case_number")))
    op.create_table(
        "vacancy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("owner_org", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("source_facts", postgresql.JSONB(), nullable=False),
        sa.Column("attested_facts", postgresql.JSONB(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("county", sa.Text(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("employer_name", sa.Text(), nullable=False),
        sa.Column("company_number", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("screening_id", sa.Uuid(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("openings > 0", name=op.f("ck_vacancy_openings")),
        sa.ForeignKeyConstraint(["industry"], ["key_industry.code"], name=op.f("fk_vacancy_industry_key_industry")),
        sa.ForeignKeyConstraint(["screening_id"], ["decision.id"], name=op.f("fk_vacancy_screening_id_decision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy")),
        sa.UniqueConstraint("case_number", name=op.f("uq_vacancy_case_number")),
        sa.UniqueConstraint("owner_org", "source", "source_id", name=op.f("uq_vacancy_owner_org_source_source_id")),
        sa.UniqueConstraint("position", name=op.f("uq_vacancy_position")),
    )
    op.create_index("ix_vacancy_county", "vacancy", ["county", "position"], unique=False)
    op.create_index("ix_vacancy_owner", "vacancy", ["owner_org", "position"], unique=False)


def _create_record_tables() -> None:
    op.create_table(
        "attestation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vacancy_id", sa.Uuid(), nullable=False),
        sa.Column("vacancy_version", sa.BigInteger(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("attested_by", sa.Text(), nullable=False),
        sa.Column("acting_person", sa.Text(), nullable=True),
        sa.Column("attested_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_attestation_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestation")),
    )
    op.create_index(op.f("ix_attestation_vacancy_id"), "attestation", ["vacancy_id"], unique=False)
    op.create_table(
        "review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vacancy_id", sa.Uuid(), nullable=False),
        sa.Column("vacancy_version", sa.BigInteger(), nullable=False),
        sa.Column("screening_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.Text(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["screening_id"], ["decision.id"], name=op.f("fk_review_screening_id_decision")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_review_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index(op.f("ix_review_vacancy_id"), "review", ["vacancy_id"], unique=False)
