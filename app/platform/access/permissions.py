"""The one permission table, for routes and events alike: which parties may do what.

A route or event names a permission; the gate looks up the permission here. A permission without a row does not exist.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.platform.access.actors import Role, TokenScope
from app.platform.ids import MeetingId, PlaceId
from app.platform.storage.chains import MEETING, PLACE, Chain


class Permission(StrEnum):
    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    ACCOUNT_OWN = "account.own"
    PLACE_MANAGE = "place.manage"
    PLACE_WORDS = "place.words"
    PLACE_LETTERHEAD = "place.letterhead"
    STAFF_MANAGE = "staff.manage"
    MEETING_CREATE = "meeting.create"
    MEETING_SEE = "meeting.see"
    MEETING_RUN = "meeting.run"
    MEETING_RECORD = "meeting.record"
    SEAT_REVOKE = "seat.revoke"
    SEAT_LEAVE = "seat.leave"
    MEETING_WATCH = "meeting.watch"
    PROPOSAL_SUBMIT = "proposal.submit"
    PROPOSAL_ANSWER = "proposal.answer"
    PROPOSAL_MODERATE = "proposal.moderate"
    REACTION_CAST = "reaction.cast"
    THEME_EDIT = "theme.edit"
    CARD_SORT = "card.sort"
    CONCESSION_OFFER = "concession.offer"
    RESOLUTION_DRAFT = "resolution.draft"
    RESOLUTION_ADOPT = "resolution.adopt"
    POLL_RUN = "poll.run"
    BALLOT_CAST = "ballot.cast"
    CASE_SEE = "case.see"
    CASE_OPEN = "case.open"
    CASE_MOVE = "case.move"
    CASE_RATE = "case.rate"
    PAPER_AMEND = "paper.amend"
    PAPER_EDIT = "paper.edit"
    PAPER_ISSUE = "paper.issue"
    EXPORT_READ = "export.read"
    ARCHIVE_READ = "archive.read"
    LEDGER_READ = "ledger.read"


SEAT = "seat"
STAGE = "stage"
"""The hall's computer, opened by a stage link, which may watch one meeting and do nothing else."""
ANYONE = "anyone"
Party = Role | str

_EVERY_ROLE: frozenset[Party] = frozenset(Role)
_HOSTS: frozenset[Party] = frozenset({Role.ADMINISTRATOR, Role.FACILITATOR, Role.COFACILITATOR})
_OFFICE: frozenset[Party] = frozenset({Role.ADMINISTRATOR, Role.COMMITTEE, Role.FACILITATOR})
_CASE_WORKERS: frozenset[Party] = frozenset(
    {Role.ADMINISTRATOR, Role.COMMITTEE, Role.FACILITATOR, Role.HANDLER, Role.VERIFIER}
)

