"""Language and large-text mode of a browser."""

import re
from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, session
from flask.typing import ResponseReturnValue

from app.pages.forms import read_form
from app.pages.schemas import Preferences
from app.platform.access.permissions import Permission
from app.platform.i18n import Locale
from app.platform.web.http import allow

blueprint = Blueprint("preferences", __name__)
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
"""Matches a path that no browser reads as the address of another host."""


@blueprint.post("/preferences")
@allow(Permission.PUBLIC)
def keep() -> ResponseReturnValue:
    """Store the chosen language or large-text mode and go back to the page."""
    chosen = read_form(Preferences)
    if chosen.locale in set(Locale):
        session["locale"] = chosen.locale
    if chosen.elder is not None:
        session["elder"] = chosen.elder == "1"
    session.permanent = True
    return redirect(local_path(chosen.next or request.referrer), 303)


def local_path(address: str | None) -> str:
    """Return the path and query of an address without its host; `/` if a browser could read the path as a host.

    Browsers read `/\\host` as `//host`, the address of another server, and drop control characters.
    """
    try:
        parts = urlsplit(address or "/")
    except ValueError:  # such as an unfinished IPv6 address
        return "/"
    is_local = _LOCAL.fullmatch(parts.path) and "\\" not in parts.path and (address or "/").isprintable()
    path = parts.path if is_local else "/"
    return f"{path}?{parts.query}" if is_local and parts.query else path
