"""A browser that is signed in by a member of staff: the session that the browser keeps, and where a request is from."""

from flask import request, session
from gevent import get_hub

from app.people import rules
from app.people.actions import Device, SignedIn
from app.people.browsers import browser_words
from app.platform.security.secrets import hash_password, is_password


def keep_signed_in(signed_in: SignedIn) -> None:
    """Give a new identity a new session; language, large text and seats stay."""
    kept = {name: session[name] for name in ("locale", "elder", "seats") if name in session}
    session.clear()
    session.update(kept, staff=signed_in.token)
    session.permanent = True


def this_device() -> Device:
    """The browser and network address of this request."""
    return Device(browser_words(request.headers.get("User-Agent", "")), request.remote_addr or "")


def hash_apart(password: str) -> str:
    """Hash in a thread: it takes a tenth of a second, in which the board must not stand still."""
    stored: str = get_hub().threadpool.apply(hash_password, (rules.check_password(password),))
    return stored


def is_password_apart(stored: str | None, password: str) -> bool:
    """Compare in a thread, for the same reason."""
    is_right: bool = get_hub().threadpool.apply(is_password, (stored, password))
    return is_right
