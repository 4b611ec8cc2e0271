"""know whom to turn to at universities

Revision ID: c03e5b84d91f
Revises: 41c7e9d0b6fa
"""

import sqlalchemy as sa
from alembic import op

revision = "c03e5b84d91f"
down_revision = "41c7e9d0b6fa"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact_window",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("owner_org", sa.Text(), nullable=False),
        sa.Column("university", sa.Text(), nullable=False),
        sa.Column("county", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("office_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("stated_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("ck_contact_window_period")),
        sa.CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name=op.f("ck_contact_window_reachable")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_window")),
        sa.UniqueConstraint("position", name=op.f("uq_contact_window_position")),
    )
    op.create_index("ix_contact_window_owner", "contact_window", ["owner_org", "position"])
    op.create_index("ix_contact_window_county", "contact_window", ["county", "position"])


def downgrade() -> None:
    op.drop_table("contact_window")
