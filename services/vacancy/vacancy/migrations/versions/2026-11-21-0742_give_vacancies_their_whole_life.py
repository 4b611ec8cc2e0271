"""give vacancies their whole life

Revision ID: f5474dd50cd0
Revises: 0921cde9291c
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "f5474dd50cd0"
down_revision = "0921cde9291c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vacancy_id", sa.Uuid(), nullable=False),
        sa.Column("screening_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("filed_by", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("officer", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["screening_id"], ["decision.id"], name=op.f("fk_appeal_screening_id_decision")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_appeal_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("vacancy_id", name=op.f("uq_appeal_vacancy_id")),
    )
    op.create_table(
        "resubmission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vacancy_id", sa.Uuid(), nullable=False),
        sa.Column("vacancy_version", sa.BigInteger(), nullable=False),
        sa.Column("previous_screening_id", sa.Uuid(), nullable=False),
        sa.Column("screening_id", sa.Uuid(), nullable=False),
        sa.Column("differences", postgresql.JSONB(), nullable=False),
        sa.Column("rerun", postgresql.JSONB(), nullable=False),
        sa.Column("carried_over", postgresql.JSONB(), nullable=False),
        sa.Column("acting_person", sa.Text(), nullable=True),
        sa.Column("resubmitted_by", sa.Text(), nullable=False),
        sa.Column("resubmitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["previous_screening_id"], ["decision.id"], name=op.f("fk_resubmission_previous_screening_id_decision")
        ),
        sa.ForeignKeyConstraint(["screening_id"], ["decision.id"], name=op.f("fk_resubmission_screening_id_decision")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_resubmission_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resubmission")),
        sa.UniqueConstraint("vacancy_id", "vacancy_version", name=op.f("uq_resubmission_vacancy_id_vacancy_version")),
    )
    op.create_table(
        "step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vacancy_id", sa.Uuid(), nullable=False),
        sa.Column("vacancy_version", sa.BigInteger(), nullable=False),
        sa.Column("transition", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("acting_person", sa.Text(), nullable=True),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_step_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
        sa.UniqueConstraint("vacancy_id", "vacancy_version", name=op.f("uq_step_vacancy_id_vacancy_version")),
    )
    op.add_column("vacancy", sa.Column("closing_date", sa.Date(), nullable=True))
    op.execute(
        "UPDATE vacancy SET closing_date = CAST(source_facts ->> 'closing_date' AS date) "
        "WHERE source_facts ->> 'closing_date' IS NOT NULL"
    )
    op.create_index(
        "ix_vacancy_closing_date",
        "vacancy",
        ["closing_date"],
        unique=False,
        postgresql_where=sa.text(
            "state IN ('needs_information', 'needs_review', 'published', 'qualified', 'submitted', 'suspended')"
        ),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_vacancy_closing_date",
        table_name="vacancy",
        postgresql_where=sa.text(
            "state IN ('needs_information', 'needs_review', 'published', 'qualified', 'submitted', 'suspended')"
        ),
    )
    op.drop_column("vacancy", "closing_date")
    op.drop_table("step")
    op.drop_table("resubmission")
    op.drop_table("appeal")
