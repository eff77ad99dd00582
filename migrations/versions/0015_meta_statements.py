"""Mark proposals that are statements about the participants instead of proposals for action."""

from alembic import op
import sqlalchemy as sa


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('proposal', sa.Column('is_meta', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column('proposal', 'is_meta')
