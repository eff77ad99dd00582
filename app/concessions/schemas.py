"""What may come through a door about concessions."""

from typing import Annotated

from app.platform.live.specs import Payload
from app.platform.text import Id, Key, Line


class OfferConcession(Payload):
    """「我原來希望 wanted;只要 condition,我可以退到 gives」"""

    key: Key
    condition: Annotated[str, Line(400)]
    gives: Annotated[str, Line(400)]
    wanted: Annotated[str, Line(400)] = ""
    meeting: Id | None = None
    proposal: Id | None = None


class ChangeConcession(Payload):
    """Take an offer up or back."""

    key: Key
    concession: Id
