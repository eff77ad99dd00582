"""Payloads of requests about places and their words, and of the set-up of the first place."""

from typing import Annotated

from app.accounts.schemas import PersonName
from app.platform.ids import PlaceId
from app.platform.lengths import LONGEST_NAME
from app.platform.live.specs import Payload
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


class SetUp(Payload):
    """Make the first administrator and the first place."""

    email: Email = ""
    password: Secret = ""
    place: PlaceName = ""
    name: PersonName = ""
