"""list what is published to who sends young people there

Revision ID: 3f9a6c0e58b1
Revises: 7c41e9d2ab60
"""

import sqlalchemy as sa
from alembic import op

revision = "3f9a6c0e58b1"
down_revision = "7c41e9d2ab60"
branch_labels = None
depends_on = None


def upgrade() -> None:
    published = sa.text("state = 'published'")
    op.create_index("ix_vacancy_published", "vacancy", ["position"], postgresql_where=published)


def downgrade() -> None:
    op.drop_index("ix_vacancy_published", table_name="vacancy")
