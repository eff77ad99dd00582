"""The phases of a meeting and the time left in the current one, as pages show them."""

from dataclasses import dataclass
from datetime import datetime

from app.meetings.queries import MeetingView


@dataclass(frozen=True, slots=True)
class Step:
    """One phase in the order of the meeting; `state` is done, current or next."""

    key: str
    state: str


def steps_of(meeting: MeetingView) -> list[Step]:
    """Return the phases of a meeting in order, each done, current or next."""
    keys = [phase.key for phase in meeting.phases]
    now = keys.index(meeting.phase)
    states = ["done" if at < now else "current" if at == now else "next" for at in range(len(keys))]
    return [Step(key, state) for key, state in zip(keys, states, strict=True)]


def minutes_left(meeting: MeetingView, now: datetime) -> int | None:
    """Return the minutes until the phase should end, rounded up and at least 0; None without a countdown."""
    if meeting.phase_ends_at is None:
        return None
    return max(0, -int((now - meeting.phase_ends_at).total_seconds() // 60))
