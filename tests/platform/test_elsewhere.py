"""A session of long polling that lives in another process is said not to be here, so that nginx asks on."""

from werkzeug.test import Client
from werkzeug.wrappers import Response

from app.platform.live.unknown_sessions import Elsewhere

HERE = Client(Elsewhere(Response("here"), {"known"}))


def test_a_session_of_another_process_is_not_found() -> None:
    for ask in (HERE.get, HERE.post):
        answer = ask("/socket.io/?EIO=4&transport=polling&meeting=m&sid=other")
        assert (answer.status_code, answer.data) == (404, b"")


def test_everything_else_passes() -> None:
    for path in ("/socket.io/?EIO=4&transport=polling&sid=known", "/socket.io/?EIO=4&transport=polling", "/?sid=other"):
        assert HERE.get(path).data == b"here"
