"""Add the life cycle of staff, sessions, sign-in links and API tokens, and the revocation of seats."""

from datetime import UTC, datetime, timedelta

from alembic import op
import sqlalchemy as sa


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

TOKEN_DAYS = 365
"""Tokens from before had no end; they get a year from now."""


def upgrade() -> None:

    now = datetime.now(UTC)
    op.create_table('access_version',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_access_version'))
    )
    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.add_column(sa.Column('password_set_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('signed_in_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('suspended_at', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('sign_in_link', schema=None) as batch_op:
        batch_op.add_column(sa.Column('made_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('made_by', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('dismissed_at', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('staff_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('created_at', sa.DateTime(timezone=True), server_default=_text(now), nullable=False))
        batch_op.add_column(sa.Column('seen_at', sa.DateTime(timezone=True), server_default=_text(now), nullable=False))
        batch_op.add_column(sa.Column('browser', sa.String(), server_default='', nullable=False))
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        end = _text(now + timedelta(days=TOKEN_DAYS))
        batch_op.add_column(sa.Column('expires_at', sa.DateTime(timezone=True), server_default=end, nullable=False))
        batch_op.add_column(sa.Column('used_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('scopes', sa.JSON(), server_default='["everything"]', nullable=False))
    with op.batch_alter_table('seat', schema=None) as batch_op:
        batch_op.add_column(sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:

    with op.batch_alter_table('seat', schema=None) as batch_op:
        batch_op.drop_column('revoked_at')
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.drop_column('scopes')
        batch_op.drop_column('used_at')
        batch_op.drop_column('expires_at')
    with op.batch_alter_table('staff_session', schema=None) as batch_op:
        batch_op.drop_column('browser')
        batch_op.drop_column('seen_at')
        batch_op.drop_column('created_at')
    with op.batch_alter_table('sign_in_link', schema=None) as batch_op:
        batch_op.drop_column('dismissed_at')
        batch_op.drop_column('voided_at')
        batch_op.drop_column('made_by')
        batch_op.drop_column('made_at')
    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.drop_column('suspended_at')
        batch_op.drop_column('signed_in_at')
        batch_op.drop_column('password_set_at')
    op.drop_table('access_version')


def _text(moment: datetime) -> sa.TextClause:
    """A moment as each database keeps it."""
    zone = '' if op.get_bind().dialect.name == 'sqlite' else '+00'
    return sa.text(f"'{moment:%Y-%m-%d %H:%M:%S}.000000{zone}'")
