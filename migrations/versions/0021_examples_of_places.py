"""Store a place's own examples of aspects."""

from alembic import op
import sqlalchemy as sa


revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('place_words', sa.Column('examples', sa.JSON(), server_default='[]', nullable=False))


def downgrade() -> None:
    op.drop_column('place_words', 'examples')
