"""keep whose officer

Revision ID: a9d27c4be513
Revises: e7b1c94d2a60
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "a9d27c4be513"
down_revision = "e7b1c94d2a60"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # of corrections of before it is not known: they are read by consent. The default stays: processes of before go on
    # writing until they are replaced
    op.add_column(
        "youth",
        sa.Column("officers", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="{}"),
    )


def downgrade() -> None:
    op.drop_column("youth", "officers")
