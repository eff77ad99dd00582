"""Store the templates of papers that places have made their own."""

from alembic import op
import sqlalchemy as sa


revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('place_template',
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('set_by', sa.String(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['place'], ['place.id'], name=op.f('fk_place_template_place_place')),
    sa.PrimaryKeyConstraint('place', 'kind', name=op.f('pk_place_template'))
    )


def downgrade() -> None:
    op.drop_table('place_template')
