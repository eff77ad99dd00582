"""The command `demo load`: a fictional estate in the middle of its meeting."""

from typing import Any

import click
from sqlalchemy.orm import Session

from app.accounts import actions as accounts
from app.accounts import queries as staff
from app.cli.context import CommandContext, pass_command_context
from app.cli.data import ensure_place
from app.cli.demo.estate import EMAIL, NAME, PLACE, TITLE, load_estate
from app.cli.demo.lights import load_lights
from app.cli.people import address_of
from app.meetings import queries as meetings
from app.platform.access.actors import SYSTEM, Actor, ActorKind, Role


@click.group()
def demo() -> None:
    """A demonstration."""


@demo.command()
@pass_command_context
def load(tools: CommandContext) -> None:
    """Load the demo estate 桂花苑 once; prints a sign-in link and, on the last line, the meeting's id."""
    place_id = ensure_place(tools, PLACE)
    hours = tools.settings.link_hours
    facts: dict[str, Any] = {"email": EMAIL, "name": NAME, "place_id": place_id}
    token = tools.write(lambda work: accounts.add_staff(work, SYSTEM, role=Role.FACILITATOR, hours=hours, **facts))
    known = tools.read(lambda session: meetings.meetings_at(session, [place_id]))
    if known:
        tools.progress("the demo is already there")
        meeting_id = next(meeting.id for meeting in known if meeting.title == TITLE)
    else:
        facilitator = tools.read(_facilitator)
        load_lights(tools, place_id, facilitator)
        tools.progress("the meeting before, with its resolution")
        meeting_id = load_estate(tools, place_id, facilitator)
        tools.progress("finding themes and common ground")
        tools.run_all_jobs(tools.services)
    address = address_of(tools)
    link, stage = f"{address}/account/link/{token}", f"{address}/m/{meeting_id}/stage"
    tools.say(
        f"Demo facilitator, one-time sign-in link:\n{link}\nStage:\n{stage}\n{meeting_id}",
        meeting=meeting_id,
        link=link,
    )


def _facilitator(session: Session) -> Actor:
    staff_id = staff.staff_named(session, EMAIL)
    if staff_id is None:
        raise LookupError(f"{EMAIL} has been removed")
    return Actor(ActorKind.STAFF, staff_id, roles=staff.roles_of(session, staff_id))


COMMANDS = (demo,)
