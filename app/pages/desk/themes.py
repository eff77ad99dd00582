"""Acts of the desk on themes: ask for them, merge, move, split, rename, dismiss, take back."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.pages.desk.returning import back_to
from app.pages.forms import read_form
from app.platform.payloads import parse
from app.platform.security.http import allow, current_call
from app.platform.security.permissions import Permission
from app.themes import actions, schemas

blueprint = Blueprint("desk_themes", __name__, url_prefix="/m/<meeting>/desk/themes")


@blueprint.post("/suggest")
@allow(Permission.THEME_EDIT)
def suggest_themes(meeting: str) -> ResponseReturnValue:
    call, data = current_call(), read_form(schemas.SuggestThemes, meeting=meeting)
    call.write(lambda work: actions.suggest_themes(work, call.actor, **dict(data)))
    return back_to(meeting, "themes")


@blueprint.post("")
@allow(Permission.THEME_EDIT)
def edit_themes(meeting: str) -> ResponseReturnValue:
    call = current_call()
    facts = {"key": request.form.get("key"), "meeting": meeting, "edits": [wish_of(request.form)]}
    data = parse(schemas.EditThemes, facts)
    edits = [wish.to_edit() for wish in data.edits]
    call.write(lambda work: actions.edit_themes(work, call.actor, meeting=meeting, edits=edits, key=data.key))
    return back_to(meeting, "themes")


def wish_of(form: MultiDict[str, str]) -> dict[str, object]:
    """One edit as the form speaks of it: `into` names the theme that takes what is moved or merged.

    Chosen proposals that go `into` no theme become one of their own.
    """
    op, theme, into = form.get("op", ""), form.get("theme", ""), form.get("into", "")
    if op == "merge":
        return {"op": op, "theme": into, "others": [theme]}
    if op == "move" and into:
        return {"op": "pin", "theme": into, "proposals": form.getlist("proposals")}
    if op == "move":
        return {"op": "split", "theme": theme, "proposals": form.getlist("proposals"), "label": form.get("label", "")}
    return {"op": op, "theme": theme, "label": form.get("label", "")}
