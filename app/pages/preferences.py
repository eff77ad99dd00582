"""Language and large-text mode of a browser."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, session
from flask.typing import ResponseReturnValue

from app.platform.i18n import Locale
from app.platform.security.http import allow
from app.platform.security.permissions import Permission

blueprint = Blueprint("preferences", __name__)


@blueprint.post("/preferences")
@allow(Permission.PUBLIC)
def keep() -> ResponseReturnValue:
    """Remember what was chosen and go back to the page."""
    if request.form.get("locale") in set(Locale):
        session["locale"] = request.form["locale"]
    if "elder" in request.form:
        session["elder"] = request.form["elder"] == "1"
    session.permanent = True
    return redirect(local_path(request.form.get("next") or request.referrer), 303)


def local_path(address: str | None) -> str:
    """The path of an address on this server; home for anything else.

    Browsers read `/\\host` as `//host`, the address of another server, and drop control characters.
    """
    try:
        parts = urlsplit(address or "/")
    except ValueError:
        return "/"
    is_local = parts.path.startswith("/") and not parts.path.startswith("//")
    if not is_local or "\\" in parts.path or not (address or "/").isprintable():
        return "/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
