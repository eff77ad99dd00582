"""Form posts of the desk for themes: suggest, stop the suggestion, and edit (merge, move, split, rename, undo ...)."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.pages.desk.returning import back_to
from app.pages.forms import read_form
from app.pages.schemas import ThemeForm
from app.platform.access.permissions import Permission
from app.platform.ids import MeetingId
from app.platform.web.http import allow, current_call
from app.platform.web.payloads import parse
from app.themes import actions, schemas

blueprint = Blueprint("desk_themes", __name__, url_prefix="/m/<meeting_id>/desk/themes")


@blueprint.post("/suggest")
@allow(Permission.THEME_EDIT)
def suggest_themes(meeting_id: MeetingId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.SuggestThemes, meeting=meeting_id)
    call.write(lambda work: actions.suggest_themes(work, call.actor, **dict(data)))
    return back_to(meeting_id, "themes")


@blueprint.post("")
@allow(Permission.THEME_EDIT)
def edit_themes(meeting_id: MeetingId) -> ResponseReturnValue:
    call = current_call()
    form = read_form(ThemeForm, meeting=meeting_id)
    data = parse(schemas.EditThemes, {"key": form.key, "meeting": meeting_id, "edits": [wish_of(form)]})
    edits = [wish.to_edit() for wish in data.edits]
    call.write(lambda work: actions.edit_themes(work, call.actor, meeting_id=meeting_id, edits=edits, key=data.key))
    return back_to(meeting_id, "themes")


@blueprint.post("/stop")
@allow(Permission.THEME_EDIT)
def stop_themes(meeting_id: MeetingId) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.SuggestThemes, meeting=meeting_id)
    call.write(lambda work: actions.stop_themes(work, call.actor, **dict(data)))
    return back_to(meeting_id, "themes")


def wish_of(form: ThemeForm) -> dict[str, object]:
    """Return the one edit in a form as `EditThemes` takes it; `into` is the theme that receives what moves or merges.

    Proposals that are moved `into` no theme become a theme of their own.
    """
    op, theme, into, picked, label = form.op, form.theme, form.into, form.proposal_ids, form.label
    wishes: dict[str, dict[str, object]] = {
        "merge": {"theme": into, "others": [theme]},
        "pin": {"theme": into, "proposals": picked},
        "split": {"theme": theme, "proposals": picked, "label": label},
        "part": {"proposals": picked},
        "colour": {"theme": theme, "colour": form.colour},
        "undo": {"undoes": form.undoes},
    }
    if op == "move":
        op = "pin" if into else "split"
    return {"op": op, **wishes.get(op, {"theme": theme, "label": label})}
