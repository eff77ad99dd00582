"""Imports of files over REST."""

import base64
import binascii
from typing import Annotated

from pydantic import StringConstraints

from app.api.operations import Operation
from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.errors import DomainError, ErrorKind
from app.platform.i18n import Locale, translator_of
from app.platform.local_time import to_local
from app.platform.text import Line
from app.platform.threads import run_native
from app.proposals import imports
from app.proposals.schemas import ImportFile

MAX_CONTENT = 28_000_000
"""Most characters of a file in base64."""


class SendFile(ImportFile):
    """Import a file as a meeting; `content` is the file in base64."""

    name: Annotated[str, Line(200, least=1)]
    content: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=MAX_CONTENT)]


def bring_in(call: Call, data: SendFile) -> dict[str, object]:
    """Import a file; return the id of the meeting and the report of what was read, as counts and rows and in words."""
    try:
        content = base64.b64decode(data.content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise DomainError(ErrorKind.INVALID, "payload.invalid", field="content") from error
    file = run_native(lambda: imports.read_file(content, data.name, column=data.column, sheet=data.sheet))
    call.read(lambda session: imports.note_earlier_import(session, data.place_id, file))
    title = data.title or imports.title_of(data.name, to_local(call.services.clock.now()).date())
    meeting = call.write(
        lambda work: imports.import_file(work, call.actor, place_id=data.place_id, title=title, file=file, key=data.key)
    )
    words = file.report.in_words(translator_of(Locale.EN))
    return {"meeting": meeting, "report": {**file.report.as_facts, "words": words}}


OPERATIONS = (
    Operation(
        "POST",
        "/imports",
        Permission.MEETING_CREATE,
        SendFile,
        bring_in,
        "Make a meeting of a list of proposals, or of a conversation in Polis's layout as a ZIP.",
        201,
    ),
)
