"""Store how proposals about one question were sorted under names, and residents' taps on doubtful proposals."""

from alembic import op
import sqlalchemy as sa


revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('theme_draft', sa.Column('case', sa.String(), server_default='many', nullable=False))
    op.add_column('theme_draft', sa.Column('laid', sa.Integer(), server_default='0', nullable=False))
    op.add_column('theme_draft', sa.Column('names', sa.JSON(), server_default='{}', nullable=False))
    op.add_column('theme_draft', sa.Column('candidates', sa.JSON(), server_default='{}', nullable=False))
    op.add_column('theme_draft', sa.Column('confidence', sa.JSON(), server_default='{}', nullable=False))
    op.add_column('theme_draft', sa.Column('suggested_names', sa.JSON(), server_default='[]', nullable=False))
    op.add_column('theme_draft', sa.Column('sorted_by', sa.String(), server_default='', nullable=False))
    op.create_table('theme_tap',
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('proposal', sa.String(), nullable=False),
    sa.Column('voter', sa.String(), nullable=False),
    sa.Column('theme', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_theme_tap_meeting_meeting')),
    sa.ForeignKeyConstraint(['proposal'], ['proposal.id'], name=op.f('fk_theme_tap_proposal_proposal')),
    sa.PrimaryKeyConstraint('proposal', 'voter', name=op.f('pk_theme_tap')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_theme_tap_meeting'), 'theme_tap', ['meeting'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_theme_tap_meeting'), table_name='theme_tap')
    op.drop_table('theme_tap')
    for column in ('sorted_by', 'suggested_names', 'confidence', 'candidates', 'names', 'laid', 'case'):
        op.drop_column('theme_draft', column)
