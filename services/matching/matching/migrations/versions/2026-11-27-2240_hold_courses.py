"""hold courses

Revision ID: e7b1c94d2a60
Revises: d4a6b4ecbbc8
"""

import sqlalchemy as sa
from alembic import op

revision = "e7b1c94d2a60"
down_revision = "d4a6b4ecbbc8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "held_course",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_course")),
    )


def downgrade() -> None:
    op.drop_table("held_course")
