"""Store what a resolution states beside its text, its public notices, and a place's own prefix of numbers."""

from alembic import op
import sqlalchemy as sa


revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

DATES = ('effective_on', 'valid_until', 'review_on', 'objection_until', 'branch_studied_on', 'noticed_on')
TEXTS = ('responsible', 'objection_address', 'objection_phone', 'branch_minute')
FLAG = 'is_legally_checked'


def upgrade() -> None:
    for name in TEXTS:
        op.add_column('resolution', sa.Column(name, sa.String(), server_default='', nullable=False))
    for name in DATES:
        op.add_column('resolution', sa.Column(name, sa.Date(), nullable=True))
    op.add_column('resolution', sa.Column(FLAG, sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('resolution', sa.Column('corrects', sa.String(), nullable=True))
    op.create_index(op.f('ix_resolution_corrects'), 'resolution', ['corrects'])
    op.add_column('concession', sa.Column('resolution', sa.String(), nullable=True))
    op.add_column('concession', sa.Column('clause', sa.Integer(), nullable=True))
    op.create_index(op.f('ix_concession_resolution'), 'concession', ['resolution'])
    op.create_table(
        'place_numbering',
        sa.Column('place', sa.String(), nullable=False),
        sa.Column('resolution_prefix', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['place'], ['place.id'], name=op.f('fk_place_numbering_place_place')),
        sa.PrimaryKeyConstraint('place', name=op.f('pk_place_numbering')),
    )
    _create_notices()


def _create_notices() -> None:
    op.create_table(
        'public_notice',
        sa.Column('id', sa.String(), nullable=False),
        sa.Column('meeting', sa.String(), nullable=False),
        sa.Column('resolution', sa.String(), nullable=False),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('starts_on', sa.Date(), nullable=False),
        sa.Column('ends_on', sa.Date(), nullable=False),
        sa.Column('posted_where', sa.String(), nullable=False),
        sa.Column('contact', sa.String(), nullable=False),
        sa.Column('issuer', sa.String(), nullable=False),
        sa.Column('note', sa.String(), nullable=False),
        sa.Column('posted_by', sa.String(), nullable=False),
        sa.Column('posted_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('taken_down_on', sa.Date(), nullable=True),
        sa.Column('taken_down_reason', sa.String(), nullable=False),
        sa.CheckConstraint("kind in ('result', 'progress')", name=op.f('ck_public_notice_kind')),
        sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_public_notice_days')),
        sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_public_notice_meeting_meeting')),
        sa.ForeignKeyConstraint(['resolution'], ['resolution.id'], name=op.f('fk_public_notice_resolution_resolution')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_public_notice')),
    )
    op.create_index(op.f('ix_public_notice_meeting'), 'public_notice', ['meeting'])
    op.create_index(op.f('ix_public_notice_resolution'), 'public_notice', ['resolution'])


def downgrade() -> None:
    if op.get_bind().execute(sa.text('SELECT 1 FROM public_notice')).first():
        raise RuntimeError('there are public notices, which the older version cannot hold')
    op.drop_table('public_notice')
    op.drop_table('place_numbering')
    op.drop_index(op.f('ix_concession_resolution'), 'concession')
    with op.batch_alter_table('concession', schema=None) as batch_op:
        batch_op.drop_column('clause')
        batch_op.drop_column('resolution')
    op.drop_index(op.f('ix_resolution_corrects'), 'resolution')
    with op.batch_alter_table('resolution', schema=None) as batch_op:
        for name in (FLAG, 'corrects', *DATES, *TEXTS):
            batch_op.drop_column(name)
