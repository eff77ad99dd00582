"""Store the facts of a meeting that its papers print, the letterhead of a place and the office of a person."""

from alembic import op
import sqlalchemy as sa


revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('meeting_facts',
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('minutes_title', sa.String(), nullable=False),
    sa.Column('venue', sa.String(), nullable=False),
    sa.Column('convener', sa.String(), nullable=False),
    sa.Column('host', sa.String(), nullable=False),
    sa.Column('recorder', sa.String(), nullable=False),
    sa.Column('supervisor', sa.String(), nullable=False),
    sa.Column('entitled', sa.Integer(), nullable=True),
    sa.Column('entitled_basis', sa.String(), nullable=False),
    sa.Column('on_leave', sa.Integer(), nullable=True),
    sa.Column('on_leave_names', sa.JSON(), nullable=False),
    sa.Column('in_attendance', sa.JSON(), nullable=False),
    sa.Column('held_from', sa.DateTime(timezone=True), nullable=True),
    sa.Column('held_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('final_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_meeting_facts_meeting_meeting')),
    sa.PrimaryKeyConstraint('meeting', name=op.f('pk_meeting_facts'))
    )
    op.create_table('letterhead',
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('issuer', sa.String(), nullable=False),
    sa.Column('contact', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['place'], ['place.id'], name=op.f('fk_letterhead_place_place')),
    sa.PrimaryKeyConstraint('place', name=op.f('pk_letterhead'))
    )
    op.add_column('staff', sa.Column('office', sa.String(), server_default='', nullable=False))


def downgrade() -> None:
    op.drop_column('staff', 'office')
    op.drop_table('letterhead')
    op.drop_table('meeting_facts')
