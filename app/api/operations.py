"""The REST door: a table of operations, each one call of an action or query, and the views made from it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel

from app.platform.access.located import id_names
from app.platform.access.permissions import Permission
from app.platform.access.secrets import new_token
from app.platform.access.services import Call
from app.platform.errors import DomainError, ErrorKind
from app.platform.serialise import to_json_value
from app.platform.storage import ledger
from app.platform.web.http import admit_payload, allow, check_path_agrees, current_call
from app.platform.web.payloads import parse

PREFIX = "/api/v1"
KEY = "Idempotency-Key"
VERSION = "Meeting-Version"
"""Header of what is read of a meeting: the version of the meeting, to be sent back as `Seen-Version` with a write."""
PART = re.compile(r"<(\w+)>")
Handler = Callable[[Call, Any], Any]
_BODY_METHODS = ("POST", "PUT", "PATCH")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. Path parts, body and, for reads, the query string together fill the schema."""

    method: str
    path: str
    permission: Permission
    schema: type[BaseModel]
    handler: Handler
    summary: str
    status: int = 200
    list_field: str = ""
    """The field that a bare JSON list fills."""

    @property
    def name(self) -> str:
        """A stable id: `post_meetings_meeting_proposals`."""
        words = self.path.replace("<", "").replace(">", "").strip("/").split("/")
        return "_".join([self.method.lower(), *words])


def register_operations(app: Flask, operations: Sequence[Operation]) -> None:
    """Add every operation as a route of its own, behind the gate."""
    for operation in operations:
        app.add_url_rule(_rule_of(operation), f"api.{operation.name}", _view_of(operation), methods=[operation.method])


def _rule_of(operation: Operation) -> str:
    """The path as a rule of the URL map: a part that is no id is a word."""
    ids = id_names(operation.schema)
    return PREFIX + PART.sub(lambda part: part[0] if part[1] in ids else f"<word:{part[1]}>", operation.path)


def _view_of(operation: Operation) -> Callable[..., ResponseReturnValue]:
    def view(**path: str) -> ResponseReturnValue:
        sent = _sent(operation)
        data = parse(operation.schema, {**_defaults(operation), **sent, **path})
        check_path_agrees(sent, path)
        admit_payload(data)
        version = _version(operation, current_call())  # first: what is read after it is no older
        answer = operation.handler(current_call(), data)
        response = answer if isinstance(answer, Response) else jsonify(to_json_value(answer))
        if not isinstance(answer, Response):
            response.status_code = operation.status
        response.headers.update(version)
        return response

    return allow(operation.permission, for_programs=True)(view)


def _version(operation: Operation, call: Call) -> dict[str, str]:
    """The header that says which version of the meeting is read."""
    meeting = call.scope.meeting if call.scope else None
    if operation.method in _BODY_METHODS or meeting is None:
        return {}
    return {VERSION: str(call.read(lambda session: ledger.head_of(session, meeting)[0]))}


def _sent(operation: Operation) -> Mapping[str, Any]:
    """What the client sent, as one mapping.

    Raises:
        DomainError: `payload.invalid` when the body is no JSON object.
    """
    if operation.method not in _BODY_METHODS:
        return request.args.to_dict()
    if not request.get_data(cache=True):
        return {}
    body = request.get_json(silent=True, force=True)
    if isinstance(body, list) and operation.list_field:
        return {operation.list_field: body}
    if not isinstance(body, dict):
        raise DomainError(ErrorKind.INVALID, "payload.invalid", field="body")
    return body


def _defaults(operation: Operation) -> Mapping[str, str]:
    """The idempotency key: the header's, or a fresh one when the client sent none."""
    if "key" not in operation.schema.model_fields or operation.method not in _BODY_METHODS:
        return {}
    return {"key": request.headers.get(KEY) or new_token()}
