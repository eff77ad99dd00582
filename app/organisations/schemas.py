"""Payloads of requests about places and their words, and of the set-up of the first place."""

from typing import Annotated

from app.accounts.schemas import PersonName
from app.organisations.rules import LONGEST_PREFIX
from app.platform.ids import PlaceId
from app.platform.lengths import LONGEST_NAME, LONGEST_REASON
from app.platform.live.specs import CommandPayload, Payload
from app.platform.text import Email, Line, Secret, Text

PlaceName = Annotated[str, Line(LONGEST_NAME, code="name.long")]
WordList = Annotated[str, Text(20_000)]


class AddPlace(Payload):
    """Add a place."""

    name: PlaceName = ""


class SetWords(Payload):
    """Replace the words of a place; blanks or commas separate words, and each line of synonyms is one group.

    Each line of examples is an aspect, a colon, and a sentence or word that is about it.
    """

    place_id: PlaceId
    stop: WordList = ""
    user: WordList = ""
    synonyms: WordList = ""
    examples: WordList = ""


class SetLetterhead(CommandPayload):
    """Say who issues the papers of a place and where residents object; an empty line is not printed."""

    place_id: PlaceId
    issuer: Annotated[str, Line(LONGEST_NAME)] = ""
    contact: Annotated[str, Line(LONGEST_REASON)] = ""


class SetPrefix(CommandPayload):
    """Set the prefix of resolution numbers; an empty one returns to the usual prefix of the place."""

    place_id: PlaceId
    resolution_prefix: Annotated[str, Line(LONGEST_PREFIX, code="prefix.invalid")] = ""


class SetUp(Payload):
    """Make the first administrator and the first place."""

    email: Email = ""
    password: Secret = ""
    place: PlaceName = ""
    name: PersonName = ""
