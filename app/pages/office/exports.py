"""Downloads of a meeting, for signed-in readers who may export it."""

from functools import partial

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.exports.access import Reader, open_dossier
from app.exports.formats import find_export
from app.platform.access.permissions import Permission
from app.platform.ids import MeetingId
from app.platform.web.downloads import download
from app.platform.web.http import allow, current_call, services

blueprint = Blueprint("office_exports", __name__, url_prefix="/office/meetings/<meeting_id>/exports")


@blueprint.get("/<word:format>")
@allow(Permission.EXPORT_READ)
def file(meeting_id: MeetingId, format: str) -> ResponseReturnValue:
    export_format, reader = find_export(format), Reader(current_call().actor, request.remote_addr or "")
    dossier = open_dossier(services(), reader, meeting_id, format)
    return download(
        partial(export_format.render, dossier),
        name=export_format.file_name(dossier),
        media_type=export_format.media_type,
    )
