"""Papers over REST: their states, their files and the scans of signed ones."""

from typing import Any

from flask import Response, request

from app.api.operations import Operation
from app.api.schemas import OfMeeting
from app.exports.access import Reader
from app.meetings import queries as meetings
from app.papers import queries
from app.papers.printing import Printed, print_paper, read_scan
from app.papers.schemas import PaperFile, ScanFile
from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.access.sights import Sight
from app.platform.web.downloads import download


def list_papers(call: Call, data: OfMeeting) -> dict[str, Any]:
    """Return the papers that have states; names only to readers who may see them."""

    def read(session: Any) -> list[queries.PaperView]:
        sees_names = Sight.NAMES in meetings.sights_at(session, data.meeting_id, call.actor)
        return queries.papers_of(session, data.meeting_id, sees_names=sees_names)

    return {"items": call.read(read), "next": None}


def read_paper(call: Call, data: PaperFile) -> Response:
    return _file(print_paper(call.services, _reader(call), **dict(data)))


def read_paper_scan(call: Call, data: ScanFile) -> Response:
    return _file(read_scan(call.services, _reader(call), **dict(data)))


def _reader(call: Call) -> Reader:
    return Reader(call.actor, request.remote_addr or "")


def _file(printed: Printed) -> Response:
    content = printed.content
    return download(lambda: content, name=printed.name, media_type=printed.media_type, plain=printed.plain)


OPERATIONS = (
    Operation(
        "GET",
        "/meetings/<meeting>/papers",
        Permission.EXPORT_READ,
        OfMeeting,
        list_papers,
        "The minutes and the papers of resolutions: state, version, amendments, hashes of the files.",
    ),
    Operation(
        "GET",
        "/meetings/<meeting>/papers/<kind>/files/<format>",
        Permission.EXPORT_READ,
        PaperFile,
        read_paper,
        "A paper as `docx` or `pdf`; a final version is the file that was made when it became final.",
    ),
    Operation(
        "GET",
        "/meetings/<meeting>/papers/<kind>/scan",
        Permission.EXPORT_READ,
        ScanFile,
        read_paper_scan,
        "The scan of a signed paper.",
    ),
)
