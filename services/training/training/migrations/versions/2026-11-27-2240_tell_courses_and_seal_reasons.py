"""tell courses and seal reasons

Revision ID: c3d8f5a07b21
Revises: b2a77c1e90d4
"""

import sqlalchemy as sa
from alembic import op

revision = "c3d8f5a07b21"
down_revision = "b2a77c1e90d4"
branch_labels = None
depends_on = None
PERSON = sa.text("coalesce(person_id, youth_id)")
OPEN = sa.text("state IN ('attending', 'enrolled', 'requested', 'waiting')")


def upgrade() -> None:
    # courses of before take people in, and have not been told yet: announce tells them. Defaults stay: processes of
    # before go on writing until they are replaced
    op.add_column("course", sa.Column("state", sa.Text(), nullable=False, server_default="open"))
    op.add_column("course", sa.Column("seq", sa.BigInteger(), nullable=False, server_default="0"))
    # who had left is gone until matching is asked to announce who is registered
    op.add_column("held_youth", sa.Column("left_sequence", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("held_youth", sa.Column("back_sequence", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute("UPDATE held_youth SET left_sequence = 1 WHERE withdrawn_on IS NOT NULL")
    op.create_table(
        "held_registration",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_held_registration")),
    )
    op.add_column("enrolment", sa.Column("person_id", sa.Uuid(), nullable=True))
    op.create_index("ix_enrolment_person", "enrolment", [PERSON])
    op.drop_index("uq_enrolment_open", table_name="enrolment")
    op.create_index("uq_enrolment_open", "enrolment", ["course_id", PERSON], unique=True, postgresql_where=OPEN)
    # sealing takes keys: the daily job that forgets names moves what is in the clear, a batch a transaction
    op.add_column("application_step", sa.Column("sealed_reason", sa.LargeBinary(), nullable=True))
    op.add_column("supplement_request", sa.Column("sealed_reference", sa.LargeBinary(), nullable=True))
    op.add_column("supplement_request", sa.Column("sealed_extensions", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    # lost for good: reasons, delivery references and extensions that are sealed (their keys are no database's to use),
    # whose registrations are whose, which of a leaving and a registration is the newer, and which courses are closed
    op.drop_column("supplement_request", "sealed_extensions")
    op.drop_column("supplement_request", "sealed_reference")
    op.drop_column("application_step", "sealed_reason")
    op.drop_index("uq_enrolment_open", table_name="enrolment")
    op.create_index("uq_enrolment_open", "enrolment", ["course_id", "youth_id"], unique=True, postgresql_where=OPEN)
    op.drop_index("ix_enrolment_person", table_name="enrolment")
    op.drop_column("enrolment", "person_id")
    op.drop_table("held_registration")
    op.drop_column("held_youth", "back_sequence")
    op.drop_column("held_youth", "left_sequence")
    op.drop_column("course", "seq")
    op.drop_column("course", "state")
