"""What pages and programs send about the templates of a place."""

from typing import Annotated

from pydantic import StringConstraints

from app.documents.blocks import Kind
from app.documents.template import LARGEST
from app.platform.ids import PlaceId
from app.platform.live.specs import CommandPayload, Payload

MAX_CONTENT = 4 * (LARGEST // 3 + 1) + 4
"""Most characters of a file in base64; a file a little too large comes through, to be refused in words."""


class SetTemplate(CommandPayload):
    """Print a paper of a place with a template of its own; `content` is the DOCX file in base64."""

    place_id: PlaceId
    kind: Kind
    content: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=MAX_CONTENT)]


class RemoveTemplate(CommandPayload):
    """Print a paper of a place with the built-in template again."""

    place_id: PlaceId
    kind: Kind


class TemplatesOf(Payload):
    """The templates of a place."""

    place_id: PlaceId


class OneTemplate(Payload):
    """The template with which a place prints one paper."""

    place_id: PlaceId
    kind: Kind
