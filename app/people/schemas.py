"""What may come through a door about staff, places and their words."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from app.platform.access.actors import Role, TokenScope
from app.platform.ids import PlaceId, SessionId
from app.platform.lengths import LONGEST_NAME
from app.platform.live.specs import Payload
from app.platform.text import Address, Email, Line, Number, Secret, Text

PlaceName = Annotated[str, Line(LONGEST_NAME, code="name.long")]
PersonName = Annotated[str, Line(LONGEST_NAME, code="name.long")]
WordList = Annotated[str, Text(20_000)]


class SignIn(Payload):
    """Sign in with a password."""

    email: Email = ""
    password: Secret = ""
    next: Address = "/office/"


class SetUp(Payload):
    """Make the first administrator and the first place."""

    email: Email = ""
    password: Secret = ""
    place: PlaceName = ""
    name: PersonName = ""


class ChoosePassword(Payload):
    """Choose a password after a one-time link; an empty name leaves the name as it is."""

    password: Secret = ""
    name: PersonName = ""


class AddStaff(Payload):
    """Give a person a role."""

    email: Email = ""
    role: Role
    place_id: PlaceId | None = None
    name: PersonName = ""


class NameOneself(Payload):
    """Change one's own name."""

    name: PersonName = ""


class HeldRole(Payload):
    """A role that somebody holds; without a place it is held everywhere."""

    role: Role
    place_id: PlaceId | None = None


class ChosenSession(Payload):
    """One session to end; none means all."""

    session_id: SessionId | None = None


class ChangePassword(Payload):
    """Replace a password by another."""

    old: Secret = ""
    password: Secret = ""


class NewToken(Payload):
    """What an API token may do, and for how many days; None means as long as the settings say."""

    scope: tuple[TokenScope, ...] = Field(default=(), max_length=10)
    days: Number | None = None


class ReadUntil(Payload):
    """The moment up to which notices were read."""

    until: AwareDatetime


class AddPlace(Payload):
    """Add a place."""

    name: PlaceName = ""


class SetWords(Payload):
    """Replace the words of a place; words stand apart by blanks and commas, groups of synonyms one to a line."""

    place_id: PlaceId
    stop: WordList = ""
    user: WordList = ""
    synonyms: WordList = ""
