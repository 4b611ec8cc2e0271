"""refer each registration

Revision ID: c2e58f03b7d1
Revises: a9d27c4be513
"""

import sqlalchemy as sa
from alembic import op

revision = "c2e58f03b7d1"
down_revision = "a9d27c4be513"
branch_labels = None
depends_on = None

OPENED = sa.text("state = 'opened'")
TOLD = sa.text("state = 'opened' AND seq > 0")


def upgrade() -> None:
    # processes of before tell every one: the second of a person is refused them, as it was
    op.create_index(
        "uq_training_referral_told", "training_referral", ["person_id", "course_id"], unique=True, postgresql_where=TOLD
    )
    op.drop_index("uq_training_referral_open", table_name="training_referral")
    op.create_index(
        "uq_training_referral_open",
        "training_referral",
        ["youth_id", "course_id"],
        unique=True,
        postgresql_where=OPENED,
    )


def downgrade() -> None:
    op.execute("UPDATE training_referral SET state = 'withdrawn' WHERE state = 'opened' AND seq = 0")
    op.drop_index("uq_training_referral_open", table_name="training_referral")
    op.create_index(
        "uq_training_referral_open",
        "training_referral",
        ["person_id", "course_id"],
        unique=True,
        postgresql_where=OPENED,
    )
    op.drop_index("uq_training_referral_told", table_name="training_referral")
