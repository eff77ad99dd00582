"""The REST API: a table of operations, each of which calls an action or query, and the views made from the table."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel

from app.platform.access.gate import id_names
from app.platform.access.permissions import Permission
from app.platform.access.secrets import new_token
from app.platform.access.services import Call
from app.platform.commands import Command, answer_command
from app.platform.errors import DomainError, ErrorKind
from app.platform.serialise import to_json_value
from app.platform.storage import ledger
from app.platform.web.http import admit_payload, allow, check_path_agrees, current_call
from app.platform.web.payloads import parse

PREFIX = "/api/v1"
KEY = "Idempotency-Key"
VERSION = "Meeting-Version"
"""Response header of reads: the version of the meeting, which the client sends with a write as `Seen-Version`."""
PART = re.compile(r"<(\w+)>")
Handler = Callable[[Call, Any], Any]
_BODY_METHODS = ("POST", "PUT", "PATCH")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path; the path parts and the body, or without a body the query string, fill the schema."""

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
        """Return the stable id of the operation, such as `post_meetings_meeting_proposals`."""
        words = self.path.replace("<", "").replace(">", "").strip("/").split("/")
        return "_".join([self.method.lower(), *words])


def operations_of(commands: Sequence[Command]) -> tuple[Operation, ...]:
    """Return the REST operations of the commands that have some."""
    return tuple(
        Operation(
            http.method,
            http.path,
            command.permission,
            command.schema,
            partial(answer_command, command=command),
            http.summary,
            http.status,
            http.list_field,
        )
        for command in commands
        for http in command.http
    )


def register_operations(app: Flask, operations: Sequence[Operation]) -> None:
    """Add every operation to an application as a route of its own, behind the gate."""
    for operation in operations:
        app.add_url_rule(_rule_of(operation), f"api.{operation.name}", _view_of(operation), methods=[operation.method])


def _rule_of(operation: Operation) -> str:
    """Return the path as a URL rule; a path part that is not an id uses the converter `word`."""
    ids = id_names(operation.schema)
    return PREFIX + PART.sub(lambda part: part[0] if part[1] in ids else f"<word:{part[1]}>", operation.path)


def _view_of(operation: Operation) -> Callable[..., ResponseReturnValue]:
    def view(**path: str) -> ResponseReturnValue:
        sent = _sent(operation)
        data = parse(operation.schema, {**_defaults(operation), **sent, **path})
        check_path_agrees(sent, path)
        admit_payload(data)
        version = _version(operation, current_call())  # read first, so that the answer is not older
        answer = operation.handler(current_call(), data)
        response = answer if isinstance(answer, Response) else jsonify(to_json_value(answer))
        if not isinstance(answer, Response):
            response.status_code = operation.status
        response.headers.update(version)
        return response

    return allow(operation.permission, for_programs=True)(view)


def _version(operation: Operation, call: Call) -> dict[str, str]:
    """Return the header with the version of the meeting that is read; no header for a method with a body."""
    meeting = call.scope.meeting if call.scope else None
    if operation.method in _BODY_METHODS or meeting is None:
        return {}
    return {VERSION: str(call.read(lambda session: ledger.head_of(session, meeting)[0]))}


def _sent(operation: Operation) -> Mapping[str, Any]:
    """Return what the client sent in the body or the query string, as one mapping.

    Raises:
        DomainError: `payload.invalid` if the body is not a JSON object.
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
    """Return the idempotency key from the header, or a new one if the client sent none; nothing where none is used."""
    if "key" not in operation.schema.model_fields or operation.method not in _BODY_METHODS:
        return {}
    return {"key": request.headers.get(KEY) or new_token()}
