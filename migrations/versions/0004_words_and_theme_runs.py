"""Add the word lists of a place: stop words, own words and synonyms."""

from alembic import op
import sqlalchemy as sa


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('place_words',
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('stop', sa.JSON(), nullable=False),
    sa.Column('user', sa.JSON(), nullable=False),
    sa.Column('synonyms', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['place'], ['place.id'], name=op.f('fk_place_words_place_place')),
    sa.PrimaryKeyConstraint('place', name=op.f('pk_place_words'))
    )


def downgrade() -> None:

    op.drop_table('place_words')
