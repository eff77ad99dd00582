"""Add results visibility, the stored state of the analysis of opinion groups, and the cards shown to each seat."""

import secrets
from datetime import UTC, datetime

from alembic import op
import sqlalchemy as sa


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:

    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.add_column(sa.Column('results', sa.String(), server_default='open', nullable=False))

    op.create_table('weighing',
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('seats', sa.JSON(), nullable=False),
    sa.Column('used', sa.JSON(), nullable=False),
    sa.Column('n_groups', sa.Integer(), nullable=False),
    sa.Column('outlooks', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_weighing_meeting_meeting')),
    sa.PrimaryKeyConstraint('meeting', name=op.f('pk_weighing'))
    )
    op.create_table('dealt_card',
    sa.Column('seat', sa.String(), nullable=False),
    sa.Column('proposal', sa.String(), nullable=False),
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('probability', sa.Double(), nullable=False),
    sa.Column('dealt_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_dealt_card_meeting_meeting')),
    sa.ForeignKeyConstraint(['proposal'], ['proposal.id'], name=op.f('fk_dealt_card_proposal_proposal')),
    sa.ForeignKeyConstraint(['seat'], ['seat.id'], name=op.f('fk_dealt_card_seat_seat')),
    sa.PrimaryKeyConstraint('seat', 'proposal', name=op.f('pk_dealt_card'))
    )
    op.create_index(op.f('ix_dealt_card_meeting'), 'dealt_card', ['meeting'], unique=False)

    # What was computed before has another form; each meeting that had any is weighed anew.
    connection = op.get_bind()
    job = sa.table('job', sa.column('id'), sa.column('kind'), sa.column('args', sa.JSON()), sa.column('dedupe'),
                   sa.column('state'), sa.column('due_at', sa.DateTime(timezone=True)), sa.column('attempts'))
    waiting = set(connection.scalars(sa.text("SELECT dedupe FROM job WHERE state = 'queued'")))
    for meeting in connection.scalars(sa.text('SELECT meeting FROM ground')).all():
        if (dedupe := f'weigh_meeting:meeting={meeting}') not in waiting:
            connection.execute(sa.insert(job).values(
                id=secrets.token_hex(8), kind='weigh_meeting', args={'meeting': meeting}, dedupe=dedupe,
                state='queued', due_at=datetime.now(UTC), attempts=0,
            ))
    op.execute(sa.text('DELETE FROM ground'))


def downgrade() -> None:

    op.drop_index(op.f('ix_dealt_card_meeting'), table_name='dealt_card')
    op.drop_table('dealt_card')
    op.drop_table('weighing')

    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.drop_column('results')
