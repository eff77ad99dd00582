"""Whole conversations and lists of proposals brought in from files, one ledger entry for each import."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from sqlalchemy.orm import Session

from app.meetings import actions as meetings
from app.meetings import queries as meeting_queries
from app.meetings.rules import StageView
from app.platform.access.actors import Actor
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import MeetingId, PlaceId
from app.platform.spreadsheets import looks_like_workbook
from app.platform.storage import ledger
from app.platform.storage.unit_of_work import Work
from app.proposals import actions
from app.proposals.polis import Conversation
from app.proposals.reading.conversations import conversation_of, unpack
from app.proposals.reading.lists import ProposalList, read_list
from app.proposals.reading.report import Report

KIND = "conversation.imported"
POLIS, PROPOSALS = "polis", "proposals"
_FIRST = 1
"""The import's entry is the first on the wall of the meeting that it makes."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as it will be brought in: a conversation or a list, and the digest of what was read."""

    content: Conversation | ProposalList
    digest: str

    @property
    def report(self) -> Report:
        return self.content.report


def read_file(content: bytes, name: str, *, column: str = "", sheet: str = "") -> ReadFile:
    """Read a file that somebody sends: a ZIP with a conversation in Polis's layout, or a list of proposals.

    Args:
        content: the whole file.
        name: the file's name; a path before it is dropped.
        column: of a list, the head of the column with the proposals.
        sheet: of a workbook, the one sheet to read.

    Raises:
        DomainError: as `conversation_of` or `read_list` says.
    """
    short = PurePath(name.replace("\\", "/")).name or "file"
    if content.startswith(b"PK") and not looks_like_workbook(content):
        tables = unpack(content, short)
        if not tables:
            raise DomainError(ErrorKind.INVALID, "import.not_a_table", file=short, what="ZIP")
        conversation = conversation_of(tables, short)
        return ReadFile(conversation, conversation.digest)
    return read_list_file(content, short, column=column, sheet=sheet)


def read_list_file(content: bytes, name: str, *, column: str = "", sheet: str = "") -> ReadFile:
    """Read a list of proposals.

    Raises:
        DomainError: as `read_list` says.
    """
    return ReadFile(read_list(content, name, column=column, sheet=sheet), hashlib.sha256(content).hexdigest())


def title_of(name: str, day: date) -> str:
    """The title of a meeting that is made of a file and has been given none."""
    return f"{PurePath(name).stem[:100]} {day}"


def import_file(
    work: Work, actor: Actor, *, place_id: PlaceId, title: str, file: ReadFile, key: str | None = None
) -> MeetingId:
    """A meeting made of a file; returns the meeting's id. The same key finds the meeting made before."""
    if isinstance(file.content, Conversation):
        return import_conversation(work, actor, place_id=place_id, title=title, conversation=file.content, key=key)
    proposals, digest = file.content.proposals, file.digest
    return import_list(work, actor, place_id=place_id, title=title, proposals=proposals, digest=digest, key=key)


def import_conversation(
    work: Work, actor: Actor, *, place_id: PlaceId, title: str, conversation: Conversation, key: str | None = None
) -> MeetingId:
    """A meeting made of a Polis conversation, every id kept; returns the meeting's id."""
    if done := ledger.receipt_of(work.session, chain=place_id, actor=actor.id, key=key):
        return MeetingId(done.data["meeting"])
    created = meetings.create_meeting(work, actor, place_id=place_id, title=title, template="T4", source=POLIS, key=key)
    meeting_id: MeetingId = created.data["meeting"]
    people = [meetings.ImportedSeat(external_id=participant) for participant in conversation.participants]
    seats = meetings.import_seats(work, meeting_id=meeting_id, seats=people)
    texts = [
        actions.ImportedProposal(
            statement.id,
            statement.text,
            statement.kept_state,
            statement.author,
            statement.created_at,
            statement.copy_of,
            statement.is_meta,
        )
        for statement in conversation.statements
    ]
    proposals = actions.import_proposals(work, meeting_id=meeting_id, proposals=texts)
    reactions = [
        (seats[participant], proposals[statement], choice)
        for (participant, statement), choice in conversation.votes.items()
    ]
    actions.import_reactions(work, meeting_id=meeting_id, reactions=reactions)
    meetings.change_meeting(work, actor, meeting_id=meeting_id, stage_view=StageView.GROUND)
    payload = {
        "source": POLIS,
        "sha256": conversation.digest,
        "seats": len(people),
        "proposals": len(texts),
        "reactions": len(reactions),
        "began_at": conversation.began_at.isoformat() if conversation.began_at else None,
        "ended_at": conversation.ended_at.isoformat() if conversation.ended_at else None,
    }
    _note(work, actor, meeting_id, payload)
    return meeting_id


def import_list(
    work: Work,
    actor: Actor,
    *,
    place_id: PlaceId,
    title: str,
    proposals: Sequence[actions.ImportedProposal],
    digest: str,
    key: str | None = None,
) -> MeetingId:
    """A meeting made of a list of proposals; returns the meeting's id."""
    if done := ledger.receipt_of(work.session, chain=place_id, actor=actor.id, key=key):
        return MeetingId(done.data["meeting"])
    created = meetings.create_meeting(
        work, actor, place_id=place_id, title=title, template="T4", source=PROPOSALS, key=key
    )
    meeting_id: MeetingId = created.data["meeting"]
    actions.import_proposals(work, meeting_id=meeting_id, proposals=proposals)
    _note(work, actor, meeting_id, {"source": PROPOSALS, "sha256": digest, "proposals": len(proposals)})
    return meeting_id


def note_earlier_import(session: Session, place_id: PlaceId, file: ReadFile) -> None:
    """Say in the report that a meeting at this place was made of the same file before, if one was."""
    for meeting in meeting_queries.meetings_at(session, [place_id]):
        for kind, _, payload in ledger.changes_of(session, meeting.id, actions.WALL, 0, _FIRST):
            if kind == KIND and ledger.facts_of(payload).get("sha256") == file.digest:
                file.report.remark("again", title=meeting.title)
                return


def _note(work: Work, actor: Actor, meeting_id: MeetingId, payload: Mapping[str, object]) -> None:
    """One entry for the whole import; nobody can have seen an earlier snapshot of a meeting just made."""
    ledger.append(work, chain=meeting_id, kind=KIND, topic=actions.WALL, actor=actor.id, payload=payload)
