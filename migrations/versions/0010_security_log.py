"""Add the security log."""

from alembic import op
import sqlalchemy as sa


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('security_event',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=True),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_security_event'))
    )
    op.create_index('ix_security_event_at', 'security_event', ['at'])


def downgrade() -> None:

    op.drop_index('ix_security_event_at', table_name='security_event')
    op.drop_table('security_event')
