"""Add the links that open the stage of a meeting."""

from alembic import op
import sqlalchemy as sa


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('stage_link',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('made_by', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_stage_link_meeting_meeting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_link')),
    sa.UniqueConstraint('digest', name=op.f('uq_stage_link_digest'))
    )
    op.create_index('ix_stage_link_meeting', 'stage_link', ['meeting'])


def downgrade() -> None:

    op.drop_index('ix_stage_link_meeting', table_name='stage_link')
    op.drop_table('stage_link')
