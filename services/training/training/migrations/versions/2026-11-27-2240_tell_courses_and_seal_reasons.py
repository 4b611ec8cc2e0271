"""tell courses and seal reasons

Revision ID: c3d8f5a07b21
Revises: b2a77c1e90d4
"""

import sqlalchemy as sa
from alembic import op

revision = "c3d8f5a07b21"
down_revision = "b2a77c1e90d4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # courses of before take people in, and have not been told yet: announce tells them
    op.add_column("course", sa.Column("state", sa.Text(), nullable=False, server_default="open"))
    op.alter_column("course", "state", server_default=None)
    op.add_column("course", sa.Column("seq", sa.BigInteger(), nullable=False, server_default="0"))
    op.alter_column("course", "seq", server_default=None)
    # who had left is gone until matching is asked to announce who is registered
    op.add_column("held_youth", sa.Column("left_sequence", sa.BigInteger(), nullable=False, server_default="0"))
    op.alter_column("held_youth", "left_sequence", server_default=None)
    op.add_column("held_youth", sa.Column("back_sequence", sa.BigInteger(), nullable=False, server_default="0"))
    op.alter_column("held_youth", "back_sequence", server_default=None)
    op.execute("UPDATE held_youth SET left_sequence = 1 WHERE withdrawn_on IS NOT NULL")


def downgrade() -> None:
    op.drop_column("held_youth", "back_sequence")
    op.drop_column("held_youth", "left_sequence")
    op.drop_column("course", "seq")
    op.drop_column("course", "state")
