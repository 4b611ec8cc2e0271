"""keep searches short after many writes

Revision ID: 5e2b90c7a4d8
Revises: c03e5b84d91f
"""

from alembic import op

revision = "5e2b90c7a4d8"
down_revision = "c03e5b84d91f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER INDEX ix_vacancy_search_tokens SET (gin_pending_list_limit = 256)")


def downgrade() -> None:
    op.execute("ALTER INDEX ix_vacancy_search_tokens RESET (gin_pending_list_limit)")
