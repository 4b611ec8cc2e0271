"""Drafts of the rules, what their trials find, and the version of the rules under which an outcome holds."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = 'cbc480046237'
down_revision = 'c62b14f2f450'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('rule_set_draft',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('version', sa.Text(), nullable=False),
    sa.Column('based_on', sa.Text(), nullable=False),
    sa.Column('parameters', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('notes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('revision', sa.BigInteger(), nullable=False),
    sa.Column('officer', sa.Text(), nullable=False),
    sa.Column('drafted_by', sa.Text(), nullable=False),
    sa.Column('drafted_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', 'version', name=op.f('pk_rule_set_draft'))
    )
    op.create_table('trial_flip',
    sa.Column('job_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('vacancy_id', sa.Uuid(), nullable=False),
    sa.Column('case_number', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('county', sa.Text(), nullable=False),
    sa.Column('industry', sa.Text(), nullable=True),
    sa.Column('tier', sa.Text(), nullable=False),
    sa.Column('before', sa.Text(), nullable=False),
    sa.Column('after', sa.Text(), nullable=False),
    sa.Column('direction', sa.Text(), nullable=False),
    sa.Column('criteria', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_trial_flip_job_id_job'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancy.id'], name=op.f('fk_trial_flip_vacancy_id_vacancy')),
    sa.PrimaryKeyConstraint('job_id', 'position', name=op.f('pk_trial_flip'))
    )
    op.create_index(op.f('ix_trial_flip_vacancy_id'), 'trial_flip', ['vacancy_id'], unique=False)
    op.add_column('rule_set', sa.Column('officer', sa.Text(), nullable=True))
    op.add_column('rule_set', sa.Column('activated_by', sa.Text(), nullable=True))
    op.add_column('rule_set', sa.Column('activated_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('vacancy', sa.Column('judged_under', sa.Text(), nullable=True))
    op.execute(
        "UPDATE vacancy SET judged_under = decision.rule_set_version "
        "FROM decision WHERE decision.id = vacancy.screening_id"
    )
    op.create_index('ix_vacancy_judged_under', 'vacancy', ['judged_under', 'position'], unique=False, postgresql_where=sa.text('screening_id IS NOT NULL'))


def downgrade() -> None:
    op.drop_index('ix_vacancy_judged_under', table_name='vacancy', postgresql_where=sa.text('screening_id IS NOT NULL'))
    op.drop_column('vacancy', 'judged_under')
    op.drop_column('rule_set', 'activated_at')
    op.drop_column('rule_set', 'activated_by')
    op.drop_column('rule_set', 'officer')
    op.drop_index(op.f('ix_trial_flip_vacancy_id'), table_name='trial_flip')
    op.drop_table('trial_flip')
    op.drop_table('rule_set_draft')
