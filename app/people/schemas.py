"""What may come through a door about staff, places and their words."""

from typing import Annotated

from app.platform.live.specs import Payload
from app.platform.security.actors import Role
from app.platform.text import Address, Email, Id, Line, Secret, Text

PlaceName = Annotated[str, Line(200)]
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


class ChoosePassword(Payload):
    """Choose a password after a one-time link."""

    password: Secret = ""


class AddStaff(Payload):
    """Give a person a role."""

    email: Email = ""
    role: Role
    place: Id | None = None


class AddPlace(Payload):
    """Add a place."""

    name: PlaceName = ""


class SetWords(Payload):
    """Replace the words of a place; words stand apart by blanks and commas, groups of synonyms one to a line."""

    place: Id
    stop: WordList = ""
    user: WordList = ""
    synonyms: WordList = ""
