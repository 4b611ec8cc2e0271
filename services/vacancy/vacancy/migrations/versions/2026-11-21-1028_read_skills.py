"""read skills

Vacancies of before have none: ``python -m vacancy.worker extract-skills`` reads them.

Revision ID: 3d9a61c7e0f2
Revises: 7b1d3f5a90c4
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "3d9a61c7e0f2"
down_revision = "7b1d3f5a90c4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "skill_reading",
        sa.Column("vacancy_id", sa.Uuid(), nullable=False),
        sa.Column("vacancy_version", sa.BigInteger(), nullable=False),
        sa.Column("lexicon_version", sa.Integer(), nullable=False),
        sa.Column("occupation", sa.Text(), nullable=True),
        sa.Column("education", sa.Text(), nullable=False),
        sa.Column("experience", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_skill_reading_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("vacancy_id", name=op.f("pk_skill_reading")),
    )
    op.create_table(
        "vacancy_skill",
        sa.Column("vacancy_id", sa.Uuid(), nullable=False),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["skill_reading.vacancy_id"], name=op.f("fk_vacancy_skill_vacancy_id_skill_reading")
        ),
        sa.PrimaryKeyConstraint("vacancy_id", "skill", name=op.f("pk_vacancy_skill")),
    )
    op.create_index(
        "ix_vacancy_skill_skill",
        "vacancy_skill",
        ["skill", "vacancy_id"],
        unique=False,
        postgresql_include=["field"],
    )


def downgrade() -> None:
    op.drop_index("ix_vacancy_skill_skill", table_name="vacancy_skill", postgresql_include=["field"])
    op.drop_table("vacancy_skill")
    op.drop_table("skill_reading")
