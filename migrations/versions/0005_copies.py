"""Add duplicates of proposals, the order of reactions, and pairs of proposals that may be duplicates."""

from alembic import op
import sqlalchemy as sa


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:

    # Written out: a batch would rebuild the table under the reactions that refer to it.
    op.execute(
        'ALTER TABLE proposal ADD COLUMN copy_of VARCHAR '
        'CONSTRAINT ck_proposal_copy_of CHECK (copy_of <> id)'
    )
    op.create_index('ix_proposal_meeting_copy_of', 'proposal', ['meeting', 'copy_of'])
    op.add_column('reaction', sa.Column('seq', sa.Integer(), server_default='0', nullable=False))
    op.create_table('proposal_pair',
    sa.Column('proposal', sa.String(), nullable=False),
    sa.Column('original', sa.String(), nullable=False),
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.CheckConstraint("state in ('seen', 'asked', 'apart')", name=op.f('ck_proposal_pair_state')),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_proposal_pair_meeting_meeting')),
    sa.ForeignKeyConstraint(['original'], ['proposal.id'], name=op.f('fk_proposal_pair_original_proposal')),
    sa.ForeignKeyConstraint(['proposal'], ['proposal.id'], name=op.f('fk_proposal_pair_proposal_proposal')),
    sa.PrimaryKeyConstraint('proposal', 'original', name=op.f('pk_proposal_pair'))
    )
    op.create_index('ix_proposal_pair_meeting', 'proposal_pair', ['meeting'])


def downgrade() -> None:

    op.drop_table('proposal_pair')
    op.execute('ALTER TABLE reaction DROP COLUMN seq')
    op.drop_index('ix_proposal_meeting_copy_of', 'proposal')
    op.execute('ALTER TABLE proposal DROP COLUMN copy_of')
