"""The REST API."""

from flask import Blueprint, Flask, Response, jsonify, render_template
from flask.typing import ResponseReturnValue

from app.api import decisions, exports, imports, meetings, papers, proposals, staff, stage_links, templates, themes
from app.api.openapi import describe
from app.api.operations import PREFIX, Operation, operations_of, register_operations
from app.commands import COMMANDS
from app.exports import dossier_schema
from app.platform.access.permissions import Permission
from app.platform.web.http import allow

OPERATIONS: tuple[Operation, ...] = (
    *operations_of(COMMANDS),
    *meetings.OPERATIONS,
    *imports.OPERATIONS,
    *proposals.OPERATIONS,
    *themes.OPERATIONS,
    *decisions.OPERATIONS,
    *exports.OPERATIONS,
    *papers.OPERATIONS,
    *staff.OPERATIONS,
    *stage_links.OPERATIONS,
    *templates.OPERATIONS,
)
blueprint = Blueprint("api", __name__, url_prefix=PREFIX)


@blueprint.get("/openapi.json")
@allow(Permission.PUBLIC)
def openapi() -> ResponseReturnValue:
    return jsonify(describe(OPERATIONS))


@blueprint.get("/schemas/dossier.json")
@allow(Permission.PUBLIC)
def show_dossier_schema() -> ResponseReturnValue:
    """Return the JSON Schema of the document that the export `json` holds."""
    return Response(dossier_schema.render(), content_type="application/schema+json")


@blueprint.get("/docs")
@allow(Permission.PUBLIC)
def docs() -> ResponseReturnValue:
    """Show the operations as a page."""
    return render_template("api/docs.html", audience="account", operations=OPERATIONS, prefix=PREFIX)


def register(app: Flask) -> None:
    """Add the API to an application."""
    app.register_blueprint(blueprint)
    register_operations(app, OPERATIONS)
