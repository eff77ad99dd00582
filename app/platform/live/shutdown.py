"""Seeing everyone off before the process ends: first what they wrote is answered, then they are sent away."""

from contextlib import suppress
from typing import Any

import gevent

from app.platform.errors import DomainError
from app.platform.storage.unit_of_work import Writer

PATIENCE = 3.0
ACK_SECONDS = 0.1
"""For the acks of the last commit to leave."""


def dismiss(writer: Writer, server: Any) -> None:
    """Answer the writes that wait, then close every connection of a `socketio.Server`.

    The transport is closed, not the Socket.IO session: a client takes that for an outage and comes back by
    itself, each after a random time, to this process's successor or to another process.
    """
    with gevent.Timeout(PATIENCE, False), suppress(DomainError):  # the database may be away
        writer.run(lambda _work: None)  # returns with the commit that holds all that was asked before
        gevent.sleep(ACK_SECONDS)
    for session in list(server.eio.sockets.values()):
        session.close(wait=False)
