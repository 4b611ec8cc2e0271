"""sort words into the index by the megabyte: what a file of vacancies brings was sorted in too often

Revision ID: 7d0b5f3c91ae
Revises: e2750c9b6d14
"""

from alembic import op

revision = "7d0b5f3c91ae"
down_revision = "e2750c9b6d14"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER INDEX ix_vacancy_search_tokens SET (gin_pending_list_limit = 1024)")


def downgrade() -> None:
    op.execute("ALTER INDEX ix_vacancy_search_tokens SET (gin_pending_list_limit = 256)")
