"""What became of each row of an import."""

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from vacancy.models.vacancies import METADATA

IMPORT_OUTCOME = Table(
    "import_outcome",
    METADATA,
    # no foreign key: jobs are kept longer than their outcomes, and both are deleted in bulk
    Column("job_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("source_id", Text),
    # NULL: the row was refused or superseded, or a dry run would have created it
    Column("vacancy_id", Uuid),
    Column("screening", Text),
    Column("missing", JSONB, nullable=False),
    Column("notes", JSONB, nullable=False),
    CheckConstraint("outcome IN ('created', 'updated', 'unchanged', 'rejected', 'superseded')", name="outcome"),
)
