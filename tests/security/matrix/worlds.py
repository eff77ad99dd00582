"""Worlds for the role matrix: one's own meeting, another of the same place, one of another place, and nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.concessions.actions import offer_concession
from app.meetings import stage_links
from app.platform.access.permissions import Scope
from app.platform.access.services import Services
from app.registry import LOCATORS
from tests.builders import build_amendment, build_export_job, build_meeting, build_proposal, build_seat
from tests.hall import Hall
from tests.people import Cast
from tests.platform.routes import NO_SUCH

CARD = {"condition": "车棚离窗五米", "offer": "我同意建", "wanted": "晚上不装卸"}


@dataclass(frozen=True, slots=True)
class World:
    """A meeting with one thing of every kind in it; `scope` is None where no id exists."""

    name: str
    scope: Scope | None
    ids: Mapping[str, str]


def build_worlds(services: Services, cast: Cast) -> tuple[World, ...]:
    """The worlds own, other and away, and one in which no id exists."""
    return (
        _build_world(services, cast, "own", cast.place),
        _build_world(services, cast, "other", cast.place),
        _build_world(services, cast, "away", cast.elsewhere),
        World("nothing", None, dict.fromkeys(LOCATORS, NO_SUCH)),
    )


def _build_world(services: Services, cast: Cast, name: str, place: str) -> World:
    meeting = build_meeting(services, place, title=name)
    hall = Hall(services, cast, meeting, build_seat(services, meeting, "梅"), build_seat(services, meeting, "波"))
    builders: dict[str, Callable[[], str]] = {
        "place": lambda: place,
        "meeting": lambda: meeting,
        "seat": lambda: hall.mei.id,
        "proposal": lambda: build_proposal(services, hall.mei, meeting),
        "original": lambda: build_proposal(services, hall.bo, meeting, "装一盏路灯"),
        "concession": lambda: str(hall.do(offer_concession, cast.lin, **CARD).data["concession"]),
        "poll": hall.open_poll,
        "resolution": hall.adopted,
        "corrects": lambda: hall.adopted("修路"),
        "notice": lambda: hall.post_notice(hall.adopted("换门禁")),
        "stage_link": lambda: (
            services.writer.run(lambda work: stage_links.make_stage_link(work, cast.lin, meeting_id=meeting)).id
        ),
        "amendment": lambda: build_amendment(services, cast.lin, meeting),
        "export_job": lambda: build_export_job(services, cast.ada, meeting),
        "case": lambda: hall.open_case(hall.adopted("装路灯")),
    }
    missing = sorted(set(LOCATORS) - set(builders))
    if missing:
        raise LookupError(f"the role matrix cannot build what these locators name: {missing}")
    return World(name, Scope(place, meeting), {kind: builders[kind]() for kind in LOCATORS})
