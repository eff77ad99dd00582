"""The page on which a place makes the templates of its papers its own, and tries them before it relies on them."""

import base64
from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.documents.blocks import Kind
from app.documents.formats import DOCX
from app.documents.sample import print_sample
from app.documents.standard import standard_template
from app.documents.template import LARGEST, SCALARS, SECTIONS, faults_of, placeholder_of
from app.documents.templates import queries
from app.documents.templates.commands import REMOVE_TEMPLATE, SET_TEMPLATE
from app.documents.templates.schemas import OneTemplate
from app.exports import names
from app.organisations import queries as organisations
from app.pages.forms import read_form, read_query, read_upload
from app.pages.office.frame import show
from app.pages.rendering import translator
from app.pages.schemas import PostedTemplate
from app.platform.access.permissions import Permission
from app.platform.commands import run_command
from app.platform.errors import DomainError
from app.platform.i18n import Locale
from app.platform.ids import PlaceId
from app.platform.threads import run_native
from app.platform.web.downloads import download
from app.platform.web.http import allow, current_call

blueprint = Blueprint("office_templates", __name__, url_prefix="/office/places/<place_id>/templates")
TRY = "try"
"""The value of the button that only prints a sample."""


@blueprint.get("")
@allow(Permission.PLACE_LETTERHEAD)
def page(place_id: PlaceId) -> ResponseReturnValue:
    return _page(place_id)


@blueprint.get("/<word:kind>/file")
@allow(Permission.PLACE_LETTERHEAD)
def file(place_id: PlaceId, kind: str) -> ResponseReturnValue:
    """Hand out the place's own template of a paper, or the built-in one."""
    asked, own = _asked(place_id, kind)
    return _docx(asked, lambda: own or standard_template(asked, Locale.ZH_HANS), "template")


@blueprint.get("/<word:kind>/built-in")
@allow(Permission.PLACE_LETTERHEAD)
def built_in(place_id: PlaceId, kind: str) -> ResponseReturnValue:
    asked, _ = _asked(place_id, kind)
    return _docx(asked, lambda: standard_template(asked, Locale.ZH_HANS), "template")


@blueprint.get("/<word:kind>/sample")
@allow(Permission.PLACE_LETTERHEAD)
def sample(place_id: PlaceId, kind: str) -> ResponseReturnValue:
    """Print a sample with the template that is in use."""
    asked, own = _asked(place_id, kind)
    return _docx(asked, partial(print_sample, asked, own), "sample")


@blueprint.post("/<word:kind>")
@allow(Permission.PLACE_LETTERHEAD)
def upload(place_id: PlaceId, kind: str) -> ResponseReturnValue:
    """Try a template or put it to use; a template with faults is not kept, and the page names each fault."""
    posted = read_form(PostedTemplate, place=place_id, kind=kind)
    asked = posted.kind
    try:
        _, content = read_upload("file")
    except DomainError as error:
        return _page(place_id, asked, [error]), 422
    faults, printed = run_native(lambda: _tried(asked, content))
    if faults:
        return _page(place_id, asked, faults), 422
    if posted.do == TRY:
        return _docx(asked, lambda: printed, "sample")
    given = {"place": place_id, "kind": kind, "content": base64.b64encode(content).decode()}
    run_command(current_call(), SET_TEMPLATE, read_form(SET_TEMPLATE.schema, **given))
    flash(translator()("office.templates.kept", paper=translator()(f"documents.paper.{asked}")))
    return redirect(url_for("office_templates.page", place_id=place_id), 303)


@blueprint.post("/<word:kind>/remove")
@allow(Permission.PLACE_LETTERHEAD)
def remove(place_id: PlaceId, kind: str) -> ResponseReturnValue:
    run_command(current_call(), REMOVE_TEMPLATE, read_form(REMOVE_TEMPLATE.schema, place=place_id, kind=kind))
    flash(translator()("office.templates.removed", paper=translator()(f"documents.paper.{kind}")))
    return redirect(url_for("office_templates.page", place_id=place_id), 303)


def _asked(place_id: PlaceId, kind: str) -> tuple[Kind, bytes | None]:
    """Return the paper that the path names, and the place's own template of it."""
    asked = read_query(OneTemplate, place=place_id, kind=kind).kind
    return asked, current_call().read(lambda session: queries.own_template(session, place_id, asked))


def _tried(kind: Kind, content: bytes) -> tuple[list[DomainError], bytes]:
    """Return the faults of a template, and a sample printed with it if there is none."""
    if faults := faults_of(content, kind):
        return faults, b""
    try:
        return [], print_sample(kind, content)
    except DomainError as error:
        return [error], b""


def _docx(kind: Kind, make: Callable[[], bytes], what: str) -> Response:
    plain = f"{kind}.docx"
    name = names.file_name([translator()(f"office.templates.name.{what}")], plain)
    return download(make, name=name, media_type=DOCX, plain=plain)


def _page(place_id: PlaceId, posted: Kind | None = None, faults: list[DomainError] | None = None) -> str:
    place, views = current_call().read(
        lambda session: (organisations.place_of(session, place_id), queries.template_views(session, place_id))
    )
    words = translator()
    placeholders = {kind: [f"{{{{p {placeholder_of(name)} }}}}" for name in SECTIONS[kind]] for kind in Kind}
    return show(
        "templates",
        "places",
        place=place,
        views=views,
        posted=posted,
        faults=[words(f"errors.{fault.code}", **fault.params) for fault in faults or []],
        placeholders=placeholders,
        texts=[f"{{{{ {placeholder_of(name)} }}}}" for name in SCALARS],
        most_mb=LARGEST >> 20,
    )
