"""Drop the stored common ground, whose form has changed, and have the worker compute it again from the votes."""

import secrets
from datetime import datetime, timezone

from alembic import op
import sqlalchemy as sa


revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

KIND = 'weigh_meeting'


def upgrade() -> None:

    _find_anew()


def downgrade() -> None:

    _find_anew()


def _find_anew() -> None:
    """Common ground follows from the votes alone: what another version has kept is dropped, and the worker finds it anew."""
    connection = op.get_bind()
    job = sa.table(
        'job', sa.column('id'), sa.column('kind'), sa.column('args', sa.JSON()), sa.column('dedupe'), sa.column('state'),
        sa.column('due_at', sa.DateTime(timezone=True)), sa.column('attempts', sa.Integer()),
    )
    waiting = set(connection.scalars(sa.text("SELECT dedupe FROM job WHERE state = 'queued'")))
    now = datetime.now(timezone.utc)
    for meeting in connection.scalars(sa.text('SELECT meeting FROM ground ORDER BY meeting')).all():
        dedupe = f'{KIND}:meeting={meeting}'
        if dedupe not in waiting:
            row = {'id': secrets.token_hex(8), 'kind': KIND, 'args': {'meeting': meeting}, 'dedupe': dedupe}
            op.execute(job.insert().values(**row, state='queued', due_at=now, attempts=0))
    op.execute(sa.text('DELETE FROM ground'))
