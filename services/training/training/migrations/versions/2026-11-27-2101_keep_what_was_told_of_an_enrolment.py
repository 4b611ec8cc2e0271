"""keep what was told of an enrolment

Revision ID: b2a77c1e90d4
Revises: 84f500a4e457
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "b2a77c1e90d4"
down_revision = "84f500a4e457"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("enrolment", sa.Column("told_started", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("enrolment", sa.Column("told_completed", postgresql.JSONB(astext_type=sa.Text()), nullable=True))


def downgrade() -> None:
    op.drop_column("enrolment", "told_completed")
    op.drop_column("enrolment", "told_started")
