"""The page that imports a file, a list of proposals or a conversation, as a meeting."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.organisations import queries as organisations
from app.organisations.queries import PlaceView
from app.pages.forms import read_form, read_upload
from app.pages.office.frame import may, show
from app.pages.rendering import translator
from app.platform.access.permissions import Permission
from app.platform.errors import DomainError
from app.platform.local_time import to_local
from app.platform.threads import run_native
from app.platform.web.http import STATUS, allow, current_call
from app.proposals import imports
from app.proposals.schemas import ImportFile

blueprint = Blueprint("office_imports", __name__, url_prefix="/office/import")


@blueprint.get("")
@allow(Permission.MEETING_CREATE)
def form() -> ResponseReturnValue:
    return _form()


@blueprint.post("")
@allow(Permission.MEETING_CREATE)
def bring_in() -> ResponseReturnValue:
    """Import a file and show what was read and left out; an unreadable file shows the form again as it was typed."""
    call, data = current_call(), read_form(ImportFile)
    try:
        name, content = read_upload("file")
        file = run_native(lambda: imports.read_file(content, name, column=data.column, sheet=data.sheet))
    except DomainError as error:
        words = translator()(f"errors.{error.code}", **error.params)
        return _form(data, words), STATUS[error.kind]
    call.read(lambda session: imports.note_earlier_import(session, data.place_id, file))
    title = data.title or imports.title_of(name, to_local(call.services.clock.now()).date())
    meeting = call.write(
        lambda work: imports.import_file(work, call.actor, place_id=data.place_id, title=title, file=file, key=data.key)
    )
    return show("imported", "meetings", meeting=meeting, title=title, lines=file.report.in_words(translator()))


def _form(typed: ImportFile | None = None, error: str = "") -> str:
    places = [place for place in current_call().read(_places) if may_import(place)]
    return show("import", "meetings", places=places, typed=typed, error=error)


def may_import(place: PlaceView) -> bool:
    return may(current_call().actor, Permission.MEETING_CREATE, place.id)


def _places(session: Session) -> list[PlaceView]:
    return organisations.places_of(session, current_call().actor)
