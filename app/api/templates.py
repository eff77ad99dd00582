"""The templates of a place over REST: which are its own, and each as a file."""

from typing import Any

from flask import Response

from app.api.operations import Operation
from app.documents.formats import DOCX
from app.documents.standard import standard_template
from app.documents.templates import queries
from app.documents.templates.schemas import OneTemplate, TemplatesOf
from app.exports import names
from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.i18n import Locale
from app.platform.web.downloads import download


def list_templates(call: Call, data: TemplatesOf) -> dict[str, Any]:
    items = call.read(lambda session: queries.template_views(session, data.place_id))
    return {"items": items, "next": None}


def read_template(call: Call, data: OneTemplate) -> Response:
    own = call.read(lambda session: queries.own_template(session, data.place_id, data.kind))
    plain = f"{data.kind}.docx"
    return download(
        lambda: own or standard_template(data.kind, Locale.ZH_HANS),
        name=names.kind_name(plain),
        media_type=DOCX,
        plain=plain,
    )


OPERATIONS = (
    Operation(
        "GET",
        "/places/<place>/templates",
        Permission.PLACE_LETTERHEAD,
        TemplatesOf,
        list_templates,
        "Which papers a place prints with a template of its own: size, SHA-256, by whom and since when.",
    ),
    Operation(
        "GET",
        "/places/<place>/templates/<kind>",
        Permission.PLACE_LETTERHEAD,
        OneTemplate,
        read_template,
        "The template with which a place prints a paper as DOCX, its own or the built-in one.",
    ),
)
