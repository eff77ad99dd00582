"""The live board: Socket.IO connections, the gate before every event, the rooms, and the acks after commit."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Protocol

from pydantic import BaseModel
from socketio.exceptions import ConnectionRefusedError as Refused

from app.platform.access.actors import NOBODY, Actor, ActorKind
from app.platform.access.gate import Ids, admit, check_permission, ids_in, may_ever
from app.platform.access.permissions import Permission
from app.platform.access.services import Services
from app.platform.access.uses import note_use
from app.platform.errors import DomainError, ErrorKind
from app.platform.i18n import Locale, negotiate, translator_of
from app.platform.live.coalescer import Coalescer
from app.platform.live.here import HERE
from app.platform.live.joining import JOIN, JoinMeeting
from app.platform.live.packets import Prepared
from app.platform.live.parties import Parties
from app.platform.live.snapshots import Snapshots, room_of
from app.platform.live.specs import Audience, EventSpec, Several
from app.platform.logs import get_logger
from app.platform.serialise import to_json_value
from app.platform.storage.chains import MEETING
from app.platform.text import is_id
from app.platform.web.payloads import parse, read_seen

log = get_logger(__name__)
ACCESS_ENDED = "access:ended"
"""Event sent to a connection that the server is about to end, with a code and a message."""
Ack = dict[str, Any]
LONGEST_TOKEN, LONGEST_LOCALE = 128, 256
MAX_IDS = 20
SEEN = "seen"
"""Field in which a write may say which version of the meeting its sender has seen."""
Missed = tuple[str, str]
"""(event, room) of a broadcast that did not reach a client."""


class Server(Protocol):
    """The part of `socketio.Server` that the board uses."""

    def on(self, event: str, handler: Callable[..., Any]) -> Any: ...
    def enter_room(self, sid: str, room: str) -> Any: ...
    def emit(self, event: str, data: Any, to: str) -> Any: ...
    def disconnect(self, sid: str) -> Any: ...


class Ended(StrEnum):
    """Why the server ends a connection; the words for it are `errors.<value>`."""

    SESSION = "session.ended"
    SEAT = "seat.ended"
    ROLE = "role.removed"
    MANY = "sockets.many"


@dataclass(slots=True)
class Peer:
    """One live connection; `access_version` is the access version at which the actor was last known to have access."""

    actor: Actor
    locale: Locale
    rooms: set[str] = field(default_factory=set)
    access_version: int = -1
    address: str = ""


class Board:
    """Registers every event with the Socket.IO server and answers it.

    Events are registered on the underlying `socketio.Server`: Flask's request context, which no handler
    needs, would double the cost of each vote.
    """

    def __init__(self, services: Services, snapshots: Snapshots, coalescer: Coalescer) -> None:
        self._services = services
        self._snapshots = snapshots
        self._coalescer = coalescer
        self._peers: dict[str, Peer] = {}
        self._parties = Parties()
        self._server: Server | None = None
        self.access_version = -1
        """The access version that the access watch saw last; -1 before its first check, so that everyone is checked."""

    def attach(self, server: Server, specs: Iterable[EventSpec], identify: Callable[[Any], Actor | None]) -> None:
        """Register the handlers of all events with a Socket.IO server.

        Args:
            identify: returns the actor (staff or stage) that the cookie in a WSGI environment names, or None.
        """
        self._server = server
        server.on("connect", lambda sid, environ, auth=None: self._connect(sid, environ, auth, identify))
        server.on("disconnect", lambda sid, *_: self._disconnect(sid))
        server.on(JOIN.name, lambda sid, data=None: self._join(sid, data))
        for spec in specs:
            server.on(spec.name, self._handler(spec))

    def catch_up(self, sid: str, missed: Iterable[Missed]) -> Iterator[tuple[Missed, Prepared]]:
        """Yield the present whole snapshots of what a client missed while it did not read; none once it has left."""
        for event, room in missed:
            for snapshot in self._snapshots.told_as(event, room):
                if sid in self._peers:
                    yield (event, room), Prepared(snapshot.text)

    def peers(self) -> list[tuple[str, Peer]]:
        """Return (session id, peer) for every connection whose actor is known."""
        return [(sid, peer) for sid, peer in self._peers.items() if peer.actor is not NOBODY]

    def end(self, sid: str, reason: Ended) -> bool:
        """Take a connection's rights away, tell its client why, and close its transport; return False if it is gone."""
        peer = self._peers.get(sid)
        if peer is None or self._server is None:
            return False
        self._disconnect(sid)
        message = translator_of(peer.locale)(f"errors.{reason.value}")
        self._server.emit(ACCESS_ENDED, {"code": reason.value, "message": message}, to=sid)
        close_transport = transport_of(self._server, sid)
        self._server.disconnect(sid)
        close_transport()
        return True

    def _connect(self, sid: str, environ: Any, auth: Any, identify: Callable[[Any], Actor | None]) -> None:
        given = auth if isinstance(auth, dict) else {}
        token = given.get("seat")
        wanted = given.get("locale") or environ.get("HTTP_ACCEPT_LANGUAGE")
        is_short = isinstance(wanted, str) and len(wanted) <= LONGEST_LOCALE
        locale = negotiate(wanted if is_short else None)
        access_version = self.access_version  # read before the look-up, so that the watch finds later changes
        actor: Actor | None
        if isinstance(token, str) and len(token) <= LONGEST_TOKEN:
            actor = self._find_seat(token, locale)
        elif token is None and environ.get("HTTP_ORIGIN"):
            actor = identify(environ)
        else:
            actor = None  # a cookie without an origin could have been sent by anybody's page
        if actor is None:
            raise Refused("sign_in.needed")
        address = environ.get("REMOTE_ADDR", "")
        self._peers[sid] = Peer(actor, locale, access_version=access_version, address=address)
        one_too_many = self._parties.add(actor, sid)
        if one_too_many is not None:
            self.end(one_too_many, Ended.MANY)

    def _find_seat(self, token: str, locale: Locale) -> Actor | None:
        try:
            with self._services.database.read() as session:
                return self._services.identities.find_seat(session, token)
        except DomainError as error:
            raise Refused(error.code, translator_of(locale)(f"errors.{error.code}")) from error

    def _disconnect(self, sid: str) -> None:
        peer = self._peers.pop(sid, None)
        if peer is None:
            return
        self._parties.remove(peer.actor, sid)
        for room in peer.rooms:
            self._coalescer.listen(room, -1)
        if peer and peer.actor.meeting is not None:
            HERE.leave(peer.actor.meeting, sid)

    def _handler(self, spec: EventSpec) -> Callable[..., Ack | Prepared]:
        def handle(sid: str, data: Any = None) -> Ack | Prepared:
            data, seen = _without_seen(spec, data)
            return self._answer(sid, spec, data, lambda peer, payload: self._ask(spec, peer, payload, seen))

        return handle

    def _ask(self, spec: EventSpec, peer: Peer, payload: BaseModel, seen: object) -> Any:
        actor = peer.actor
        call = admit(self._services, actor, spec.permission, _with_home(ids_in(payload, skip=spec.itemised), actor))
        if actor.kind is ActorKind.STAFF:
            peer.actor = note_use(self._services, actor)
            call = replace(call, address=peer.address)
        if seen is not None:
            call = replace(call, seen=read_seen(seen))
        return spec.handler(call, payload)

    def _join(self, sid: str, data: Any) -> Ack | Prepared:
        return self._answer(sid, JOIN, data, lambda peer, payload: self._enter(sid, peer, payload))

    def _admit_act(self, spec: EventSpec, actor: Actor, data: Any) -> None:
        """Check the permission as far as it needs no ids, then the rate limit, before the payload is parsed.

        Joining is only limited here: its permission depends on the audience in the payload, so `_enter` checks it.

        Raises:
            DomainError: `sign_in.needed`, `too_fast`; `forbidden` or `not_found` for what this party may never do.
        """
        if actor.kind is ActorKind.NOBODY:
            check_permission(actor, spec.permission, None)
        limits = self._services.limits
        if spec is JOIN:
            limits.joins.take(actor.id)
        elif spec.is_question:
            limits.questions.take(actor.id)
        else:
            limits.take_write(actor, _count_of(spec, data) if spec.list_field else None)
        if spec is not JOIN and not may_ever(actor, spec.permission):
            admit(self._services, actor, spec.permission, _with_home(_ids_in(data), actor))

    def _enter(self, sid: str, peer: Peer, wish: JoinMeeting) -> Prepared:
        """Enter the room before the backlog is read, so that a change in between arrives twice rather than never."""
        sees = Permission.MEETING_WATCH if peer.actor.is_stage else Permission.MEETING_SEE
        needed = Permission.MEETING_RUN if wish.audience is Audience.DESK else sees
        admit(self._services, peer.actor, needed, {"meeting": wish.meeting_id})
        chain = MEETING.chain_of(wish.meeting_id)
        room = room_of(chain, wish.audience)
        if room not in peer.rooms and self._server is not None:
            peer.rooms.add(room)
            self._coalescer.listen(room, +1)
            self._server.enter_room(sid, room)
            if peer.actor.is_seat:
                HERE.enter(wish.meeting_id, sid, peer.actor.seat_id)
        backlog = self._snapshots.changed_since(chain, wish.audience, wish.seen)
        self._coalescer.hold(room, backlog.versions)
        texts = ",".join(snapshot.text for snapshot in backlog.snapshots)
        return Prepared(f'{{"ok":true,"data":{{"snapshots":[{texts}]}}}}')

    def _answer(self, sid: str, spec: EventSpec, data: Any, act: Callable[[Peer, Any], Any]) -> Ack | Prepared:
        peer = self._peers.get(sid) or Peer(NOBODY, Locale.ZH_HANS)
        try:
            self._admit_act(spec, peer.actor, data)
            payload = parse(spec.schema, data if data is not None else {})
            answer = act(peer, payload)
            return answer if isinstance(answer, Prepared) else acknowledge(answer, peer.locale)
        except DomainError as error:
            return refusal(error, peer.locale)
        except Exception:
            log.exception("event failed", name=spec.name)
            return refusal(DomainError(ErrorKind.UNAVAILABLE, "failed"), peer.locale)


