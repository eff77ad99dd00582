"""Commands about people: staff, sessions, API tokens."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import click

from app.accounts import actions, queries, rules, sessions, staffing
from app.accounts.queries import StaffView
from app.accounts.schemas import PersonName
from app.cli.context import CommandContext, Typed, pass_command_context, told
from app.organisations import actions as organisation_actions
from app.organisations import queries as organisations
from app.organisations.schemas import PlaceName
from app.platform.access.actors import SYSTEM, Role, TokenScope
from app.platform.errors import DomainError, ErrorKind
from app.platform.ids import PlaceId, SessionId, TokenId
from app.platform.web.reach import start_address

ROLES = click.Choice([role.value for role in Role])
SCOPES = click.Choice([scope.value for scope in TokenScope])


@click.group()
def staff() -> None:
    """The people who work with the product."""


@staff.command("add")
@click.argument("email")
@click.option("--role", type=ROLES, required=True)
@click.option(
    "--place",
    "place_name",
    type=Typed(PlaceName),
    default=None,
    help="Name or id of a place, made when new; an administrator needs none.",
)
@click.option("--name", type=Typed(PersonName), default="", help="The person's name, as minutes print it.")
@pass_command_context
def add(tools: CommandContext, email: str, role: str, place_name: str | None, name: str) -> None:
    """Give a person a role and print a one-time sign-in link."""
    place_id = _place(tools, place_name) if place_name else None
    facts: dict[str, Any] = {"email": email, "name": name, "place_id": place_id}
    hours = tools.settings.link_hours
    token = tools.write(lambda work: actions.add_staff(work, SYSTEM, role=Role(role), hours=hours, **facts))
    _say_link(tools, token)


@staff.command("link")
@click.argument("email")
@pass_command_context
def link(tools: CommandContext, email: str) -> None:
    """Print a one-time link for a new password; the person is told at the next sign-in that it was made."""
    person, hours = _person(tools, email), tools.settings.link_hours
    _say_link(tools, tools.write(lambda work: actions.make_sign_in_link(work, SYSTEM, staff_id=person.id, hours=hours)))


@staff.command("list")
@pass_command_context
def list_staff(tools: CommandContext) -> None:
    """Everybody with roles and last sign-in."""
    people = tools.read(queries.all_staff)
    places = {place.id: place.name for place in tools.read(lambda session: organisations.places_of(session, SYSTEM))}
    lines = [
        f"{view.email}\t{_roles(view, places)}\t{_moment(view.signed_in_at)}{' suspended' * bool(view.suspended_at)}"
        for view in people
    ]
    tools.say("\n".join(lines), staff=people)


@staff.command("suspend")
@click.argument("email")
@pass_command_context
def suspend(tools: CommandContext, email: str) -> None:
    """Shut a person out: sessions, sockets, API tokens and links end."""
    person = _person(tools, email)
    tools.write(lambda work: staffing.suspend_staff(work, SYSTEM, staff_id=person.id))
    tools.say(f"{person.email} is suspended.", staff=person.id, is_suspended=True)


@staff.command("resume")
@click.argument("email")
@pass_command_context
def resume(tools: CommandContext, email: str) -> None:
    """Let a suspended person sign in again."""
    person = _person(tools, email)
    tools.write(lambda work: staffing.resume_staff(work, SYSTEM, staff_id=person.id))
    tools.say(f"{person.email} may sign in again.", staff=person.id, is_suspended=False)


@staff.command("remove-role")
@click.argument("email")
@click.option("--role", type=ROLES, required=True)
@click.option("--place", "place_name", default=None, help="Name or id of the place; none for a role held everywhere.")
@pass_command_context
def remove_role(tools: CommandContext, email: str, role: str, place_name: str | None) -> None:
    """Take a role away from a person."""
    person = _person(tools, email)
    place_id = _known_place(tools, place_name) if place_name else None
    tools.write(lambda work: staffing.remove_role(work, SYSTEM, staff_id=person.id, role=Role(role), place_id=place_id))
    tools.say(f"{person.email} no longer has the role {role}.", staff=person.id, role=role)


@staff.command("sessions")
@click.argument("email")
@pass_command_context
def list_sessions(tools: CommandContext, email: str) -> None:
    """The browsers that a person is signed in with."""
    person, now = _person(tools, email), tools.services.clock.now()
    sessions = tools.read(lambda session: queries.sessions_of(session, person.id, now))
    lines = [f"{view.id}\t{view.browser}\t{_moment(view.created_at)}\t{_moment(view.seen_at)}" for view in sessions]
    tools.say("\n".join(lines), sessions=sessions)


@staff.command("end-sessions")
@click.argument("email")
@click.option("--session", "chosen", default=None, help="Id of the only session to end.")
@pass_command_context
def end_sessions(tools: CommandContext, email: str, chosen: str | None) -> None:
    """Sign a person out, everywhere or in one browser."""
    person = _person(tools, email)
    ended = tools.write(
        lambda work: sessions.end_sessions(
            work, SYSTEM, staff_id=person.id, session_id=SessionId(chosen) if chosen else None
        )
    )
    tools.say(f"{ended} sessions ended.", ended=ended)


@click.group()
def token() -> None:
    """Tokens of the REST API."""


@token.command("create")
@click.argument("email")
@click.option("--scope", "scopes", type=SCOPES, multiple=True, help="What the token is for; more than one is possible.")
@click.option("--expires", "days", type=click.IntRange(1, rules.MAX_TOKEN_DAYS), help="Days until it ends.")
@pass_command_context
def create(tools: CommandContext, email: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Print a token that acts for a member of staff; it is shown once."""
    chosen = [TokenScope(scope) for scope in scopes] or [TokenScope.EVERYTHING]
    lasts = days or tools.settings.token_days
    secret = tools.write(lambda work: actions.create_api_token(work, SYSTEM, email=email, scopes=chosen, days=lasts))
    tools.say(secret, token=secret)


