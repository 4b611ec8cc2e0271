"""write readings without looking up what they belong to

Revision ID: b86d1f4a3e07
Revises: 3f9a6c0e58b1
"""

from alembic import op

revision = "b86d1f4a3e07"
down_revision = "3f9a6c0e58b1"
branch_labels = None
depends_on = None

KEYS = {"skill_reading": "vacancy", "vacancy_skill": "skill_reading"}


def upgrade() -> None:
    for table, other in KEYS.items():
        op.drop_constraint(f"fk_{table}_vacancy_id_{other}", table)


def downgrade() -> None:
    columns = {"vacancy": "id", "skill_reading": "vacancy_id"}
    for table, other in KEYS.items():
        op.create_foreign_key(f"fk_{table}_vacancy_id_{other}", table, other, ["vacancy_id"], [columns[other]])
