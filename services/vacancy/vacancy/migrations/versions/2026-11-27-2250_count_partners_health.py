"""count partners' health as it happens: reading it added up every vacancy

Revision ID: 4c1f7e92d8b3
Revises: 5e1c9a7d20b4
"""

import sqlalchemy as sa
from alembic import op

revision = "4c1f7e92d8b3"
down_revision = "5e1c9a7d20b4"
branch_labels = None
depends_on = None

COUNTED = "INSERT INTO health_count (owner_org, source, county, day, measure, code, count, folded)"
SCREENED = "vacancy JOIN decision ON decision.id = vacancy.screening_id"
EACH = f"{SCREENED} CROSS JOIN jsonb_each(decision.findings) AS finding (criterion, said)"


def upgrade() -> None:
    op.create_table(
        "health_count",
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("owner_org", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("county", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("folded", sa.Boolean(), server_default="false", nullable=False),
        sa.CheckConstraint("measure IN ('received', 'outcome', 'failing', 'missing')", name="ck_health_count_measure"),
        sa.PrimaryKeyConstraint("position", name="pk_health_count"),
    )
    columns = ["owner_org", "source", "measure", "day", "county", "code"]
    op.create_index("ix_health_count_key", "health_count", columns)
    op.create_index("ix_health_count_unfolded", "health_count", ["position"], postgresql_where=sa.text("NOT folded"))
    # nobody is kept waiting: what processes of before write meanwhile and afterwards is what recount-health is for
    received = "coalesce(received_on, CAST(timezone('Asia/Taipei', created_at) AS date))"
    op.execute(
        f"{COUNTED} SELECT owner_org, source, county, {received}, 'received', '', count(*), true FROM vacancy "
        f"GROUP BY owner_org, source, county, {received}"
    )
    op.execute(
        f"{COUNTED} SELECT owner_org, source, county, screened_on, 'outcome', decision.outcome, count(*), true "
        f"FROM {SCREENED} GROUP BY owner_org, source, county, screened_on, decision.outcome"
    )
    op.execute(
        f"{COUNTED} SELECT owner_org, source, county, screened_on, 'failing', criterion || ':' || (said ->> 'reason'), "
        f"count(*), true FROM {EACH} WHERE said ->> 'verdict' = 'fail' "
        "GROUP BY owner_org, source, county, screened_on, criterion, said ->> 'reason'"
    )
    op.execute(
        f"{COUNTED} SELECT owner_org, source, county, screened_on, 'missing', path, count(DISTINCT vacancy.id), true "
        f"FROM {EACH} CROSS JOIN jsonb_array_elements_text(said -> 'missing') AS lacking (path) "
        "GROUP BY owner_org, source, county, screened_on, path"
    )


def downgrade() -> None:
    op.drop_table("health_count")
