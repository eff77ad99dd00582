"""What pages and programs send about papers."""

from datetime import date
from typing import Annotated, Any

from pydantic import StringConstraints

from app.documents.blocks import Kind
from app.papers import rules
from app.platform.i18n import Locale
from app.platform.ids import AmendmentId, MeetingId, ResolutionId
from app.platform.live.specs import CommandPayload, Payload
from app.platform.text import Line, Number, Text, Word

MAX_CONTENT = 25_200_000
"""Most characters of a scan in base64."""
Reason = Annotated[str, Line(rules.LONGEST_REASON)]


class OnePaper(CommandPayload):
    """Name a paper by its kind and, for the paper of a resolution, the resolution."""

    meeting_id: MeetingId
    kind: Kind
    resolution_id: ResolutionId | None = None


class AskForComments(OnePaper):
    """Open a paper for amendments until the end of a day."""

    until: date


class FinalisePaper(OnePaper):
    """Make a paper final."""


class EndComments(OnePaper):
    """Make a paper a draft again."""


class AttachScan(OnePaper):
    """Attach the scan of the signed paper; `content` is the file in base64."""

    name: Annotated[str, Line(200, least=1)]
    content: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=MAX_CONTENT)]

    def fields(self) -> dict[str, Any]:
        """Return the arguments of the action without the content, which is stored before the action runs."""
        return {"kind": self.kind, "resolution_id": self.resolution_id, "name": self.name}


class PostPaper(OnePaper):
    """Note where and when the signed paper was posted; without a day, today."""

    posted_where: Annotated[str, Line(rules.LONGEST_PASSAGE, least=1)]
    posted_on: date | None = None


class ArchivePaper(OnePaper):
    """Note the number under which the paper is archived."""

    archive_number: Annotated[str, Line(rules.LONGEST_NUMBER, least=1)]


class CorrectPaper(OnePaper):
    """Begin a new version of a final paper."""

    reason: Annotated[str, Line(rules.LONGEST_REASON, least=1)]


class ProposeAmendment(OnePaper):
    """Ask for a change of a paper; staff may say for whom they ask."""

    passage: Annotated[str, Line(rules.LONGEST_PASSAGE, least=1)]
    wording: Annotated[str, Text(rules.LONGEST_WORDING, least=1)]
    asked_by: Annotated[str, Line(rules.LONGEST_PASSAGE)] = ""


class AnswerAmendment(CommandPayload):
    """Accept or decline an amendment."""

    amendment_id: AmendmentId
    is_accepted: bool
    reason: Reason = ""


class ReopenAmendment(CommandPayload):
    """Take back the answer to an amendment."""

    amendment_id: AmendmentId


class PaperFile(Payload):
    """A paper as a file; without a version the current one, without a resolution the paper of the whole meeting."""

    meeting_id: MeetingId
    kind: Kind
    format: Word
    resolution_id: ResolutionId | None = None
    version: Number | None = None
    language: Locale = Locale.ZH_HANS


class ShownPaper(Payload):
    """Which paper of a meeting a page shows in full; without a kind the first."""

    meeting_id: MeetingId
    kind: Kind | None = None
    resolution_id: ResolutionId | None = None


class ScanFile(Payload):
    """The scan of a signed paper; without a version that of the current one."""

    meeting_id: MeetingId
    kind: Kind
    resolution_id: ResolutionId | None = None
    version: Number | None = None
