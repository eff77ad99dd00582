"""Payloads of requests about staff and their sign-in."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from app.platform.access.actors import Role, TokenScope
from app.platform.ids import PlaceId, SessionId
from app.platform.lengths import LONGEST_NAME
from app.platform.live.specs import Payload
from app.platform.text import Address, Email, Line, Number, Secret

PersonName = Annotated[str, Line(LONGEST_NAME, code="name.long")]


class SignIn(Payload):
    """Sign in with a password."""

    email: Email = ""
    password: Secret = ""
    next: Address = "/office/"


class ChoosePassword(Payload):
    """Choose a password after opening a one-time link; an empty name keeps the stored name."""

    password: Secret = ""
    name: PersonName = ""


class AddStaff(Payload):
    """Give a person a role."""

    email: Email = ""
    role: Role
    place_id: PlaceId | None = None
    name: PersonName = ""


class NameOneself(Payload):
    """Change one's own name and office, as papers print them."""

    name: PersonName = ""
    office: Annotated[str, Line(LONGEST_NAME)] = ""


class HeldRole(Payload):
    """A role that a person has; without a place, it holds at all places."""

    role: Role
    place_id: PlaceId | None = None


class ChosenSession(Payload):
    """The session to end; None ends all sessions."""

    session_id: SessionId | None = None


class ChangePassword(Payload):
    """Replace the old password by a new one."""

    old: Secret = ""
    password: Secret = ""


class NewToken(Payload):
    """The scopes of a new API token, and its lifetime in days; None uses the default of the settings."""

    scope: tuple[TokenScope, ...] = Field(default=(), max_length=10)
    days: Number | None = None


class ReadUntil(Payload):
    """Dismiss the notices of new sign-in links up to a time, that of the newest notice on the page."""

    until: AwareDatetime
