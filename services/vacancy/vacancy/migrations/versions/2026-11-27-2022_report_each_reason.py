"""report each thing that is wrong with a vacancy

Revision ID: e2750c9b6d14
Revises: b86d1f4a3e07
"""

import sqlalchemy as sa
from alembic import op

revision = "e2750c9b6d14"
down_revision = "b86d1f4a3e07"
branch_labels = None
depends_on = None


def _index(*columns: str) -> None:
    op.drop_index("uq_report_open", table_name="report")
    op.create_index("uq_report_open", "report", columns, unique=True, postgresql_where=sa.text("state = 'open'"))


def upgrade() -> None:
    _index("vacancy_id", "reporter_org", "reason")


def downgrade() -> None:
    _index("vacancy_id", "reporter_org")
