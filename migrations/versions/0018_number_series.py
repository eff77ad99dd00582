"""Add the series that the numbers of resolutions and cases are drawn from, each at its highest number so far."""

import re

from alembic import op
import sqlalchemy as sa


revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

CASE = re.compile(r'-([0-9]{4,})-([0-9]{4,})$')
RESOLUTION = re.compile(r'〔([0-9]{4,})〕([0-9]+)号$')
CASES = 'SELECT place, number FROM case_record'
RESOLUTIONS = (
    'SELECT meeting.place, resolution.number FROM resolution JOIN meeting ON meeting.id = resolution.meeting '
    'WHERE resolution.number IS NOT NULL'
)


def upgrade() -> None:

    series = op.create_table('number_series',
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('place', 'year', 'kind', name=op.f('pk_number_series'))
    )
    last = _last_numbers()
    rows = [{'place': place, 'year': year, 'kind': kind, 'last': last[place, year, kind]} for place, year, kind in last]
    if rows:
        op.bulk_insert(series, rows)


def downgrade() -> None:

    op.drop_table('number_series')


def _last_numbers() -> dict[tuple[str, int, str], int]:
    """Return {(place, year, kind): highest number} of the numbers that resolutions and cases have."""
    connection = op.get_bind()
    last: dict[tuple[str, int, str], int] = {}
    for kind, query, form in (('case', CASES, CASE), ('resolution', RESOLUTIONS, RESOLUTION)):
        for place, number in connection.execute(sa.text(query)).all():
            parts = form.search(number)
            if parts:
                key = place, int(parts[1]), kind
                last[key] = max(last.get(key, 0), int(parts[2]))
    return last
