"""Add an index that finds the reactions of one seat without reading all reactions."""

from alembic import op


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_index('ix_reaction_seat', 'reaction', ['seat'])


def downgrade() -> None:

    op.drop_index('ix_reaction_seat', table_name='reaction')
