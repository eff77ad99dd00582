"""Create the first tables: staff, meetings, proposals, themes, polls, resolutions, cases, jobs and the ledger."""

from alembic import op
import sqlalchemy as sa


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('job',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('args', sa.JSON(), nullable=False),
    sa.Column('dedupe', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('error', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index('ix_job_state_due_at', ['state', 'due_at'], unique=False)
        batch_op.create_index('uq_job_dedupe', ['dedupe'], unique=True, sqlite_where=sa.text("state = 'queued'"), postgresql_where=sa.text("state = 'queued'"))

    op.create_table('ledger_head',
    sa.Column('chain', sa.String(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('chain', name=op.f('pk_ledger_head'))
    )
    op.create_table('place',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_place')),
    sa.UniqueConstraint('name', name=op.f('uq_place_name'))
    )
    op.create_table('staff',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('password_hash', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff')),
    sa.UniqueConstraint('email', name=op.f('uq_staff_email'))
    )
    op.create_table('api_token',
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('staff', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['staff'], ['staff.id'], name=op.f('fk_api_token_staff_staff')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_api_token'))
    )
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_api_token_staff'), ['staff'], unique=False)

    op.create_table('ledger_entry',
    sa.Column('chain', sa.String(), nullable=False),
    sa.Column('seq', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('topic', sa.String(), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=True),
    sa.Column('payload', sa.Text(), nullable=True),
    sa.Column('payload_hash', sa.String(), nullable=False),
    sa.Column('prev', sa.String(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['chain'], ['ledger_head.chain'], name=op.f('fk_ledger_entry_chain_ledger_head')),
    sa.PrimaryKeyConstraint('chain', 'seq', name=op.f('pk_ledger_entry'))
    )
    with op.batch_alter_table('ledger_entry', schema=None) as batch_op:
        batch_op.create_index('ix_ledger_entry_chain_topic_seq', ['chain', 'topic', 'seq'], unique=False)
        batch_op.create_index('uq_ledger_entry_chain_actor_key', ['chain', 'actor', 'key'], unique=True)

    op.create_table('meeting',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('question', sa.String(), nullable=False),
    sa.Column('template', sa.String(), nullable=False),
    sa.Column('phase', sa.String(), nullable=False),
    sa.Column('phase_ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('qr_token', sa.String(), nullable=False),
    sa.Column('is_joinable', sa.Boolean(), nullable=False),
    sa.Column('is_reviewed', sa.Boolean(), nullable=False),
    sa.Column('cards_per_seat', sa.Integer(), nullable=True),
    sa.Column('stakes', sa.JSON(), nullable=False),
    sa.Column('stage_view', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['place'], ['place.id'], name=op.f('fk_meeting_place_place')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting')),
    sa.UniqueConstraint('qr_token', name=op.f('uq_meeting_qr_token'))
    )
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meeting_place'), ['place'], unique=False)
        batch_op.create_index('uq_meeting_code', ['code'], unique=True, sqlite_where=sa.text('is_joinable'), postgresql_where=sa.text('is_joinable'))

    op.create_table('sign_in_link',
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('staff', sa.String(), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['staff'], ['staff.id'], name=op.f('fk_sign_in_link_staff_staff')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_sign_in_link'))
    )
    op.create_table('staff_role',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('staff', sa.String(), nullable=False),
    sa.Column('place', sa.String(), nullable=True),
    sa.Column('role', sa.Enum('ADMINISTRATOR', 'FACILITATOR', 'COFACILITATOR', 'RECORDER', 'COMMITTEE', 'HANDLER', 'VERIFIER', 'OBSERVER', name='role'), nullable=False),
    sa.ForeignKeyConstraint(['place'], ['place.id'], name=op.f('fk_staff_role_place_place')),
    sa.ForeignKeyConstraint(['staff'], ['staff.id'], name=op.f('fk_staff_role_staff_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_role'))
    )
    with op.batch_alter_table('staff_role', schema=None) as batch_op:
        batch_op.create_index('uq_staff_role_staff_place_role', ['staff', 'place', 'role'], unique=True)

    op.create_table('staff_session',
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('staff', sa.String(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['staff'], ['staff.id'], name=op.f('fk_staff_session_staff_staff')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_staff_session'))
    )
    with op.batch_alter_table('staff_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staff_session_staff'), ['staff'], unique=False)

    op.create_table('ground',
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_ground_meeting_meeting')),
    sa.PrimaryKeyConstraint('meeting', name=op.f('pk_ground'))
    )
    op.create_table('poll',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('question', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=True),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('is_secret', sa.Boolean(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('entitled', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.JSON(), nullable=True),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_poll_meeting_meeting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_poll'))
    )
    with op.batch_alter_table('poll', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_poll_meeting'), ['meeting'], unique=False)

    op.create_table('resolution',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('theme', sa.String(), nullable=True),
    sa.Column('number', sa.String(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('text_hash', sa.String(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('reservations', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('adopted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_resolution_meeting_meeting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resolution')),
    sa.UniqueConstraint('number', name=op.f('uq_resolution_number'))
    )
    with op.batch_alter_table('resolution', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_resolution_meeting'), ['meeting'], unique=False)

    op.create_table('seat',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('token_digest', sa.String(), nullable=True),
    sa.Column('alias', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('attendance', sa.String(), nullable=False),
    sa.Column('stake', sa.String(), nullable=True),
    sa.Column('external_id', sa.String(), nullable=True),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_seat_meeting_meeting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seat')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_seat_token_digest'))
    )
    with op.batch_alter_table('seat', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_seat_meeting'), ['meeting'], unique=False)
        batch_op.create_index('uq_seat_meeting_external_id', ['meeting', 'external_id'], unique=True)

    op.create_table('theme_draft',
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('themes', sa.JSON(), nullable=False),
    sa.Column('alone', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_theme_draft_meeting_meeting')),
    sa.PrimaryKeyConstraint('meeting', name=op.f('pk_theme_draft'))
    )
    op.create_table('theme_edit',
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('edit', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_theme_edit_meeting_meeting')),
    sa.PrimaryKeyConstraint('meeting', 'number', name=op.f('pk_theme_edit'))
    )
    op.create_table('case_record',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('resolution', sa.String(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('handler', sa.String(), nullable=False),
    sa.Column('level', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('reported_by', sa.String(), nullable=True),
    sa.Column('evidence', sa.String(), nullable=False),
    sa.Column('reopened', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_case_record_meeting_meeting')),
    sa.ForeignKeyConstraint(['place'], ['place.id'], name=op.f('fk_case_record_place_place')),
    sa.ForeignKeyConstraint(['resolution'], ['resolution.id'], name=op.f('fk_case_record_resolution_resolution')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_record')),
    sa.UniqueConstraint('number', name=op.f('uq_case_record_number'))
    )
    with op.batch_alter_table('case_record', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_record_meeting'), ['meeting'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_record_place'), ['place'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_record_resolution'), ['resolution'], unique=False)

    op.create_table('participation',
    sa.Column('poll', sa.String(), nullable=False),
    sa.Column('seat', sa.String(), nullable=False),
    sa.Column('choice', sa.String(), nullable=True),
    sa.CheckConstraint("choice is null or choice in ('yes', 'no', 'abstain')", name=op.f('ck_participation_choice')),
    sa.ForeignKeyConstraint(['poll'], ['poll.id'], name=op.f('fk_participation_poll_poll')),
    sa.ForeignKeyConstraint(['seat'], ['seat.id'], name=op.f('fk_participation_seat_seat')),
    sa.PrimaryKeyConstraint('poll', 'seat', name=op.f('pk_participation')),
    sqlite_with_rowid=False
    )
    op.create_table('proposal',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('seat', sa.String(), nullable=True),
    sa.Column('staff', sa.String(), nullable=True),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('external_id', sa.String(), nullable=True),
    sa.Column('external_author', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_proposal_meeting_meeting')),
    sa.ForeignKeyConstraint(['seat'], ['seat.id'], name=op.f('fk_proposal_seat_seat')),
    sa.ForeignKeyConstraint(['staff'], ['staff.id'], name=op.f('fk_proposal_staff_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal'))
    )
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proposal_seat'), ['seat'], unique=False)
        batch_op.create_index('uq_proposal_meeting_external_id', ['meeting', 'external_id'], unique=True)
        batch_op.create_index('uq_proposal_meeting_number', ['meeting', 'number'], unique=True)

    op.create_table('secret_ballot',
    sa.Column('poll', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('choice', sa.String(), nullable=False),
    sa.CheckConstraint("choice in ('yes', 'no', 'abstain')", name=op.f('ck_secret_ballot_choice')),
    sa.ForeignKeyConstraint(['poll'], ['poll.id'], name=op.f('fk_secret_ballot_poll_poll')),
    sa.PrimaryKeyConstraint('poll', 'code', name=op.f('pk_secret_ballot')),
    sqlite_with_rowid=False
    )
    op.create_table('case_move',
    sa.Column('case', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('from_state', sa.String(), nullable=False),
    sa.Column('to_state', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case'], ['case_record.id'], name=op.f('fk_case_move_case_case_record')),
    sa.PrimaryKeyConstraint('case', 'number', name=op.f('pk_case_move'))
    )
    op.create_table('case_rating',
    sa.Column('case', sa.String(), nullable=False),
    sa.Column('seat', sa.String(), nullable=False),
    sa.Column('stars', sa.Integer(), nullable=False),
    sa.Column('is_resolved', sa.Boolean(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.CheckConstraint('stars between 1 and 5', name=op.f('ck_case_rating_stars')),
    sa.ForeignKeyConstraint(['case'], ['case_record.id'], name=op.f('fk_case_rating_case_case_record')),
    sa.ForeignKeyConstraint(['seat'], ['seat.id'], name=op.f('fk_case_rating_seat_seat')),
    sa.PrimaryKeyConstraint('case', 'seat', name=op.f('pk_case_rating'))
    )
    op.create_table('reaction',
    sa.Column('proposal', sa.String(), nullable=False),
    sa.Column('seat', sa.String(), nullable=False),
    sa.Column('meeting', sa.String(), nullable=False),
    sa.Column('choice', sa.String(), nullable=False),
    sa.CheckConstraint("choice in ('agree', 'disagree', 'pass')", name=op.f('ck_reaction_choice')),
    sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_reaction_meeting_meeting')),
    sa.ForeignKeyConstraint(['proposal'], ['proposal.id'], name=op.f('fk_reaction_proposal_proposal')),
    sa.ForeignKeyConstraint(['seat'], ['seat.id'], name=op.f('fk_reaction_seat_seat')),
    sa.PrimaryKeyConstraint('proposal', 'seat', name=op.f('pk_reaction'))
    )
    with op.batch_alter_table('reaction', schema=None) as batch_op:
        batch_op.create_index('ix_reaction_meeting', ['meeting'], unique=False)




def downgrade() -> None:

    with op.batch_alter_table('reaction', schema=None) as batch_op:
        batch_op.drop_index('ix_reaction_meeting')

    op.drop_table('reaction')
    op.drop_table('case_rating')
    op.drop_table('case_move')
    op.drop_table('secret_ballot')
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_index('uq_proposal_meeting_number')
        batch_op.drop_index('uq_proposal_meeting_external_id')
        batch_op.drop_index(batch_op.f('ix_proposal_seat'))

    op.drop_table('proposal')
    op.drop_table('participation')
    with op.batch_alter_table('case_record', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_record_resolution'))
        batch_op.drop_index(batch_op.f('ix_case_record_place'))
        batch_op.drop_index(batch_op.f('ix_case_record_meeting'))

    op.drop_table('case_record')
    op.drop_table('theme_edit')
    op.drop_table('theme_draft')
    with op.batch_alter_table('seat', schema=None) as batch_op:
        batch_op.drop_index('uq_seat_meeting_external_id')
        batch_op.drop_index(batch_op.f('ix_seat_meeting'))

    op.drop_table('seat')
    with op.batch_alter_table('resolution', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_resolution_meeting'))

    op.drop_table('resolution')
    with op.batch_alter_table('poll', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_poll_meeting'))

    op.drop_table('poll')
    op.drop_table('ground')
    with op.batch_alter_table('staff_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_staff_session_staff'))

    op.drop_table('staff_session')
    with op.batch_alter_table('staff_role', schema=None) as batch_op:
        batch_op.drop_index('uq_staff_role_staff_place_role')

    op.drop_table('staff_role')
    op.drop_table('sign_in_link')
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.drop_index('uq_meeting_code', sqlite_where=sa.text('is_joinable'), postgresql_where=sa.text('is_joinable'))
        batch_op.drop_index(batch_op.f('ix_meeting_place'))

    op.drop_table('meeting')
    with op.batch_alter_table('ledger_entry', schema=None) as batch_op:
        batch_op.drop_index('uq_ledger_entry_chain_actor_key')
        batch_op.drop_index('ix_ledger_entry_chain_topic_seq')

    op.drop_table('ledger_entry')
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_api_token_staff'))

    op.drop_table('api_token')
    op.drop_table('staff')
    op.drop_table('place')
    op.drop_table('ledger_head')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_index('uq_job_dedupe', sqlite_where=sa.text("state = 'queued'"), postgresql_where=sa.text("state = 'queued'"))
        batch_op.drop_index('ix_job_state_due_at')

    op.drop_table('job')

    sa.Enum(name='role').drop(op.get_bind(), checkfirst=True)  # PostgreSQL keeps the type when its table goes