@token.command("list")
@click.argument("email", required=False)
@pass_command_context
def list_tokens(tools: CommandContext, email: str | None) -> None:
    """Every API token, or those of one person, without their secrets."""
    people = [_person(tools, email).id] if email else [view.id for view in tools.read(queries.all_staff)]
    tokens = tools.read(lambda session: queries.tokens_of(session, people))
    lines = [
        f"{view.id}\t{view.email}\t{','.join(view.scopes)}\t{_moment(view.expires_at)}\t{_moment(view.used_at)}"
        for view in tokens
    ]
    facts = [
        {
            "id": view.id,
            "email": view.email,
            "scopes": view.scopes,
            "created_at": view.created_at,
            "expires_at": view.expires_at,
            "used_at": view.used_at,
        }
        for view in tokens
    ]
    tools.say("\n".join(lines), tokens=facts)


@token.command("revoke")
@click.argument("token_id")
@pass_command_context
def revoke(tools: CommandContext, token_id: TokenId) -> None:
    """End a token, named by its id in `token list`."""
    tools.write(lambda work: staffing.revoke_api_token(work, SYSTEM, token_id=token_id))
    tools.say(f"Token {token_id} is revoked.", revoked=token_id)


def address_of(tools: CommandContext) -> str:
    """Return the address at which residents and staff reach this server."""
    settings = tools.settings
    return start_address(settings)


def _say_link(tools: CommandContext, token: str) -> None:
    link = f"{address_of(tools)}/account/link/{token}"
    tools.say(f"One-time sign-in link, good for {tools.settings.link_hours} hours:\n{link}", link=link)


def _person(tools: CommandContext, email: str) -> StaffView:
    staff_id = tools.read(lambda session: queries.staff_named(session, email.lower()))
    person = tools.read(lambda session: queries.staff_of(session, staff_id)) if staff_id else None
    return person or told(_unknown)


def _unknown() -> StaffView:
    raise DomainError(ErrorKind.NOT_FOUND, "staff.unknown")


def _roles(view: StaffView, places: Mapping[PlaceId, str]) -> str:
    return ", ".join(f"{role}@{places.get(place, place) if place else '*'}" for place, role in view.roles) or "-"


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}Z" if moment else "never"


def _place(tools: CommandContext, name: str) -> PlaceId:
    place = tools.read(lambda session: organisations.place_named(session, name))
    return place.id if place else tools.write(lambda work: organisation_actions.create_place(work, SYSTEM, name=name))


def _known_place(tools: CommandContext, name: str) -> PlaceId:
    place = tools.read(lambda session: organisations.place_named(session, name))
    return place.id if place else told(_no_place)


def _no_place() -> PlaceId:
    raise DomainError(ErrorKind.NOT_FOUND, "not_found")


COMMANDS = (staff, token)
