"""Add the versions of papers and the amendments that people ask for."""

from alembic import op
import sqlalchemy as sa


revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('paper_version',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('replaces', sa.String(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('comments_until', sa.Date(), nullable=True),
    sa.Column('moves', sa.JSON(), nullable=False),
    sa.Column('files', sa.JSON(), nullable=False),
    sa.Column('scans', sa.JSON(), nullable=False),
    sa.Column('posted_where', sa.String(), nullable=False),
    sa.Column('posted_on', sa.Date(), nullable=True),
    sa.Column('archive_number', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('version >= 1', name=op.f('ck_paper_version_version')),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_paper_version_meeting_meeting')),
    sa.ForeignKeyConstraint(['replaces'], ['paper_version.id'], name=op.f('fk_paper_version_replaces_paper_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_version'))
    )
    op.create_index(
        'uq_paper_version_meeting_kind_subject_version',
        'paper_version',
        ['meeting', 'kind', 'subject', 'version'],
        unique=True,
    )
    op.create_table('paper_amendment',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('paper', sa.String(), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('is_of_seat', sa.Boolean(), nullable=False),
    sa.Column('asked_by', sa.String(), nullable=False),
    sa.Column('passage', sa.String(), nullable=False),
    sa.Column('wording', sa.String(), nullable=False),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_paper_amendment_meeting_meeting')),
    sa.ForeignKeyConstraint(['paper'], ['paper_version.id'], name=op.f('fk_paper_amendment_paper_paper_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_amendment'))
    )
    op.create_index('ix_paper_amendment_paper', 'paper_amendment', ['paper'])


def downgrade() -> None:
    op.drop_index('ix_paper_amendment_paper', table_name='paper_amendment')
    op.drop_table('paper_amendment')
    op.drop_index('uq_paper_version_meeting_kind_subject_version', table_name='paper_version')
    op.drop_table('paper_version')
