"""Add concessions."""

from alembic import op
import sqlalchemy as sa


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('concession',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('proposal', sa.String(), nullable=True),
    sa.Column('seat', sa.String(), nullable=True),
    sa.Column('stake', sa.String(), nullable=True),
    sa.Column('wanted', sa.String(), nullable=False),
    sa.Column('condition', sa.String(), nullable=False),
    sa.Column('gives', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_concession_meeting_meeting')),
    sa.ForeignKeyConstraint(['proposal'], ['proposal.id'], name=op.f('fk_concession_proposal_proposal')),
    sa.ForeignKeyConstraint(['seat'], ['seat.id'], name=op.f('fk_concession_seat_seat')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_concession'))
    )
    with op.batch_alter_table('concession', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_concession_meeting'), ['meeting'], unique=False)
        batch_op.create_index(batch_op.f('ix_concession_seat'), ['seat'], unique=False)




def downgrade() -> None:

    with op.batch_alter_table('concession', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_concession_seat'))
        batch_op.drop_index(batch_op.f('ix_concession_meeting'))

    op.drop_table('concession')

