"""Add the exports that the worker makes."""

from alembic import op
import sqlalchemy as sa


revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('export_job',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('staff', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('format', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('basis', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('runs', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(), nullable=False),
    sa.Column('part', sa.String(), nullable=False),
    sa.Column('fault', sa.String(), nullable=True),
    sa.Column('sights', sa.JSON(), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_export_job_meeting_meeting')),
    sa.ForeignKeyConstraint(['staff'], ['staff.id'], name=op.f('fk_export_job_staff_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_export_job')),
    )
    op.create_index('uq_export_job_staff_meeting_key', 'export_job', ['staff', 'meeting', 'key'], unique=True)
    op.create_index('ix_export_job_meeting_asked_at', 'export_job', ['meeting', 'asked_at'])


def downgrade() -> None:
    op.drop_index('ix_export_job_meeting_asked_at', table_name='export_job')
    op.drop_index('uq_export_job_staff_meeting_key', table_name='export_job')
    op.drop_table('export_job')
