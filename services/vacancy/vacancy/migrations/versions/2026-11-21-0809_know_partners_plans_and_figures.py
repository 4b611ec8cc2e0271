"""know partners plans and figures

Revision ID: 689d9d46b2df
Revises: d6de78c419c0
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "689d9d46b2df"
down_revision = "d6de78c419c0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "association",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("org", sa.Text(), nullable=False),
        sa.Column("branch", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("mode_note", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_association_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_association")),
        sa.UniqueConstraint("org", "branch", name=op.f("uq_association_org_branch")),
        sa.UniqueConstraint("position", name=op.f("uq_association_position")),
    )
    op.create_index(op.f("ix_association_branch"), "association", ["branch"], unique=False)
    op.create_table(
        "execution_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("branch", sa.Text(), nullable=False),
        sa.Column("roc_year", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("acknowledged_revision", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_execution_plan")),
        sa.UniqueConstraint("branch", "roc_year", name=op.f("uq_execution_plan_branch_roc_year")),
        sa.UniqueConstraint("position", name=op.f("uq_execution_plan_position")),
    )
    op.create_table(
        "employer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("owner_org", sa.Text(), nullable=False),
        sa.Column("company_number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("county", sa.Text(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("head_count", sa.Integer(), nullable=True),
        sa.Column("profile", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("registry_status", sa.Text(), nullable=True),
        sa.Column("registry_description", sa.Text(), nullable=True),
        sa.Column("registry_source", sa.Text(), nullable=True),
        sa.Column("registry_answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registry_tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registry_failure", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["industry"], ["key_industry.code"], name=op.f("fk_employer_industry_key_industry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer")),
        sa.UniqueConstraint("owner_org", "company_number", name=op.f("uq_employer_owner_org_company_number")),
        sa.UniqueConstraint("position", name=op.f("uq_employer_position")),
    )
    op.create_index(op.f("ix_employer_county"), "employer", ["county"], unique=False)
    op.create_index(op.f("ix_employer_registry_tried_at"), "employer", ["registry_tried_at"], unique=False)
    op.create_table(
        "plan_revision",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("filed_by", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("acknowledging_officer", sa.Text(), nullable=True),
        sa.Column("acknowledged_by", sa.Text(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["execution_plan.id"], name=op.f("fk_plan_revision_plan_id_execution_plan")
        ),
        sa.PrimaryKeyConstraint("plan_id", "revision", name=op.f("pk_plan_revision")),
    )
    op.create_table(
        "projection",
        sa.Column("industry", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("first_roc_year", sa.SmallInteger(), nullable=False),
        sa.Column("demand", postgresql.JSONB(), nullable=False),
        sa.Column("supply", postgresql.JSONB(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("loaded_by", sa.Text(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["industry"], ["key_industry.code"], name=op.f("fk_projection_industry_key_industry")),
        sa.PrimaryKeyConstraint("industry", "edition", name=op.f("pk_projection")),
    )
    op.add_column("entry_wage", sa.Column("version", sa.BigInteger(), server_default="1", nullable=False))
    op.add_column("entry_wage", sa.Column("officer", sa.Text(), nullable=True))
    op.add_column("entry_wage", sa.Column("loaded_by", sa.Text(), nullable=True))
    op.add_column("entry_wage", sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("entry_wage", "loaded_at")
    op.drop_column("entry_wage", "loaded_by")
    op.drop_column("entry_wage", "officer")
    op.drop_column("entry_wage", "version")
    op.drop_table("projection")
    op.drop_table("plan_revision")
    op.drop_index(op.f("ix_employer_registry_tried_at"), table_name="employer")
    op.drop_index(op.f("ix_employer_county"), table_name="employer")
    op.drop_table("employer")
    op.drop_table("execution_plan")
    op.drop_index(op.f("ix_association_branch"), table_name="association")
    op.drop_table("association")
