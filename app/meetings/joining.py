"""Joining by code: guesses are limited, the same for pages and programs."""

from app.meetings import queries, rules
from app.meetings.queries import MeetingView
from app.platform.access.services import Call
from app.platform.errors import DomainError, ErrorKind


def find_meeting(call: Call, code: str, *, address: str) -> MeetingView:
    """The meeting of a join code or QR secret.

    Once an address has tried too many wrong codes, even a right one is refused; a QR secret cannot be guessed, so it
    always opens. A text that holds neither is no guess. The meeting may have its joining closed.

    Args:
        address: the address that asks, as `address_key` gives it.

    Raises:
        DomainError: `code.unknown`; `code.wait` after too many wrong codes.
    """
    guesses = call.services.limits.wrong_codes
    with guesses.turn:
        meeting = call.read(lambda session: queries.meeting_by_token(session, code))
        if meeting is None and rules.parse_code(code) is not None:
            guesses.check(address)
            meeting = call.read(lambda session: queries.meeting_by_code(session, code))
        if meeting is None:
            if rules.parse_code(code) is not None or rules.parse_qr_token(code) is not None:
                guesses.check(address)
                guesses.note_wrong(address)
            raise DomainError(ErrorKind.NOT_FOUND, "code.unknown")
        return meeting
