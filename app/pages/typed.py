"""Stores what was typed into a refused form, and fills the form in again when its page is next shown."""

import re
import threading
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from cachetools import FIFOCache
from flask import Flask, Response, request, session
from markupsafe import escape
from werkzeug.datastructures import MultiDict

from app.pages.forms import posted_fields
from app.platform.access.secrets import new_token
from app.platform.web.http import services

COOKIE = "typed"
MAX_FORMS = 200
LARGEST = 32 * 1024
"""Most characters of a form that is stored."""
SECRETS = frozenset({"csrf", "key", "seen", "password", "old"})
"""Fields that are never stored: secrets, and what the page fills in anew."""
_TYPED = frozenset({"text", "email", "search", "tel", "url", "number", "date", "datetime-local"})
Edit = tuple[int, int, str]
"""(start, end, replacement text)"""


@dataclass(frozen=True, slots=True)
class TypedForm:
    """The fields that the form on the path `page` posted to the path `action`."""

    page: str
    action: str
    fields: MultiDict[str, str]


class TypedForms:
    """The newest `MAX_FORMS` refused forms; each can be taken once."""

    def __init__(self) -> None:
        self._forms: FIFOCache[str, TypedForm] = FIFOCache(MAX_FORMS)
        self._turn = threading.Lock()

    def keep(self, form: TypedForm) -> str:
        """Store a form and return the name under which its browser finds it again."""
        name = new_token()
        with self._turn:
            self._forms[name] = form
        return name

    def take(self, name: str, page: str) -> TypedForm | None:
        """Remove and return the form of that name; None if there is none, or it was on another page."""
        with self._turn:
            form = self._forms.get(name)
            return self._forms.pop(name) if form is not None and form.page == page else None


def install(app: Flask) -> None:
    """Fill in refused forms in the pages that the application sends."""
    app.after_request(_fill_response)


def keep_typed(page: str) -> None:
    """Store the form of this request, unless it is too large, for the page that posted it."""
    fields = posted_fields(without=SECRETS)
    if sum(len(value) for _, value in fields.items(multi=True)) <= LARGEST:
        form = TypedForm(urlsplit(page).path, request.path, fields)
        session[COOKIE] = services().instance(TypedForms).keep(form)


def _fill_response(response: Response) -> Response:
    is_page = request.method == "GET" and response.status_code == 200 and response.mimetype == "text/html"
    name = session.get(COOKIE) if is_page else None
    if name is None:
        return response
    form = services().instance(TypedForms).take(name, request.path)
    if form is not None:
        session.pop(COOKIE)
        response.set_data(fill(response.get_data(as_text=True), form))
    return response


def fill(page: str, form: TypedForm) -> str:
    """Return a page with its first matching form filled in as typed, and with the folds around that form open.

    A form matches if it posts to the same path and its hidden fields hold the posted values. Passwords stay empty.
    """
    reader = _Reader(page, form)
    reader.feed(page)
    reader.close()
    for start, end, text in sorted(reader.edits, reverse=True):
        page = page[:start] + text + page[end:]
    return page


class _Reader(HTMLParser):
    """Finds the matching form in a page and collects the edits that fill it in."""

    def __init__(self, page: str, form: TypedForm) -> None:
        super().__init__(convert_charrefs=False)
        self.edits: list[Edit] = []
        self._form = form
        self._lines = [0, *(match.end() for match in re.finditer("\n", page))]
        self._folds: list[Edit | None] = []
        self._draft: list[Edit] | None = None
        self._actions: set[str] = set()
        self._is_same = True
        self._is_done = False
        self._area: tuple[str, int] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "details":
            self._folds.append(None if "open" in facts else (self._at + len("<details"),) * 2 + (" open",))
        elif tag == "form" and not self._is_done:
            self._draft, self._is_same = [], facts.get("method", "").lower() == "post"
            self._actions = {urlsplit(unescape(facts.get("action", ""))).path or self._form.page}
        elif self._draft is not None:
            self._read_field(tag, facts, self._draft)

    def handle_endtag(self, tag: str) -> None:
        if tag == "details" and self._folds:
            self._folds.pop()
        elif tag == "textarea" and self._area is not None and self._draft is not None:
            name, start = self._area
            self._draft.append((start, self._at, f"\n{escape(self._form.fields[name])}"))
            self._area = None
        elif tag == "select":
            self._select = ""
        elif tag == "form" and self._draft is not None:
            self._finish(self._draft)

    @property
    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _finish(self, draft: list[Edit]) -> None:
        """End a form; if it was the posted one, keep the edits that fill it in and that open the folds around it."""
        if self._is_same and self._form.action in self._actions:
            self.edits += [*draft, *(fold for fold in self._folds if fold)]
            self._is_done = True
        self._draft = None

    def _read_field(self, tag: str, facts: dict[str, str], draft: list[Edit]) -> None:
        fields, name = self._form.fields, facts.get("name", "")
        if "formaction" in facts:
            self._actions.add(urlsplit(facts["formaction"]).path)
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select in fields:
            self._mark(draft, "selected", facts.get("value", "") in fields.getlist(self._select))
        elif tag == "textarea" and name in fields:
            self._area = (name, self._at + len(self.get_starttag_text() or ""))
        elif tag == "input":
            self._read_input(name, facts, draft)

    def _read_input(self, name: str, facts: dict[str, str], draft: list[Edit]) -> None:
        fields, kind = self._form.fields, facts.get("type", "text").lower()
        if kind == "hidden" and name in fields:
            self._is_same = self._is_same and facts.get("value", "") in fields.getlist(name)
        elif kind in ("radio", "checkbox") and name:
            self._mark(draft, "checked", facts.get("value", "on") in fields.getlist(name))
        elif kind in _TYPED and name in fields:
            self._rewrite(draft, f' value="{escape(fields[name])}"')

    def _mark(self, draft: list[Edit], mark: str, is_set: bool) -> None:
        """Set or remove the attribute `checked` or `selected` of a field; its value stays."""
        tag = self.get_starttag_text() or ""
        plain = re.sub(rf"\s{mark}(?=[\s/>])", "", tag)
        draft.append((self._at, self._at + len(tag), f"{plain[:-1]} {mark}>" if is_set else plain))

    def _rewrite(self, draft: list[Edit], value: str) -> None:
        tag = self.get_starttag_text() or ""
        plain = re.sub(r'\svalue="[^"]*"', "", tag)
        draft.append((self._at, self._at + len(tag), f"{plain[:-1].rstrip('/')}{value}>"))
