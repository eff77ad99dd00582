"""Imports a conversation or a list of proposals from a file as a new meeting, with one ledger entry per import."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from sqlalchemy.orm import Session

from app.meetings import actions as meetings
from app.meetings import queries as meeting_queries
from app.platform.access.actors import Actor
from app.platform.commands import perform
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
RESULT_VIEW = "ground"
"""The view of the projector for the imported votes of a conversation."""
_FIRST = 1
"""Number of entries read to find the entry of an import: the first one on the topic `wall` of the new meeting."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file ready for import: a conversation or a list of proposals, and its SHA-256 in hexadecimal."""

    content: Conversation | ProposalList
    digest: str

    @property
    def report(self) -> Report:
        return self.content.report


def read_file(content: bytes, name: str, *, column: str = "", sheet: str = "") -> ReadFile:
    """Read an uploaded file: a ZIP with a conversation in Polis's layout, or a list of proposals.

    Args:
        content: the whole file.
        name: the file's name; a path before the name is ignored.
        column: the column with the proposals of a list, as in `read_list`.
        sheet: the only sheet of a workbook to read, as in `read_list`.

    Raises:
        DomainError: `import.not_a_table` for a ZIP without tables; else as `unpack` and `conversation_of`, or as
            `read_list`.
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
    """Read a list of proposals; the arguments are those of `read_list`.

    Raises:
        DomainError: as `read_list`.
    """
    return ReadFile(read_list(content, name, column=column, sheet=sheet), hashlib.sha256(content).hexdigest())


def title_of(name: str, day: date) -> str:
    """Return the default title of an imported meeting: the file's name without its extension, and the day."""
    return f"{PurePath(name).stem[:100]} {day}"


def import_file(
    work: Work, actor: Actor, *, place_id: PlaceId, title: str, file: ReadFile, key: str | None = None
) -> MeetingId:
    """Create a meeting from a file and return its id; a repeated idempotency key returns the earlier meeting."""
    if isinstance(file.content, Conversation):
        return import_conversation(work, actor, place_id=place_id, title=title, conversation=file.content, key=key)
    proposals, digest = file.content.proposals, file.digest
    return import_list(work, actor, place_id=place_id, title=title, proposals=proposals, digest=digest, key=key)


def import_conversation(
    work: Work, actor: Actor, *, place_id: PlaceId, title: str, conversation: Conversation, key: str | None = None
) -> MeetingId:
    """Create a meeting from a Polis conversation, keep all ids of the file, and return the id of the meeting."""
    if done := ledger.receipt_of(work.session, chain=place_id, actor=actor.id, key=key):
        return MeetingId(done.data["meeting"])
    created = perform(
        work,
        meetings.create_meeting,
        actor,
        place_id=place_id,
        title=title,
        template="T4",
        source=POLIS,
        key=key,
    )
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
    perform(work, meetings.change_meeting, actor, meeting_id=meeting_id, stage_view=RESULT_VIEW)
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
    """Create a meeting from a list of proposals and return the id of the meeting."""
    if done := ledger.receipt_of(work.session, chain=place_id, actor=actor.id, key=key):
        return MeetingId(done.data["meeting"])
    created = perform(
        work,
        meetings.create_meeting,
        actor,
        place_id=place_id,
        title=title,
        template="T4",
        source=PROPOSALS,
        key=key,
    )
    meeting_id: MeetingId = created.data["meeting"]
    actions.import_proposals(work, meeting_id=meeting_id, proposals=proposals)
    _note(work, actor, meeting_id, {"source": PROPOSALS, "sha256": digest, "proposals": len(proposals)})
    return meeting_id


def note_earlier_import(session: Session, place_id: PlaceId, file: ReadFile) -> None:
    """Add a remark to the report if a meeting at this place was imported from the same file before."""
    for meeting in meeting_queries.meetings_at(session, [place_id]):
        for kind, _, payload in ledger.changes_of(session, meeting.id, actions.WALL, 0, _FIRST):
            if kind == KIND and ledger.facts_of(payload).get("sha256") == file.digest:
                file.report.remark("again", title=meeting.title)
                return


def _note(work: Work, actor: Actor, meeting_id: MeetingId, payload: Mapping[str, object]) -> None:
    """Append one ledger entry for the whole import; nobody can hold an earlier snapshot of the new meeting."""
    ledger.append(work, ledger.Entry(meeting_id, KIND, actions.WALL, actor.id, payload))
