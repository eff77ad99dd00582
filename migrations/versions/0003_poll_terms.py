"""Store with each poll the decision rule under which the poll was opened."""

from alembic import op
import sqlalchemy as sa


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:

    with op.batch_alter_table('poll', schema=None) as batch_op:
        batch_op.add_column(sa.Column('terms', sa.JSON(), server_default='{}', nullable=False))




def downgrade() -> None:

    with op.batch_alter_table('poll', schema=None) as batch_op:
        batch_op.drop_column('terms')


