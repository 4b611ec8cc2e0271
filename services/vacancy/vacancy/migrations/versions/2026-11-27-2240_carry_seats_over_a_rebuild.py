"""carry seats over a rebuild: what is only to be told again opens nothing

Revision ID: 5e1c9a7d20b4
Revises: 7d0b5f3c91ae
"""

import sqlalchemy as sa
from alembic import op

revision = "5e1c9a7d20b4"
down_revision = "7d0b5f3c91ae"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "carried_seat",
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("vacancy_id", sa.Uuid(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("given_back_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_carried_seat_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("placement_id", name=op.f("pk_carried_seat")),
    )
    op.create_index(op.f("ix_carried_seat_vacancy_id"), "carried_seat", ["vacancy_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_carried_seat_vacancy_id"), table_name="carried_seat")
    op.drop_table("carried_seat")
