"""hold courses

Revision ID: e7b1c94d2a60
Revises: d4a6b4ecbbc8
"""

import sqlalchemy as sa
from alembic import op

revision = "e7b1c94d2a60"
down_revision = "d4a6b4ecbbc8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "held_course",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_course")),
    )
    # whoever was there by two registrations was there once: the first stays
    op.execute(
        "DELETE FROM attendance AS later USING attendance AS first WHERE later.activity_id = first.activity_id"
        " AND later.person_id = first.person_id AND later.position > first.position"
    )
    # who is on no list any more moves what the activity says of itself, so its version too
    op.execute(
        "UPDATE activity SET attended = counted.people, version = version + 1, updated_at = now()"
        " FROM (SELECT activity.id, count(attendance.id) AS people"
        " FROM activity LEFT JOIN attendance ON attendance.activity_id = activity.id GROUP BY activity.id) AS counted"
        " WHERE counted.id = activity.id AND counted.people <> activity.attended"
    )
    op.create_unique_constraint(
        op.f("uq_attendance_activity_id_person_id"), "attendance", ["activity_id", "person_id"]
    )


def downgrade() -> None:
    op.drop_constraint(op.f("uq_attendance_activity_id_person_id"), "attendance", type_="unique")
    op.drop_table("held_course")
