"""The sections of the floor that no island draws: a page with a script fetches them again when their data change."""

import hashlib
import re
import threading
from collections.abc import Callable
from functools import cached_property

from cachetools import LRUCache
from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.cases import queries as cases
from app.cases.queries import CaseView
from app.cases.rules import Rating
from app.common_ground.my_position import MyPosition, position_of
from app.concessions import queries as concessions
from app.concessions.queries import ConcessionView, OwnConcessions
from app.meetings import queries as meetings
from app.meetings.queries import MeetingView
from app.pages.forms import read_query
from app.pages.phases import steps_of
from app.pages.rendering import page_locale
from app.pages.schemas import FloorSections
from app.platform.access.actors import Actor
from app.platform.access.permissions import Permission
from app.platform.i18n import Locale
from app.platform.ids import CaseId, MeetingId
from app.platform.storage import ledger
from app.platform.web.http import allow, current_call, services
from app.proposals import queries as proposals
from app.proposals.queries import ProposalView
from app.resolutions import queries as resolutions
from app.resolutions.queries import ResolutionView
from app.themes.placing.queries import OwnSorting, own_sorting_of
from app.voting import queries as voting
from app.voting.queries import PollView

blueprint = Blueprint("floor_sections", __name__, url_prefix="/m/<meeting_id>/floor/sections")
SECTIONS = ("now", "sort", "concessions", "stand", "results")
_FORM_KEY = re.compile(r'name="key" value="[^"]*"')


class SectionOwn:
    """What belongs to one seat, as far as the sections show it; each part is read when a template asks for it."""

    def __init__(self, session: Session, meeting_id: MeetingId, actor: Actor, reading: str = "") -> None:
        self._session, self._meeting_id, self._actor, self._reading = session, meeting_id, actor, reading

    @cached_property
    def sorting(self) -> OwnSorting:
        keys, seat = services().keys, self._actor.seat_id
        return own_sorting_of(self._session, keys, self._meeting_id, seat, reading=self._reading)

    @cached_property
    def stand(self) -> MyPosition | None:
        return position_of(self._session, self._meeting_id, self._actor)

    @cached_property
    def ratings(self) -> dict[CaseId, Rating]:
        views = cases.cases_of(self._session, self._meeting_id)
        rated = {view.id: cases.own_rating(self._session, view.id, self._actor.seat_id) for view in views}
        return {case: rating for case, rating in rated.items() if rating is not None}

    @cached_property
    def concessions(self) -> OwnConcessions:
        return concessions.concessions_for(self._session, self._actor.seat_id)


class SectionFacts:
    """The data of the sections under the names that `Floor` uses; each part is read when a template asks for it."""

    def __init__(self, session: Session, meeting_id: MeetingId, actor: Actor, reading: str = "") -> None:
        self._session, self.meeting_id = session, meeting_id
        self.own = SectionOwn(session, meeting_id, actor, reading)

    @cached_property
    def meeting(self) -> MeetingView:
        return meetings.meeting_of(self._session, self.meeting_id)

    @cached_property
    def wall(self) -> list[ProposalView]:
        return proposals.wall_of(self._session, self.meeting_id)

    @cached_property
    def concessions(self) -> list[ConcessionView]:
        return concessions.concessions_of(self._session, self.meeting_id)

    @cached_property
    def polls(self) -> list[PollView]:
        return voting.polls_of(self._session, self.meeting_id)

    @cached_property
    def resolutions(self) -> list[ResolutionView]:
        return resolutions.resolutions_of(self._session, self.meeting_id)

    @cached_property
    def cases(self) -> list[CaseView]:
        return cases.cases_of(self._session, self.meeting_id)


class SharedSections:
    """The newest rendering, in each language, of the section that is the same for every seat of a meeting.

    When a phase begins, all phones of a hall ask for it within two seconds; it is rendered once for each ledger entry.
    """

    MAX_CACHED = 500

    def __init__(self) -> None:
        self._newest: LRUCache[tuple[MeetingId, Locale], tuple[int, str]] = LRUCache(self.MAX_CACHED)
        self._turn = threading.Lock()

    def get(self, name: tuple[MeetingId, Locale], number: int, render: Callable[[], str]) -> str:
        """Return the rendering made at the ledger entry `number`; render it if there is none."""
        with self._turn:
            at, html = self._newest.get(name, (-1, ""))
        if at != number:
            html = render()
            with self._turn:
                self._newest[name] = (number, html)
        return html


@blueprint.get("")
@allow(Permission.MEETING_SEE, as_seat=True)
def show(meeting_id: MeetingId) -> ResponseReturnValue:
    """Return the sections that the query names, or 304 if the browser already shows them."""
    query, actor = read_query(FloorSections), current_call().actor
    names = [name for name in SECTIONS if name in query.of]
    html = current_call().read(
        lambda session: _render(session, SectionFacts(session, meeting_id, actor, query.dealt), names)
    )
    answer = make_response(html)
    answer.set_etag(_tag_of(html))
    return answer.make_conditional(request)


def _render(session: Session, facts: SectionFacts, names: list[str]) -> str:
    return "\n".join(_render_shared(session, facts) if name == "now" else _render_one(facts, name) for name in names)


def _render_shared(session: Session, facts: SectionFacts) -> str:
    number, _ = ledger.head_of(session, facts.meeting_id)  # read first, so that nothing rendered is older
    shared = services().instance(SharedSections)
    return shared.get((facts.meeting_id, page_locale()), number, lambda: _render_one(facts, "now"))


def _render_one(facts: SectionFacts, name: str) -> str:
    return render_template(
        f"floor/_{name}.html",
        floor=facts,
        meeting=facts.meeting,
        steps=steps_of(facts.meeting),
        minutes_left=None,  # islands show the time left and the number of people
        here=None,
    )


def _tag_of(html: str) -> str:
    """Return a digest of the sections without their forms' idempotency keys, which are new in each rendering."""
    return hashlib.sha256(_FORM_KEY.sub("", html).encode()).hexdigest()[:16]
