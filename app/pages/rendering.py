"""What every template can use: translations, asset addresses, the hidden fields of forms."""

import json
from functools import cache, partial
from pathlib import Path
from typing import Any

from flask import Flask, g, request, session, url_for
from markupsafe import Markup

from app.common_ground.wording import heads, shortfall_words
from app.pages.limits import most
from app.pages.qr import base_url
from app.platform.access.secrets import new_token
from app.platform.i18n import Locale, Translator, negotiate, translator_of
from app.platform.serialise import to_json_value
from app.platform.web.http import csrf_token, services
from app.platform.web.reach import is_only_here


def install_rendering(app: Flask) -> None:
    """Give the templates of an application our functions and filters."""
    app.context_processor(_context)
    app.jinja_env.filters["plain"] = to_json_value
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=lambda name: asset_url(app.static_folder, name), csrf_field=csrf_field, most=most
    )


def page_locale() -> Locale:
    """Return the language chosen in this browser, else the best match for its Accept-Language header."""
    chosen = session.get("locale")
    return Locale(chosen) if chosen in set(Locale) else negotiate(request.headers.get("Accept-Language"))


def translator() -> Translator:
    return translator_of(page_locale())


def csrf_field() -> Markup:
    """Return the hidden fields of every form: the forgery token and an idempotency key (a repeated post counts once).

    On a page that shows a meeting to those who run it, a third field holds the version that the page shows, so that a
    write is refused if others have changed the same thing since that version.
    """
    fields = {"csrf": csrf_token(), "key": new_token()}
    if "shown_version" in g:
        fields["seen"] = str(g.shown_version)
    hidden = Markup('<input type="hidden" name="{}" value="{}">')
    return Markup("").join(hidden.format(name, value) for name, value in fields.items())


def asset_url(folder: str | None, name: str) -> str:
    """Return the address of a built file, whose name holds a hash of its content; unknown names stay as they are."""
    return url_for("static", filename=_manifest(Path(folder or "")).get(name, name))


@cache
def _manifest(folder: Path) -> dict[str, str]:
    path = folder / "manifest.json"
    manifest: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return manifest


def _context() -> dict[str, Any]:
    words = translator()
    now = services().clock.now()
    return {
        "t": words.markup,
        "heads": partial(heads, words.markup),
        "shortfall_words": partial(shortfall_words, words.markup),
        "messages_json": words.messages_json,
        "locale": words.locale.value,
        "locales": [locale.value for locale in Locale],
        "elder": session.get("elder", False),
        "is_only_here": lambda: is_only_here(base_url()),
        "now_ms": int(now.timestamp() * 1000),
    }
