"""How many Python files of the product a reaction enters, from the websocket door to the commit."""

import sys
from types import FrameType
from typing import Any

from sqlalchemy import event

from tests.builders import build_proposal, new_key
from tests.clients import Phone
from tests.hall import Hall

MAX_FILES = 16


def files_of(phone: Phone, hall: Hall, card: str) -> list[str]:
    """Return the files of `app` in which a function runs between the event's handler and the commit."""
    files: dict[str, None] = {}
    is_committed = False

    def commit(_connection: Any) -> None:
        nonlocal is_committed
        is_committed = True

    def trace(frame: FrameType, what: str, _argument: Any) -> None:
        name = frame.f_code.co_filename
        if what == "call" and not is_committed and "/app/" in name and frame.f_code.co_name != "__call__":
            files[name.rpartition("/app/")[2]] = None

    server = phone.wire.socketio.server
    handler = server.handlers["/"]["reaction:cast"]
    sid = server.manager.sid_from_eio_sid(phone.wire.eio_sid, "/")
    event.listen(hall.services.database.write_engine, "commit", commit)
    before = sys.getprofile()
    sys.setprofile(trace)
    try:
        answer = handler(sid, {"key": new_key(), "proposal": card, "choice": "agree"})
    finally:
        sys.setprofile(before)
        event.remove(hall.services.database.write_engine, "commit", commit)
    assert answer["ok"] and is_committed
    return list(files)


def test_a_reaction_enters_few_files(mei_phone: Phone, hall: Hall) -> None:
    card = build_proposal(hall.services, hall.bo, hall.meeting)
    mei_phone.ask("reaction:cast", key=new_key(), proposal=card, choice="pass")  # the gate then knows the card
    files = files_of(mei_phone, hall, card)
    print(f"\n{len(files)} files: {', '.join(files)}")
    assert len(files) <= MAX_FILES
