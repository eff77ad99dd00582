"""Seal secret ballots while a poll is open and store them without receipt codes afterwards."""

import itertools
import secrets

from alembic import op
import sqlalchemy as sa


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

CHOICES = "choice in ('yes', 'no', 'abstain')"


def upgrade() -> None:

    op.create_table('ballot_receipt',
    sa.Column('poll', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['poll'], ['poll.id'], name=op.f('fk_ballot_receipt_poll_poll')),
    sa.PrimaryKeyConstraint('poll', 'code', name=op.f('pk_ballot_receipt')),
    sqlite_with_rowid=False
    )
    op.create_table('sealed_ballot',
    sa.Column('poll', sa.String(), nullable=False),
    sa.Column('seat', sa.String(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['poll'], ['poll.id'], name=op.f('fk_sealed_ballot_poll_poll')),
    sa.ForeignKeyConstraint(['seat'], ['seat.id'], name=op.f('fk_sealed_ballot_seat_seat')),
    sa.PrimaryKeyConstraint('poll', 'seat', name=op.f('pk_sealed_ballot')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('poll', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_sealed', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('void_reason', sa.String(), nullable=True))
    with op.batch_alter_table('poll', schema=None) as batch_op:
        batch_op.alter_column('is_sealed', server_default=None)

    old = op.get_bind().execute(sa.text('SELECT poll, code, choice FROM secret_ballot ORDER BY poll, code')).all()
    op.drop_table('secret_ballot')
    new = op.create_table('secret_ballot',
    sa.Column('poll', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False, autoincrement=False),
    sa.Column('choice', sa.String(), nullable=False),
    sa.CheckConstraint(CHOICES, name=op.f('ck_secret_ballot_choice')),
    sa.ForeignKeyConstraint(['poll'], ['poll.id'], name=op.f('fk_secret_ballot_poll_poll')),
    sa.PrimaryKeyConstraint('poll', 'number', name=op.f('pk_secret_ballot')),
    sqlite_with_rowid=False
    )
    receipts = sa.table('ballot_receipt', sa.column('poll'), sa.column('code'))
    op.bulk_insert(receipts, [{'poll': row.poll, 'code': row.code} for row in old])
    shuffled = []
    for poll, rows in itertools.groupby(old, key=lambda row: row.poll):
        choices = [row.choice for row in rows]
        secrets.SystemRandom().shuffle(choices)
        shuffled += [{'poll': poll, 'number': number, 'choice': choice} for number, choice in enumerate(choices, 1)]
    op.bulk_insert(new, shuffled)


def downgrade() -> None:

    if op.get_bind().execute(sa.text('SELECT 1 FROM sealed_ballot')).first():
        raise RuntimeError('secret polls are open: close them before going back, for the older version cannot open sealed ballots')
    old = op.get_bind().execute(sa.text('SELECT poll, number, choice FROM secret_ballot')).all()
    op.drop_table('secret_ballot')
    new = op.create_table('secret_ballot',
    sa.Column('poll', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('choice', sa.String(), nullable=False),
    sa.CheckConstraint(CHOICES, name=op.f('ck_secret_ballot_choice')),
    sa.ForeignKeyConstraint(['poll'], ['poll.id'], name=op.f('fk_secret_ballot_poll_poll')),
    sa.PrimaryKeyConstraint('poll', 'code', name=op.f('pk_secret_ballot')),
    sqlite_with_rowid=False
    )
    # Which receipt belongs to which choice is known to nobody any more.
    op.bulk_insert(new, [{'poll': row.poll, 'code': f'closed-{row.number}', 'choice': row.choice} for row in old])
    with op.batch_alter_table('poll', schema=None) as batch_op:
        batch_op.drop_column('void_reason')
        batch_op.drop_column('is_sealed')
    op.drop_table('sealed_ballot')
    op.drop_table('ballot_receipt')
