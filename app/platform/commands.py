"""Commands: the writes of the rooms. Each is described once and can be asked for through several doors."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from inspect import Parameter, signature
from typing import Any, TypeVar

from app.platform.access.actors import Actor
from app.platform.access.permissions import Permission
from app.platform.access.services import Call
from app.platform.errors import DomainError, ErrorKind
from app.platform.live.specs import CommandPayload, EventSpec
from app.platform.storage import ledger
from app.platform.storage.ledger import Entry, Receipt, Unchanged
from app.platform.storage.unit_of_work import BatchedAction, Request, Work, receipt_in

R = TypeVar("R", bound=Request)
Action = Callable[..., Entry | Unchanged]
"""An action: `verb_noun(work, actor, *, meeting_id, **fields)`, whose fields are those of its command's schema."""


@dataclass(frozen=True, slots=True)
class Http:
    """A REST operation of a command.

    Attributes:
        route: method and path, separated by a blank, such as `POST /cases/<case>/moves`.
        summary: one sentence for the OpenAPI document.
        status: HTTP status of the answer.
        list_field: the field that a bare JSON list fills; "" for none.
    """

    route: str
    summary: str
    status: int = 200
    list_field: str = ""

    @property
    def method(self) -> str:
        return self.route.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.route.partition(" ")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form post: where the form of a command is posted, and what the browser shows next.

    Attributes:
        path: path below `/m/<meeting>`; a path that begins with `/desk` belongs to the desk, any other to the floor.
        back: the part of the page that the browser returns to; "" for the top.
        said: catalogue key of the message that the page then shows; "" for none.
        lines: fields with several values, whose text holds one value per line.
    """

    path: str
    back: str = ""
    said: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One write of a room: its action, payload schema and permission, and the doors through which it is asked for.

    Attributes:
        action: the action; for a batched command, the action on a batch.
        event: name of the websocket event; "" for none.
        http: the REST operations.
        forms: the form posts.
        request: the class of the requests of a batched command; None if the command is not batched.
        answer: makes the answer for sockets and programs from the receipt; None answers with the receipt.
        recorded_as: the actor whom the ledger names instead of the caller, so that no entry leads to a seat; "" for the
            caller.
        prepare: does what must not happen inside a transaction, such as writing files, and returns further arguments of
            the action; None if there is nothing to do before.
    """

    action: Callable[..., Any]
    schema: type[CommandPayload]
    permission: Permission
    event: str = ""
    http: tuple[Http, ...] = ()
    forms: tuple[Form, ...] = ()
    request: Callable[..., Request] | None = None
    answer: Callable[[Call, Any, Receipt], Any] | None = None
    recorded_as: str = ""
    prepare: Callable[[Call, Any], Mapping[str, Any]] | None = None

    @property
    def name(self) -> str:
        """Return the name of the action."""
        return self.action.__name__


def run_command(call: Call, command: Command, data: CommandPayload) -> Receipt:
    """Perform a command for an admitted caller and return its receipt.

    Raises:
        DomainError: the refusal of the action; `not_found` if the caller named no meeting and the action needs one.
    """
    if command.request is not None:
        (answer,) = call.services.writer.run(BatchedAction(command.action, (request_of(call, command.request, data),)))
        return receipt_in(answer)
    scope = call.scope
    if scope is None or (scope.meeting is None and _needs_meeting(command.action)):
        raise DomainError(ErrorKind.NOT_FOUND, "not_found")
    fields = data.fields() if scope.meeting is None else data.fields() | {"meeting_id": scope.meeting}
    if command.prepare is not None:
        fields = {**fields, **command.prepare(call, data)}
    names = {"chain": scope.chain, "key": data.key, "recorded_as": command.recorded_as}
    return call.write(lambda work: perform(work, command.action, call.actor, **names, **fields))


def request_of(call: Call, request: Callable[..., R], data: CommandPayload) -> R:
    """Return the request that a payload makes, for a batch; `request` takes the fields of the payload by name."""
    meeting_id = call.scope.meeting if call.scope else None
    return request(seat=call.actor, meeting_id=meeting_id, **{name: value for name, value in data})


def perform(
    work: Work,
    action: Action,
    actor: Actor,
    *,
    chain: str = "",
    key: str | None = None,
    recorded_as: str = "",
    **fields: Any,
) -> Receipt:
    """Run an action once for an idempotency key and append its entry; a repeated key returns the first receipt.

    Args:
        chain: the ledger chain that remembers the key; "" for that of the meeting, or of the place if the action
            belongs to no meeting.
        recorded_as: the actor whom the entries of the action name; "" for `actor`.
        fields: the keyword arguments of the action.

    Raises:
        DomainError: the refusal of the action.
    """
    chain = chain or fields.get("meeting_id") or fields["place_id"]
    if receipt := ledger.receipt_of(work.session, chain=chain, actor=recorded_as or actor.id, key=key):
        return receipt
    entry = action(work, actor, **fields)
    if isinstance(entry, Unchanged):
        return ledger.unchanged(work.session, chain, entry.topic)
    return ledger.append(work, entry, key=key)


def answer_command(call: Call, data: CommandPayload, *, command: Command) -> Any:
    """Perform a command and return what its caller on a socket or over REST is told."""
    receipt = run_command(call, command, data)
    return receipt if command.answer is None else command.answer(call, data, receipt)


def events_of(commands: Sequence[Command]) -> tuple[EventSpec, ...]:
    """Return the websocket events of the commands that have one."""
    return tuple(
        EventSpec(command.event, command.schema, command.permission, partial(answer_command, command=command))
        for command in commands
        if command.event
    )


@cache
def _needs_meeting(action: Action) -> bool:
    """Return whether an action cannot run without a meeting."""
    parameter = signature(action).parameters.get("meeting_id")
    return parameter is not None and parameter.default is Parameter.empty
