"""What pages and programs send about export jobs."""

from app.platform.i18n import Locale
from app.platform.ids import ExportJobId, MeetingId
from app.platform.live.specs import CommandPayload, Payload
from app.platform.text import Word


class AskForExport(CommandPayload):
    """Have the worker export a meeting in one format; without a language in the default one of the format."""

    meeting_id: MeetingId
    format: Word
    language: Locale | None = None


class OneExportJob(Payload):
    """A call about one export job."""

    export_job_id: ExportJobId


class CancelExport(CommandPayload):
    """Stop one export job."""

    export_job_id: ExportJobId
