"""when results are shown; what the machine keeps of a weighing; the cards dealt."""

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


def downgrade() -> None:

    op.drop_index(op.f('ix_dealt_card_meeting'), table_name='dealt_card')
    op.drop_table('dealt_card')
    op.drop_table('weighing')

    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.drop_column('results')
