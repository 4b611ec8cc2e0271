"""tell another source from two index entries, and leave but one index for the key of a source

Revision ID: 7c41e9d2ab60
Revises: 5e2b90c7a4d8
"""

import sqlalchemy as sa
from alembic import op

revision = "7c41e9d2ab60"
down_revision = "f460199b5495"
branch_labels = None
depends_on = None

LIVE = "state IN ('needs_information', 'needs_review', 'published', 'qualified', 'submitted', 'suspended')"
COLUMNS = {"employer_number": "company_number", "employer_key": "employer_key"}


def upgrade() -> None:
    # as cheap to a planner without statistics as the key itself, and read whole where that reads one entry
    op.drop_index("ix_vacancy_received_on", table_name="vacancy")
    for name, column in COLUMNS.items():
        op.drop_index(f"ix_vacancy_{name}", table_name="vacancy")
        columns = ["county", column, "owner_org", "source"]
        op.create_index(f"ix_vacancy_{name}", "vacancy", columns, postgresql_where=sa.text(LIVE))


def downgrade() -> None:
    op.create_index("ix_vacancy_received_on", "vacancy", ["owner_org", "source", "received_on"])
    for name, column in COLUMNS.items():
        op.drop_index(f"ix_vacancy_{name}", table_name="vacancy")
        op.create_index(f"ix_vacancy_{name}", "vacancy", ["county", column], postgresql_where=sa.text(LIVE))
