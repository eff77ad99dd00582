"""Who has signed in at a meeting, for its sign-in sheet (签到表)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.platform.ids import MeetingId

MASK = "＊＊"


@dataclass(frozen=True, slots=True)
class Attendee:
    """A person who has signed in and not left.

    Attributes:
        masked_name: the first character and a mask.
        name: the whole name as given at the sign-in, for readers who may see names; else "".
        kind: resident or guest; attendance: hall or online.
    """

    masked_name: str
    name: str
    kind: str
    attendance: str
    joined_at: datetime


def attendees_of(session: Session, meeting_id: MeetingId, *, sees_names: bool) -> tuple[Attendee, ...]:
    """Return those who have signed in, in the order of their sign-in; imported participants never have."""
    return tuple(
        Attendee(masked(row.alias), row.alias if sees_names else "", row.kind, row.attendance, row.joined_at)
        for row in meetings.attendees_of(session, meeting_id)
    )


def masked(name: str) -> str:
    """Return the first character of a name and a mask, such as 王＊＊; a name of one character is masked whole.

    The mask has the same length for every name. An empty name stays empty.
    """
    name = name.strip()
    return f"{name[0] if len(name) > 1 else ''}{MASK}" if name else ""
