"""show officers their desk

Revision ID: 57d0e61bde69
Revises: 689d9d46b2df
"""

import sqlalchemy as sa
from alembic import op

revision = "57d0e61bde69"
down_revision = "689d9d46b2df"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_appeal_filed", "appeal", ["vacancy_id"], unique=False, postgresql_where=sa.text("status = 'filed'")
    )
    op.add_column("vacancy", sa.Column("screened_on", sa.Date(), nullable=True))
    op.execute(
        "UPDATE vacancy SET screened_on = decision.reference_date "
        "FROM decision WHERE decision.id = vacancy.screening_id"
    )
    op.create_index(
        "ix_vacancy_review_queue",
        "vacancy",
        ["position"],
        unique=False,
        postgresql_where=sa.text("state = 'needs_review'"),
    )
    op.create_index("ix_vacancy_screened_on", "vacancy", ["screened_on"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_vacancy_screened_on", table_name="vacancy")
    op.drop_index("ix_vacancy_review_queue", table_name="vacancy", postgresql_where=sa.text("state = 'needs_review'"))
    op.drop_column("vacancy", "screened_on")
    op.drop_index("ix_appeal_filed", table_name="appeal", postgresql_where=sa.text("status = 'filed'"))
