"""Downloads of a meeting, for those who are signed in and only then."""

from functools import partial

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.exports.dossier import dossier_of
from app.exports.formats import find_export
from app.platform.downloads import download
from app.platform.security.http import allow, current_call, services
from app.platform.security.permissions import Permission

blueprint = Blueprint("office_exports", __name__, url_prefix="/office/meetings/<meeting>/exports")


@blueprint.get("/<format>")
@allow(Permission.EXPORT_READ)
def file(meeting: str, format: str) -> ResponseReturnValue:
    signer = current_call().services.signer
    found, now = find_export(format), services().clock.now()
    dossier = current_call().read(lambda session: dossier_of(session, meeting, now, signer))
    return download(partial(found.render, dossier), name=found.file_name(dossier), media_type=found.media_type)
