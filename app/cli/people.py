"""Commands about people: staff, API tokens."""

import click

from app.cli.toolbox import Toolbox, Typed, pass_toolbox
from app.people import actions, queries
from app.people.schemas import PlaceName
from app.platform.security.actors import SYSTEM, Role


@click.group()
def staff() -> None:
    """The people who work with the product."""


@staff.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option(
    "--place",
    type=Typed(PlaceName),
    default=None,
    help="Name or id of a place, made when new; an administrator needs none.",
)
@pass_toolbox
def add(tools: Toolbox, email: str, role: str, place: str | None) -> None:
    """Give a person a role and print a one-time sign-in link."""
    place_id = _place(tools, place) if place else None
    hours = tools.settings.link_hours
    token = tools.write(
        lambda work: actions.add_staff(work, SYSTEM, email=email, role=Role(role), place=place_id, hours=hours)
    )
    link = f"{address_of(tools)}/account/link/{token}"
    tools.say(f"One-time sign-in link, good for {hours} hours:\n{link}", link=link)


@click.group()
def token() -> None:
    """Tokens of the REST API."""


@token.command("create")
@click.argument("email")
@pass_toolbox
def create(tools: Toolbox, email: str) -> None:
    """Print a token that acts for a member of staff; it is shown once."""
    secret = tools.write(lambda work: actions.create_api_token(work, SYSTEM, email=email))
    tools.say(secret, token=secret)


def address_of(tools: Toolbox) -> str:
    """Where residents and staff reach this server."""
    settings = tools.settings
    return settings.public_url or f"http://{settings.host}:{settings.port}"


def _place(tools: Toolbox, name: str) -> str:
    found = tools.read(lambda session: queries.place_named(session, name))
    return found.id if found else tools.write(lambda work: actions.create_place(work, SYSTEM, name=name))


COMMANDS = (staff, token)
