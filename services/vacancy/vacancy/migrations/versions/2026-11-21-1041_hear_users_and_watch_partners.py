"""hear what users report, and know when a partner last sent something

Revision ID: 41c7e9d0b6fa
Revises: 8d1f6a3b72ce
"""

import sqlalchemy as sa
from alembic import op

revision = "41c7e9d0b6fa"
down_revision = "8d1f6a3b72ce"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("vacancy_id", sa.Uuid(), nullable=False),
        sa.Column("reporter_org", sa.Text(), nullable=False),
        sa.Column("reporter_kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("reported_by", sa.Text(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("officer", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'upheld', 'dismissed')", name=op.f("ck_report_state")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_report_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("position", name=op.f("uq_report_position")),
    )
    op.create_index(op.f("ix_report_vacancy_id"), "report", ["vacancy_id"])
    op.create_index(op.f("ix_report_reported_on"), "report", ["reported_on"])
    op.create_index(
        "uq_report_open",
        "report",
        ["vacancy_id", "reporter_org"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_report_queue", "report", ["position"], postgresql_where=sa.text("state = 'open'"))
    op.add_column("vacancy", sa.Column("received_on", sa.Date(), nullable=True))
    op.create_index("ix_vacancy_received_on", "vacancy", ["owner_org", "source", "received_on"])


def downgrade() -> None:
    op.drop_index("ix_vacancy_received_on", table_name="vacancy")
    op.drop_column("vacancy", "received_on")
    op.drop_table("report")
