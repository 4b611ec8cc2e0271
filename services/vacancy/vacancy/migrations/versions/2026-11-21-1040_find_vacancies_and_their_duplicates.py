"""find vacancies by their words, and link those that state one opening

Revision ID: 8d1f6a3b72ce
Revises: c62b14f2f450
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "8d1f6a3b72ce"
down_revision = "3d9a61c7e0f2"
branch_labels = None
depends_on = None

LIVE = "state IN ('needs_information', 'needs_review', 'published', 'qualified', 'submitted', 'suspended')"
TIERS = "tier IN ('ndc_selected', 'agency_designated', 'other')"


def upgrade() -> None:
    # rows that are there already are filled by the index-text command, a chunk a transaction
    op.add_column("vacancy", sa.Column("employer_key", sa.Text(), nullable=True))
    op.add_column("vacancy", sa.Column("documented", sa.Integer(), nullable=True))
    op.add_column("vacancy", sa.Column("search_tokens", postgresql.ARRAY(sa.Text()), nullable=True))
    op.create_index(
        "ix_vacancy_employer_number", "vacancy", ["county", "company_number"], postgresql_where=sa.text(LIVE)
    )
    op.create_index("ix_vacancy_employer_key", "vacancy", ["county", "employer_key"], postgresql_where=sa.text(LIVE))
    op.create_index("ix_vacancy_search_tokens", "vacancy", ["search_tokens"], postgresql_using="gin")
    op.create_index(
        "ix_vacancy_not_indexed", "vacancy", ["position"], postgresql_where=sa.text("search_tokens IS NULL")
    )
    op.add_column("key_industry", sa.Column("tier", sa.Text(), server_default="ndc_selected", nullable=False))
    op.create_check_constraint(op.f("ck_key_industry_tier"), "key_industry", TIERS)
    op.create_table(
        "duplicate_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("pair", sa.Text(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("duplicate_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("policy_version", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("officer", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kept_id <> duplicate_id", name=op.f("ck_duplicate_link_two")),
        sa.CheckConstraint("score BETWEEN 0 AND 1", name=op.f("ck_duplicate_link_score")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_link")),
        sa.UniqueConstraint("position", name=op.f("uq_duplicate_link_position")),
        sa.UniqueConstraint("pair", name=op.f("uq_duplicate_link_pair")),
    )
    op.create_index(op.f("ix_duplicate_link_kept_id"), "duplicate_link", ["kept_id"])
    op.create_index(op.f("ix_duplicate_link_duplicate_id"), "duplicate_link", ["duplicate_id"])
    op.create_index(
        "ix_duplicate_link_linked", "duplicate_link", ["position"], postgresql_where=sa.text("state = 'linked'")
    )


def downgrade() -> None:
    op.drop_table("duplicate_link")
    op.drop_constraint(op.f("ck_key_industry_tier"), "key_industry")
    op.drop_column("key_industry", "tier")
    for name in ("not_indexed", "search_tokens", "employer_key", "employer_number"):
        op.drop_index(f"ix_vacancy_{name}", table_name="vacancy")
    for name in ("search_tokens", "documented", "employer_key"):
        op.drop_column("vacancy", name)
