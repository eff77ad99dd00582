"""Two meetings at one place and one at another, each with everything in it, and everyone who could knock."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import partial
from typing import Any

from flask import Flask

from app.accounts import actions as accounts
from app.concessions import actions as concessions
from app.factory import Live, Publisher, attach_live, create_app
from app.meetings import stage_links
from app.meetings.rules import ResultsVisibility
from app.platform.access.actors import SYSTEM, Actor
from app.platform.access.limits import RateLimit
from app.platform.access.services import Services
from app.proposals.duplicates import actions as duplicates
from app.settings import Settings
from app.themes import actions as themes
from app.themes.rules import DraftTheme
from tests.builders import (
    build_amendment,
    build_export_job,
    build_meeting,
    build_proposal,
    build_seat,
    move_to,
    react,
)
from tests.clients import Browser, Phone, open_browser
from tests.compiled import with_templates
from tests.hall import Hall
from tests.people import Cast, gather_cast
from tests.platform.routes import NO_SUCH

THEME = "shed"
OFFICE_IDS = {"staff", "session", "token"}
"""Ids of people and of sign-ins: they belong to no meeting, and the acts themselves check who administers whom."""
WIDE = RateLimit(1e9, 1e9)


@dataclass(slots=True)
class Room:
    """One meeting and the ids of what is in it, by the names under which payloads speak of them."""

    meeting: str
    seat: Actor
    ids: dict[str, str]


@dataclass(slots=True)
class Estate:
    """`here` and `next_door` are at Lin's place, `away` is at Hai's."""

    app: Flask
    services: Services
    live: Live
    cast: Cast
    here: Room
    next_door: Room
    away: Room
    browsers: dict[str, Browser] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def phone(self, seat: Actor) -> Phone:
        return Phone.connect(self.app, self.live, seat=seat.token)

    def desk(self, name: str = "ada") -> Phone:
        return Phone.connect(self.app, self.live, browser=self.browsers[name])


def without_limits(services: Services) -> Services:
    """The same services, never too fast: what is asked here is what comes through, not how often."""
    return replace(services, limits=_widened(services.limits))


def _widened(limits: Any) -> Any:
    """The same limits, each of them wide."""
    wide: dict[str, Any] = {}
    for one in fields(limits):
        value = getattr(limits, one.name)
        if isinstance(value, RateLimit):
            wide[one.name] = WIDE
        elif is_dataclass(value):
            wide[one.name] = _widened(value)
    return replace(limits, **wide)


def build_estate(settings: Settings, services: Services, publisher: Publisher) -> Estate:
    services = without_limits(services)
    app = with_templates(create_app(settings, services))
    live = attach_live(app, async_mode="threading")
    publisher.told.append(live.coalescer.mark)
    cast = gather_cast(services)
    rooms = [build_room(services, cast, place) for place in (cast.place, cast.place, cast.elsewhere)]
    estate = Estate(app, services, live, cast, *rooms)
    for name in ("ada", "lin", "wen", "hai"):
        estate.browsers[name] = open_browser(app).sign_in(services, getattr(cast, name))
        email = f"{name}@example.org"
        token = services.writer.run(partial(accounts.create_api_token, actor=SYSTEM, email=email))
        estate.tokens[name] = f"Bearer {token}"
    estate.browsers["seat"] = open_browser(app).take_seat(estate.here.seat)
    estate.browsers["nobody"] = open_browser(app)
    estate.tokens |= {"seat": f"Seat {estate.here.seat.token}", "nobody": ""}
    return estate


def build_room(services: Services, cast: Cast, place: str) -> Room:
    """A meeting with cards that a machine found alike, a theme, an offer, an open poll, a draft, a case."""
    meeting = build_meeting(services, place, stakeholder_groups=("业主", "租户"), results=ResultsVisibility.IMMEDIATE)
    seat, other = build_seat(services, meeting, "梅"), build_seat(services, meeting, "波")
    cards = [build_proposal(services, seat, meeting, text) for text in ("建车棚", "建一座车棚", "装喷淋")]
    services.writer.run(
        lambda work: duplicates.store_candidates(work, meeting_id=meeting, pairs=[(cards[1], cards[0])])
    )
    react(services, seat, meeting, cards[0])
    draft = DraftTheme(THEME, "车棚", ("车棚",), tuple(cards), cards[0], 0.5)
    services.writer.run(lambda work: themes.store_draft(work, meeting_id=meeting, themes=[draft], alone=[]))
    hall = Hall(services, cast, meeting, seat, other)
    ids = {"meeting": meeting, "place": place, "seat": seat.id, "proposal": cards[1], "original": cards[0]}
    ids["proposals"] = cards[2]
    move_to(services, meeting, "discuss")
    offer = {"condition": "离窗五米", "offer": "我同意建", "wanted": "晚上不装卸"}
    ids["concession"] = str(hall.do(concessions.offer_concession, seat, **offer).data["concession"])
    adopted = hall.adopted()
    ids["case"] = hall.open_case(adopted)
    ids["corrects"], ids["notice"] = adopted, hall.post_notice(adopted)
    ids["resolution"] = hall.draft("装喷淋")
    ids["poll"] = hall.open_poll()
    person = cast.hai if place == cast.elsewhere else cast.lin
    ids |= {"staff": person.id, "session": NO_SUCH, "token": NO_SUCH}
    made = services.writer.run(lambda work: stage_links.make_stage_link(work, cast.lin, meeting_id=meeting))
    ids["stage_link"] = made.id
    ids["amendment"] = build_amendment(services, person, meeting)
    ids["export_job"] = build_export_job(services, person, meeting)
    return Room(meeting, seat, ids)
