"""The send buffer of one client: frames are written at once, or buffered within a limit while it does not read."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import gevent
from gevent import get_hub

MAX_HELD = 192 * 1024
"""Most bytes that wait for a client, besides the frame that is partly written."""
WRITABLE = 2
Key = tuple[str, str]
"""(event, room) of a broadcast, which may be dropped because the present state can be sent later instead."""


class Outlet:
    """The send buffer of one client: frames keep their order, and only broadcasts may be dropped.

    For a client that stops reading, at most `MAX_HELD` bytes are buffered. Beyond that, its broadcasts are dropped
    and their keys kept. When even the acks and control frames, which are never dropped, would exceed the limit,
    `on_broken` ends the connection.

    Args:
        descriptor: file descriptor of a non-blocking socket.
        on_missed: called with the keys of the dropped broadcasts once the client has read all that was buffered; sends
            the present state.
        on_broken: called when the connection cannot go on.
        on_change: called when `ready` changes.
    """

    __slots__ = (
        "_descriptor",
        "_held",
        "_missed",
        "_on_broken",
        "_on_change",
        "_on_missed",
        "_watcher",
        "held_bytes",
        "is_open",
    )

    def __init__(
        self,
        descriptor: int,
        *,
        on_missed: Callable[[set[Key]], None],
        on_broken: Callable[[], None],
        on_change: Callable[[], None],
    ) -> None:
        self._descriptor = descriptor
        self._on_missed = on_missed
        self._on_broken = on_broken
        self._on_change = on_change
        self._held: deque[tuple[Any, Key | None]] = deque()
        self._missed: set[Key] = set()
        self._watcher: Any = None
        self.held_bytes = 0  # without the frame that is partly written
        self.is_open = True

    def send(self, frame: bytes, key: Key | None = None) -> None:
        """Send a frame; a frame with a key is a broadcast, which may be dropped."""
        if not self.is_open:
            return
        if self._held:
            self._hold(frame, key)
            return
        try:
            sent = os.write(self._descriptor, frame)
        except OSError as error:
            sent = self._excuse(error)
        if sent < len(frame) and self.is_open:
            self.end_later(frame, sent)

    def end_later(self, frame: bytes, sent: int) -> None:
        """Queue the unsent remainder of a partially written frame until the client reads."""
        self._held.append((memoryview(frame)[sent:], None))  # never dropped
        self._watch()
        self._on_change()

    def close(self) -> None:
        """Stop using the descriptor and drop the callbacks; buffered frames are lost."""
        self.is_open = False
        self._on_change()
        self._on_missed = self._on_broken = self._on_change = _tell_nobody
        self._held.clear()
        self.held_bytes = 0
        self._unwatch()

    @property
    def is_empty(self) -> bool:
        return not self._held

    @property
    def ready(self) -> int | None:
        """The descriptor while nothing is buffered, so that a frame may be written to it directly; else None."""
        return self._descriptor if self.is_open and not self._held else None

    def _hold(self, frame: bytes, key: Key | None) -> None:
        is_too_much = self.held_bytes + len(frame) > MAX_HELD
        if key is not None and (is_too_much or self._missed):
            self._missed.add(key)
            return
        if is_too_much:
            self._drop_broadcasts()
            if self.held_bytes + len(frame) > MAX_HELD:
                self._break()
                return
        self._held.append((frame, key))
        self.held_bytes += len(frame)

    def _drop_broadcasts(self) -> None:
        kept = deque(item for item in self._held if item[1] is None)
        self._missed.update(key for _, key in self._held if key is not None)
        self.held_bytes -= sum(len(frame) for frame, key in self._held if key is not None)
        self._held = kept

    def _excuse(self, error: OSError) -> int:
        """Return 0 as the number of bytes that a failed write has sent; a broken socket ends the connection."""
        if not isinstance(error, BlockingIOError):
            self._break()
        return 0

    def _watch(self) -> None:
        self._watcher = get_hub().loop.io(self._descriptor, WRITABLE)
        self._watcher.start(self._flush)

    def _flush(self) -> None:
        while self._held:
            frame, _ = self._held[0]
            try:
                sent = os.write(self._descriptor, frame)
            except OSError as error:
                sent = self._excuse(error)
            if not self.is_open:
                return
            if sent < len(frame):
                self._held[0] = (memoryview(frame)[sent:], None)
                return
            self._held.popleft()
            if self._held:
                self.held_bytes -= len(self._held[0][0])
        self._unwatch()
        self._on_change()
        if self._missed:
            missed, self._missed = self._missed, set()
            gevent.spawn(self._on_missed, missed)

    def _unwatch(self) -> None:
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher.close()
            self._watcher = None

    def _break(self) -> None:
        on_broken = self._on_broken
        self.close()
        gevent.spawn(on_broken)


class Outlets:
    """The send buffers of all clients by Engine.IO session.

    `changes` grows with each change that can make a list of ready send buffers out of date.
    """

    def __init__(self) -> None:
        self._by_session: dict[str, Outlet] = {}
        self.changes = 0

    def note_change(self) -> None:
        self.changes += 1

    def add(self, session: str, outlet: Outlet) -> None:
        self._by_session[session] = outlet
        self.note_change()

    def remove(self, session: str) -> None:
        if self._by_session.pop(session, None) is not None:
            self.note_change()

    def get(self, session: str) -> Outlet | None:
        return self._by_session.get(session)


def send_to_ready(descriptors: Iterable[int], outlets: Sequence[Outlet], frame: bytes, key: Key | None) -> None:
    """Send a frame like `Outlet.send`, to send buffers that were ready and have not changed since.

    The loop reads only the descriptors: a thousand system calls push the send buffers out of the processor's caches, so
    looking at each one would add a tenth to the cost of sending to a full hall at every beat.

    Args:
        descriptors: the descriptor of each send buffer, in the order of `outlets`.
    """
    write, size = os.write, len(frame)
    for at, descriptor in enumerate(descriptors):
        try:
            sent = write(descriptor, frame)
        except OSError:
            outlets[at].send(frame, key)  # fails again there, and is handled
            continue
        if sent < size:
            outlets[at].end_later(frame, sent)


def _tell_nobody(*_: object) -> None:
    """Do nothing; replaces the callbacks of a closed send buffer, so that no reference cycle is left to collect."""
