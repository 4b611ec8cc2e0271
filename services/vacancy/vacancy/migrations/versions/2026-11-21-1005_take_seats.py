"""Seats of vacancies, taken and given back by placements."""

import sqlalchemy as sa
from alembic import op

revision = '0c6af3360fcd'
down_revision = 'cbc480046237'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('seat',
    sa.Column('placement_id', sa.Uuid(), nullable=False),
    sa.Column('vacancy_id', sa.Uuid(), nullable=False),
    sa.Column('taken_on', sa.Date(), nullable=True),
    sa.Column('given_back_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancy.id'], name=op.f('fk_seat_vacancy_id_vacancy')),
    sa.PrimaryKeyConstraint('placement_id', name=op.f('pk_seat'))
    )
    op.create_index(op.f('ix_seat_vacancy_id'), 'seat', ['vacancy_id'], unique=False)
    op.add_column('vacancy', sa.Column('seats_taken', sa.Integer(), server_default='0', nullable=False))


def downgrade() -> None:
    op.drop_column('vacancy', 'seats_taken')
    op.drop_index(op.f('ix_seat_vacancy_id'), table_name='seat')
    op.drop_table('seat')