def transport_of(server: Any, sid: str) -> Callable[[], None]:
    """Return a function that closes the transport under a connection; packets sent before still leave."""
    session_id = server.manager.eio_sid_from_sid(sid, "/")
    session = server.eio.sockets.get(session_id)
    return (lambda: session.close(wait=False)) if session is not None else (lambda: None)


def acknowledge(answer: Any, locale: Locale) -> Ack:
    """Return the ack of what a handler answered; several answers have an ack each."""
    if isinstance(answer, DomainError):
        return refusal(answer, locale)
    if isinstance(answer, Several):
        return {"ok": True, "data": [acknowledge(one, locale) for one in answer.answers]}
    return {"ok": True, "data": to_json_value(answer)}


def refusal(error: DomainError, locale: Locale) -> Ack:
    """Return the negative ack of a domain error, with its message in the client's language."""
    message = translator_of(locale)(f"errors.{error.code}", **error.params)
    details = {name: to_json_value(value) for name, value in error.params.items()}
    return {
        "ok": False,
        "error": {**details, "kind": error.kind.value, "code": error.code, "message": message},
    }


def _with_home(ids: Ids, actor: Actor) -> Ids:
    """Add the seat's own meeting to the ids of a payload that names no meeting."""
    return ids if actor.meeting is None else {"meeting": actor.meeting, **ids}


def _ids_in(data: Any) -> Ids:
    """Return what looks like an id in an unparsed payload, so that the gate can locate it and choose the refusal."""
    fields = data if isinstance(data, dict) else {}
    return {name: value for name, value in list(fields.items())[:MAX_IDS] if isinstance(value, str) and is_id(value)}


def _without_seen(spec: EventSpec, data: Any) -> tuple[Any, Any]:
    """Split a write's data into the payload and the version that the sender says it has seen, or None."""
    if spec.is_question or not isinstance(data, dict) or SEEN not in data:
        return data, None
    return {name: value for name, value in data.items() if name != SEEN}, data[SEEN]


def _count_of(spec: EventSpec, data: Any) -> int:
    """Return how many acts a payload carries."""
    acts = data.get(spec.list_field) if isinstance(data, dict) else None
    return len(acts) if isinstance(acts, list) else 1
