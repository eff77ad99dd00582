"""Finds the meeting of a join code or QR secret and limits wrong guesses, alike for pages and the API."""

from app.meetings import queries, rules
from app.meetings.queries import MeetingView
from app.platform.access.services import Call
from app.platform.errors import DomainError, ErrorKind


def find_meeting(call: Call, code: str, *, address: str) -> MeetingView:
    """Return the open meeting of a join code or QR secret, even if joining is closed.

    After too many wrong guesses from an address, even a right join code is refused. A right QR secret always works,
    because it cannot be guessed. A text that contains neither does not count as a guess.

    Args:
        code: the text that somebody typed, pasted or scanned.
        address: the network address of the caller, as `address_key` returns it.

    Raises:
        DomainError: `code.unknown`; `code.wait` after too many wrong guesses.
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
