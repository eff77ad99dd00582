"""Add long clustering runs; store which proposal a proposal follows and the words that put it into its theme."""

from alembic import op
import sqlalchemy as sa


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('theme_run',
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.Column('proposals', sa.Integer(), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('is_running', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_theme_run_meeting_meeting')),
    sa.PrimaryKeyConstraint('meeting', name=op.f('pk_theme_run'))
    )
    with op.batch_alter_table('theme_draft', schema=None) as batch_op:
        batch_op.add_column(sa.Column('leaders', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('why', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('moved', sa.JSON(), server_default='[]', nullable=False))


def downgrade() -> None:

    with op.batch_alter_table('theme_draft', schema=None) as batch_op:
        batch_op.drop_column('moved')
        batch_op.drop_column('why')
        batch_op.drop_column('leaders')
    op.drop_table('theme_run')
