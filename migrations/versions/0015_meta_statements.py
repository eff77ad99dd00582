"""statements about the people of a conversation."""

from alembic import op
import sqlalchemy as sa


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:

    with op.batch_alter_table('proposal') as batch:
        batch.add_column(sa.Column('is_meta', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:

    with op.batch_alter_table('proposal') as batch:
        batch.drop_column('is_meta')
