"""The desk's page: everything that its panels show, read at once."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.meetings import queries as meetings
from app.meetings.queries import MeetingView
from app.meetings.rules import StageView, format_code
from app.pages.qr import join_address, join_url, qr_svg
from app.platform.security.http import allow, current_call
from app.platform.security.permissions import Permission
from app.proposals import queries as proposals
from app.proposals.queries import ProposalView, Tally
from app.proposals.rules import State

blueprint = Blueprint("desk", __name__)
WORK_PANELS: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One phase in the order of the meeting; `state` is done, current or next."""

    key: str
    state: str


@dataclass(frozen=True, slots=True)
class Card:
    """A proposal with what was said to it."""

    view: ProposalView
    tally: Tally


@blueprint.get("/m/<meeting>/desk")
@allow(Permission.MEETING_RUN)
def show(meeting: str) -> ResponseReturnValue:
    facts = current_call().read(lambda session: _read(session, meeting))
    found: MeetingView = facts["meeting"]
    return render_template(
        "desk/show.html",
        audience="desk",
        meeting_id=found.id,
        meeting_title=found.title,
        address=join_address(),
        code=format_code(found.code),
        qr=qr_svg(join_url(found)),
        panels=["phase", "hall", "wall", *WORK_PANELS],
        work_panels=WORK_PANELS,
        stage_views=[view.value for view in StageView],
        **facts,
    )


def steps_of(meeting: MeetingView) -> list[Step]:
    """The phases with where the meeting stands among them."""
    keys = [phase.key for phase in meeting.phases]
    now = keys.index(meeting.phase)
    states = ["done" if at < now else "current" if at == now else "next" for at in range(len(keys))]
    return [Step(key, state) for key, state in zip(keys, states, strict=True)]


def _read(session: Session, meeting: str) -> dict[str, Any]:
    found = meetings.meeting_of(session, meeting)
    tallies = proposals.tallies_of(session, meeting)
    cards = [Card(view, tallies.get(view.id, Tally())) for view in proposals.wall_of(session, meeting, is_desk=True)]
    cards.reverse()
    return {
        "meeting": found,
        "steps": steps_of(found),
        "presence": meetings.presence_of(session, meeting),
        "voters": proposals.voters_of(session, meeting),
        "held": [card for card in cards if card.view.state == State.HELD],
        "shown": [card for card in cards if card.view.state == State.VISIBLE],
        "hidden": [card for card in cards if card.view.state == State.HIDDEN],
    }
