"""Let a case stand without a meeting and a resolution: it belongs to its place alone."""

from alembic import op
import sqlalchemy as sa


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:

    with op.batch_alter_table('case_record', schema=None) as batch_op:
        batch_op.alter_column('meeting', existing_type=sa.String(), nullable=True)
        batch_op.alter_column('resolution', existing_type=sa.String(), nullable=True)


def downgrade() -> None:

    if op.get_bind().execute(sa.text('SELECT 1 FROM case_record WHERE meeting IS NULL OR resolution IS NULL')).first():
        raise RuntimeError('there are cases without a meeting, which the older version cannot hold')
    with op.batch_alter_table('case_record', schema=None) as batch_op:
        batch_op.alter_column('resolution', existing_type=sa.String(), nullable=False)
        batch_op.alter_column('meeting', existing_type=sa.String(), nullable=False)