GRANTS: dict[Permission, frozenset[Party]] = {
    Permission.PUBLIC: frozenset({ANYONE}),
    Permission.SIGNED_IN: _EVERY_ROLE,
    Permission.ACCOUNT_OWN: _EVERY_ROLE,
    Permission.PLACE_MANAGE: frozenset({Role.ADMINISTRATOR}),
    Permission.PLACE_WORDS: frozenset({Role.ADMINISTRATOR, Role.FACILITATOR, Role.COMMITTEE}),
    Permission.PLACE_LETTERHEAD: _OFFICE,
    Permission.STAFF_MANAGE: frozenset({Role.ADMINISTRATOR}),
    Permission.MEETING_CREATE: frozenset({Role.ADMINISTRATOR, Role.FACILITATOR, Role.COMMITTEE}),
    Permission.MEETING_SEE: _EVERY_ROLE | {SEAT},
    Permission.MEETING_RUN: _HOSTS,
    Permission.MEETING_RECORD: _HOSTS | {Role.RECORDER, Role.COMMITTEE},
    Permission.SEAT_REVOKE: _HOSTS,
    Permission.SEAT_LEAVE: frozenset({SEAT}),
    Permission.MEETING_WATCH: _EVERY_ROLE | {SEAT, STAGE},
    Permission.PROPOSAL_SUBMIT: frozenset({SEAT}) | _HOSTS | {Role.RECORDER},
    Permission.PROPOSAL_ANSWER: frozenset({SEAT}),
    Permission.PROPOSAL_MODERATE: _HOSTS,
    Permission.REACTION_CAST: frozenset({SEAT}),
    Permission.THEME_EDIT: _HOSTS | {Role.RECORDER},
    Permission.CARD_SORT: frozenset({SEAT}),
    Permission.CONCESSION_OFFER: frozenset({SEAT}) | _HOSTS | {Role.RECORDER},
    Permission.RESOLUTION_DRAFT: _HOSTS | {Role.RECORDER, Role.COMMITTEE},
    Permission.RESOLUTION_ADOPT: _OFFICE,
    Permission.POLL_RUN: _HOSTS | {Role.COMMITTEE},
    Permission.BALLOT_CAST: frozenset({SEAT}),
    Permission.CASE_SEE: _EVERY_ROLE | {SEAT},
    Permission.CASE_OPEN: _OFFICE,
    Permission.CASE_MOVE: _CASE_WORKERS,
    Permission.CASE_RATE: frozenset({SEAT}),
    Permission.PAPER_AMEND: frozenset({SEAT}) | _HOSTS | {Role.RECORDER, Role.COMMITTEE},
    Permission.PAPER_EDIT: _HOSTS | {Role.RECORDER, Role.COMMITTEE},
    Permission.PAPER_ISSUE: _OFFICE,
    Permission.EXPORT_READ: _EVERY_ROLE,
    Permission.ARCHIVE_READ: _OFFICE | {Role.RECORDER},
    Permission.LEDGER_READ: _EVERY_ROLE,
}

SCOPES: dict[TokenScope, frozenset[Permission]] = {
    TokenScope.READ: frozenset(
        {Permission.SIGNED_IN, Permission.MEETING_SEE, Permission.MEETING_WATCH, Permission.CASE_SEE}
    ),
    TokenScope.MEETINGS: frozenset(
        {
            Permission.PLACE_WORDS,
            Permission.PLACE_LETTERHEAD,
            Permission.MEETING_CREATE,
            Permission.MEETING_RUN,
            Permission.MEETING_RECORD,
            Permission.SEAT_REVOKE,
            Permission.PROPOSAL_SUBMIT,
            Permission.PROPOSAL_MODERATE,
            Permission.THEME_EDIT,
            Permission.CONCESSION_OFFER,
        }
    ),
    TokenScope.DECISIONS: frozenset(
        {
            Permission.RESOLUTION_DRAFT,
            Permission.RESOLUTION_ADOPT,
            Permission.POLL_RUN,
            Permission.PAPER_AMEND,
            Permission.PAPER_EDIT,
            Permission.PAPER_ISSUE,
        }
    ),
    TokenScope.CASES: frozenset({Permission.CASE_SEE, Permission.CASE_OPEN, Permission.CASE_MOVE}),
    TokenScope.EXPORTS: frozenset({Permission.EXPORT_READ, Permission.ARCHIVE_READ, Permission.LEDGER_READ}),
    TokenScope.STAFF: frozenset({Permission.PLACE_MANAGE, Permission.STAFF_MANAGE}),
    TokenScope.EVERYTHING: frozenset(Permission),
}
"""{scope: permissions that an API token of this scope may use, as far as its member of staff has them}"""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a thing belongs: its place and, if the thing is part of a meeting, its meeting."""

    place: PlaceId
    meeting: MeetingId | None = None
    own_chain: Chain | None = None
    """The ledger chain of a thing outside a meeting that has a chain of its own."""

    @property
    def chain(self) -> Chain:
        """The ledger chain that records what is done to the thing."""
        if self.own_chain is not None:
            return self.own_chain
        return PLACE.chain_of(self.place) if self.meeting is None else MEETING.chain_of(self.meeting)
