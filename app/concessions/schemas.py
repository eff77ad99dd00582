"""What may come through a door about concessions."""

from pydantic import Field

from app.platform.live.specs import Payload
from app.platform.text import CleanLine, Id, Key


class OfferConcession(Payload):
    """「我原來希望 wanted;只要 condition,我可以退到 gives」"""

    key: Key
    condition: CleanLine = Field(max_length=400)
    gives: CleanLine = Field(max_length=400)
    wanted: CleanLine = Field(default="", max_length=400)
    meeting: Id | None = None
    proposal: Id | None = None


class ChangeConcession(Payload):
    """Take an offer up or back."""

    key: Key
    concession: Id
