"""Closes all connections before the process ends, after the waiting writes have been answered."""

from contextlib import suppress
from typing import Any

import gevent

from app.platform.errors import DomainError
from app.platform.storage.unit_of_work import Writer

PATIENCE = 3.0
ACK_SECONDS = 0.1
"""Seconds for the acks of the last commit to leave."""


def dismiss(writer: Writer, server: Any) -> None:
    """Answer the writes that wait, then close every connection of a `socketio.Server`.

    Only the transport is closed, not the Socket.IO session, so each client takes it for an outage and reconnects by
    itself after a random time, to this process's successor or to another process.
    """
    with gevent.Timeout(PATIENCE, False), suppress(DomainError):  # the database may be away
        writer.run(lambda _work: None)  # returns after the commit of all earlier writes
        gevent.sleep(ACK_SECONDS)
    for session in list(server.eio.sockets.values()):
        session.close(wait=False)
