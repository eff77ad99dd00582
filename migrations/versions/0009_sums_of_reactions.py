"""Add running totals of reactions and voters, which are updated with every reaction."""

from alembic import op
import sqlalchemy as sa


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('reaction_sum',
    sa.Column('proposal', sa.String(), nullable=False),
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('agree', sa.Integer(), nullable=False),
    sa.Column('disagree', sa.Integer(), nullable=False),
    sa.Column('passes', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_reaction_sum_meeting_meeting')),
    sa.ForeignKeyConstraint(['proposal'], ['proposal.id'], name=op.f('fk_reaction_sum_proposal_proposal')),
    sa.PrimaryKeyConstraint('proposal', name=op.f('pk_reaction_sum'))
    )
    op.create_index('ix_reaction_sum_meeting', 'reaction_sum', ['meeting'])
    op.create_table('pool_sum',
    sa.Column('root', sa.String(), nullable=False),
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('agree', sa.Integer(), nullable=False),
    sa.Column('disagree', sa.Integer(), nullable=False),
    sa.Column('passes', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_pool_sum_meeting_meeting')),
    sa.ForeignKeyConstraint(['root'], ['proposal.id'], name=op.f('fk_pool_sum_root_proposal')),
    sa.PrimaryKeyConstraint('root', name=op.f('pk_pool_sum'))
    )
    op.create_index('ix_pool_sum_meeting', 'pool_sum', ['meeting'])
    op.create_table('turnout',
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('voters', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_turnout_meeting_meeting')),
    sa.PrimaryKeyConstraint('meeting', name=op.f('pk_turnout'))
    )
    sums = ', '.join(f"sum(CASE WHEN choice = '{choice}' THEN 1 ELSE 0 END)" for choice in ('agree', 'disagree', 'pass'))
    op.execute(sa.text(
        'INSERT INTO reaction_sum (proposal, meeting, agree, disagree, passes) '
        f'SELECT proposal, meeting, {sums} FROM reaction GROUP BY proposal, meeting'
    ))
    op.execute(sa.text(
        'INSERT INTO turnout (meeting, voters) SELECT meeting, count(DISTINCT seat) FROM reaction GROUP BY meeting'
    ))


def downgrade() -> None:

    op.drop_table('turnout')
    op.drop_index('ix_pool_sum_meeting', table_name='pool_sum')
    op.drop_table('pool_sum')
    op.drop_index('ix_reaction_sum_meeting', table_name='reaction_sum')
    op.drop_table('reaction_sum')
