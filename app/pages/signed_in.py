"""The session of a browser in which a member of staff has signed in, and the device that a request comes from."""

from flask import request, session

from app.accounts import rules
from app.accounts.actions import Device, SignedIn
from app.accounts.browsers import browser_words
from app.accounts.sign_in import hash_chosen_password
from app.platform.web.http import services


def keep_signed_in(signed_in: SignedIn) -> None:
    """Start a new session for a person; language, large text, seats and the accounts known to the browser stay."""
    kept = {name: session[name] for name in ("locale", "elder", "seats", "devices") if name in session}
    session.clear()
    session.update(kept, staff=signed_in.token)
    session.permanent = True


def this_device() -> Device:
    """Return the browser and the network address of this request."""
    return Device(browser_words(request.headers.get("User-Agent", "")), request.remote_addr or "")


def hash_apart(password: str) -> str:
    """Check and hash a chosen password, outside the event loop because hashing takes a tenth of a second.

    Raises:
        DomainError: `sign_in.busy` when too many passwords wait, or as `rules.check_password` says.
    """
    return hash_chosen_password(services(), rules.check_password(password))
