"""Is the process alive, and can it do its work?"""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from app.platform import jobs
from app.platform.security.http import allow, services
from app.platform.security.permissions import Permission

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@allow(Permission.PUBLIC)
def healthz() -> ResponseReturnValue:
    return jsonify(status="ok")


@blueprint.get("/readyz")
@allow(Permission.PUBLIC)
def readyz() -> ResponseReturnValue:
    """200 when the database answers; 503 says what does not."""
    try:
        with services().database.read() as session:
            session.execute(text("SELECT 1"))
            failed = jobs.failed(session)
    except Exception:
        return jsonify(status="unavailable", database="unreachable"), 503
    return jsonify(status="ok", database="ok", failed_jobs=failed)
