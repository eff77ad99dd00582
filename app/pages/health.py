"""Endpoints for monitoring: whether the process is alive, whether it can work, and its metrics."""

import hmac
from dataclasses import asdict
from ipaddress import ip_address

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from app.platform.access.permissions import Permission
from app.platform.access.secrets import digest_token
from app.platform.errors import DomainError, ErrorKind
from app.platform.metrics import Metrics
from app.platform.web.http import allow, services
from app.platform.web.readiness import ReadinessProbe

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@allow(Permission.PUBLIC)
def healthz() -> ResponseReturnValue:
    return jsonify(status="ok")


@blueprint.get("/readyz")
@allow(Permission.PUBLIC)
def readyz() -> ResponseReturnValue:
    """Answer 200 if the process can do its work, else 503; the fields of `Readiness` say what it can reach."""
    state = services().instance(ReadinessProbe).look(services())
    return jsonify(status="ok" if state.is_ready else "unavailable", **asdict(state)), 200 if state.is_ready else 503


@blueprint.get("/metrics")
@allow(Permission.PUBLIC)
def metrics() -> ResponseReturnValue:
    """Return the metrics for Prometheus to clients with the configured token; if none is set, to this machine alone."""
    if not _may_measure():
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    return Response(services().instance(Metrics).render(), mimetype="text/plain")


def _may_measure() -> bool:
    token = services().settings.metrics_token
    if token:
        sent = request.headers.get("Authorization", "").removeprefix("Metrics ")
        return hmac.compare_digest(digest_token(sent), digest_token(token))
    is_direct = not request.headers.get("X-Forwarded-For") and not request.headers.get("Forwarded")
    return is_direct and ip_address(request.remote_addr or "::").is_loopback
