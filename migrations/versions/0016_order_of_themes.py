"""Store the order in which people see the themes."""

from alembic import op
import sqlalchemy as sa


revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('theme_draft', sa.Column('shown_order', sa.JSON(), server_default='[]', nullable=False))


def downgrade() -> None:
    op.drop_column('theme_draft', 'shown_order')
