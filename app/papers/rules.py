"""Rules of papers: which moves each state allows, who may ask for amendments until when, and what a scan must be."""

from datetime import date, timedelta
from enum import StrEnum

from app.documents.editions import State
from app.platform.errors import DomainError, ErrorKind

LONGEST_PASSAGE = 80
LONGEST_WORDING = 1000
LONGEST_REASON = 300
LONGEST_NUMBER = 80
MOST_AMENDMENTS = 200
"""Most amendments of one version of a paper."""
MOST_OF_SEAT = 10
"""Most amendments of one version that one seat may ask for."""
LONGEST_COMMENTS = 60
"""Most days for which a paper may be open for comments."""
LARGEST_SCAN = 18 * 1024 * 1024
"""Largest size of a scan in bytes."""
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}
"""{media type of a scan: ending of its file name}"""
WAY = tuple(State)
"""The states in the order in which a paper passes through them."""
_HEAD = 1024
_TAIL = 2048


class Answer(StrEnum):
    """What became of an amendment."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


def check_not_final(state: State) -> None:
    """Refuse to change a paper whose text is final.

    Raises:
        DomainError: `paper.final`.
    """
    if state.is_final:
        raise DomainError(ErrorKind.CLOSED, "paper.final")


def check_comments(state: State, until: date, today: date) -> None:
    """Refuse to ask for comments on a final paper, or until a day that has passed or is too far off.

    Raises:
        DomainError: `paper.final`, `paper.until_past`, `paper.until_far`.
    """
    check_not_final(state)
    if until < today:
        raise DomainError(ErrorKind.INVALID, "paper.until_past")
    if until > today + timedelta(days=LONGEST_COMMENTS):
        raise DomainError(ErrorKind.INVALID, "paper.until_far", most=LONGEST_COMMENTS)


def check_commented(state: State) -> None:
    """Refuse to end the comments on a paper that is not open for them.

    Raises:
        DomainError: `paper.final`, `paper.no_comments`.
    """
    check_not_final(state)
    if state is not State.COMMENTS:
        raise DomainError(ErrorKind.CONFLICT, "paper.no_comments")


def check_amendable(state: State, until: date | None, today: date, *, own: int, all: int, is_seat: bool) -> None:
    """Refuse an amendment of a paper that is not open for comments, or one too many.

    Args:
        own: amendments that the same actor has asked for; all: amendments of this version.
        is_seat: the limit for one actor applies to seats only, because staff also write for others.

    Raises:
        DomainError: as `check_commented`; `paper.comments_over`, `amendment.many`.
    """
    check_commented(state)
    if until is not None and today > until:
        raise DomainError(ErrorKind.CLOSED, "paper.comments_over")
    if is_seat and own >= MOST_OF_SEAT:
        raise DomainError(ErrorKind.CONFLICT, "amendment.many", most=MOST_OF_SEAT)
    if all >= MOST_AMENDMENTS:
        raise DomainError(ErrorKind.CONFLICT, "amendment.many", most=MOST_AMENDMENTS)


def check_answer(answer: Answer, *, is_accepted: bool, reason: str) -> None:
    """Refuse to answer an amendment twice, or to decline one without a reason.

    Raises:
        DomainError: `amendment.answered`, `amendment.reason_needed`.
    """
    if answer is not Answer.OPEN:
        raise DomainError(ErrorKind.CONFLICT, "amendment.answered")
    if not is_accepted and not reason:
        raise DomainError(ErrorKind.INVALID, "amendment.reason_needed")


def check_finalisable(
    state: State, until: date | None, today: date, *, is_settled: bool, is_resolution: bool, unanswered: int
) -> None:
    """Refuse to make a paper final before its subject is settled and every amendment has an answer.

    Args:
        is_settled: the meeting has ended, or the resolution is adopted.
        unanswered: amendments without an answer.

    Raises:
        DomainError: `paper.final`, `paper.not_adopted`, `paper.meeting_open`, `paper.comments_running`,
            `paper.unanswered`.
    """
    check_not_final(state)
    if not is_settled:
        raise DomainError(ErrorKind.CONFLICT, "paper.not_adopted" if is_resolution else "paper.meeting_open")
    if state is State.COMMENTS and until is not None and today <= until:
        raise DomainError(ErrorKind.CONFLICT, "paper.comments_running", until=until.isoformat())
    if unanswered:
        raise DomainError(ErrorKind.CONFLICT, "paper.unanswered", count=unanswered)


def check_signable(state: State) -> None:
    """Refuse a scan of a paper that is not final, or that is posted already.

    Raises:
        DomainError: `paper.not_final`, `paper.scan_settled`.
    """
    if not state.is_final:
        raise DomainError(ErrorKind.CONFLICT, "paper.not_final")
    if state not in (State.FINAL, State.SIGNED):
        raise DomainError(ErrorKind.CLOSED, "paper.scan_settled")


def check_postable(state: State, posted_on: date, final_on: date, today: date) -> None:
    """Refuse to note as posted what is not signed, or a day before the paper was final or in the future.

    Raises:
        DomainError: `paper.not_final`, `paper.not_signed`, `paper.posted`, `paper.posted_early`, `paper.posted_late`.
    """
    if not state.is_final:
        raise DomainError(ErrorKind.CONFLICT, "paper.not_final")
    if state is State.FINAL:
        raise DomainError(ErrorKind.CONFLICT, "paper.not_signed")
    if state is not State.SIGNED:
        raise DomainError(ErrorKind.CLOSED, "paper.posted")
    if posted_on < final_on:
        raise DomainError(ErrorKind.INVALID, "paper.posted_early")
    if posted_on > today:
        raise DomainError(ErrorKind.INVALID, "paper.posted_late")


def check_archivable(state: State) -> None:
    """Refuse to archive a paper that is not signed, or that is archived already.

    A paper that nobody has to post, such as minutes, may go from the signature to the archive.

    Raises:
        DomainError: `paper.not_final`, `paper.not_signed`, `paper.archived`.
    """
    if not state.is_final:
        raise DomainError(ErrorKind.CONFLICT, "paper.not_final")
    if state is State.FINAL:
        raise DomainError(ErrorKind.CONFLICT, "paper.not_signed")
    if state is State.ARCHIVED:
        raise DomainError(ErrorKind.CLOSED, "paper.archived")


def check_correctable(state: State) -> None:
    """Refuse a new version while the present one can still be changed.

    Raises:
        DomainError: `paper.not_final`.
    """
    if not state.is_final:
        raise DomainError(ErrorKind.CONFLICT, "paper.not_final")


def media_type_of(content: bytes) -> str:
    """Return the media type of a scan, which its content decides and not its name.

    Raises:
        DomainError: `scan.empty`, `scan.large`, `scan.unknown` for other files, `scan.cut` for a file without its end.
    """
    if not content:
        raise DomainError(ErrorKind.INVALID, "scan.empty")
    if len(content) > LARGEST_SCAN:
        raise DomainError(ErrorKind.INVALID, "scan.large", most=LARGEST_SCAN // 1024 // 1024)
    head, tail = content[:_HEAD], content[-_TAIL:]
    if b"%PDF-" in head:
        media_type, is_whole = PDF, b"%%EOF" in tail
    elif head.startswith(b"\xff\xd8\xff"):
        media_type, is_whole = JPEG, b"\xff\xd9" in tail
    elif head.startswith(b"\x89PNG\r\n\x1a\n"):
        media_type, is_whole = PNG, b"IEND" in tail
    else:
        raise DomainError(ErrorKind.INVALID, "scan.unknown")
    if not is_whole:
        raise DomainError(ErrorKind.INVALID, "scan.cut")
    return media_type
