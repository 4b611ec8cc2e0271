"""Import vacancies: what became of each row, and openings that nobody has stated."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "7b1d3f5a90c4"
down_revision = "0c6af3360fcd"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("vacancy", "openings", existing_type=sa.Integer(), nullable=True)
    op.create_table(
        "import_outcome",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text()),
        sa.Column("vacancy_id", sa.Uuid()),
        sa.Column("screening", sa.Text()),
        sa.Column("missing", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("notes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('created', 'updated', 'unchanged', 'rejected', 'superseded')",
            name=op.f("ck_import_outcome_outcome"),
        ),
        sa.PrimaryKeyConstraint("job_id", "number", name=op.f("pk_import_outcome")),
    )


def downgrade() -> None:
    op.drop_table("import_outcome")
    op.alter_column("vacancy", "openings", existing_type=sa.Integer(), nullable=False)
