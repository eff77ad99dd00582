"""Add signed heads, milestones and seals of rows."""

from alembic import op
import sqlalchemy as sa


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:

    with op.batch_alter_table('ledger_head') as batch_op:
        batch_op.add_column(sa.Column('algorithm', sa.String(), server_default='sha256', nullable=False))
        batch_op.add_column(sa.Column('seals', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('key', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('signature', sa.String(), nullable=True))

    with op.batch_alter_table('ledger_entry') as batch_op:
        batch_op.add_column(sa.Column('rows', sa.Text(), nullable=True))

    op.create_table('signed_head',
    sa.Column('chain', sa.String(), nullable=False),
    sa.Column('seq', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.Column('algorithm', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('signature', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['chain'], ['ledger_head.chain'], name=op.f('fk_signed_head_chain_ledger_head')),
    sa.PrimaryKeyConstraint('chain', 'seq', 'reason', name=op.f('pk_signed_head'))
    )


def downgrade() -> None:

    op.drop_table('signed_head')

    with op.batch_alter_table('ledger_entry') as batch_op:
        batch_op.drop_column('rows')

    with op.batch_alter_table('ledger_head') as batch_op:
        batch_op.drop_column('signature')
        batch_op.drop_column('key')
        batch_op.drop_column('seals')
        batch_op.drop_column('algorithm')
