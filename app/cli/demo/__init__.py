"""The command `demo load`: a fictional estate in the middle of its meeting."""

from typing import Any

import click

from app.cli.data import ensure_place
from app.cli.demo.estate import EMAIL, NAME, PLACE, load_estate
from app.cli.people import address_of
from app.cli.toolbox import Toolbox, pass_toolbox
from app.meetings import queries as meetings
from app.people import actions as people
from app.platform.security.actors import SYSTEM, Role


@click.group()
def demo() -> None:
    """A demonstration."""


@demo.command()
@pass_toolbox
def load(tools: Toolbox) -> None:
    """Load the demo estate 桂花苑 once; prints a sign-in link and, on the last line, the meeting's id."""
    place = ensure_place(tools, PLACE)
    found = tools.read(lambda session: meetings.meetings_at(session, [place]))
    if found:
        tools.progress("the demo is already there")
        meeting = found[-1].id
    else:
        meeting = load_estate(tools, place)
        tools.progress("finding themes and common ground")
        tools.run_all_jobs(tools.services)
    hours = tools.settings.link_hours
    facts: dict[str, Any] = {"email": EMAIL, "name": NAME, "place": place}
    token = tools.write(lambda work: people.add_staff(work, SYSTEM, role=Role.FACILITATOR, hours=hours, **facts))
    address = address_of(tools)
    link, stage = f"{address}/account/link/{token}", f"{address}/m/{meeting}/stage"
    tools.say(
        f"Demo facilitator, one-time sign-in link:\n{link}\nStage:\n{stage}\n{meeting}", meeting=meeting, link=link
    )


COMMANDS = (demo,)
