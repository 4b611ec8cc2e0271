"""except criteria

Revision ID: d6de78c419c0
Revises: f5474dd50cd0
"""

import sqlalchemy as sa
from alembic import op

revision = "d6de78c419c0"
down_revision = "f5474dd50cd0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "criterion_exception",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("vacancy_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_reason", sa.Text(), nullable=True),
        sa.Column("revoked_by_officer", sa.Text(), nullable=True),
        sa.Column("revoked_by", sa.Text(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("ck_criterion_exception_period")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_criterion_exception_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion_exception")),
        sa.UniqueConstraint("position", name=op.f("uq_criterion_exception_position")),
    )
    op.create_index(op.f("ix_criterion_exception_vacancy_id"), "criterion_exception", ["vacancy_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_criterion_exception_vacancy_id"), table_name="criterion_exception")
    op.drop_table("criterion_exception")
