"""The sign-in sheet (簽到表): who has signed in with the phone, then empty rows for those who sign by hand."""

from collections.abc import Sequence
from datetime import datetime

from app.documents.blocks import Block, Kind, Note, Paper, Paragraph, Section, Side, Signatures, Table
from app.documents.editions import State
from app.documents.papers.facts import issuer_of, meeting_facts
from app.documents.papers.outline import break_title, topic_of
from app.documents.press import Press
from app.exports.attendees import Attendee
from app.exports.dossier import Dossier
from app.platform.errors import DomainError, ErrorKind
from app.platform.local_time import to_local

COLUMNS = ("seq", "attendee", "attendee_kind", "way", "signed_in_at", "signature")
FACTS = ("topic", "time", "place", "convener", "host", "recorder", "headcount")
SIGNERS = ("recorder", "observer")
LEAST_ROWS, LEAST_EMPTY = 20, 5
"""Rows of the sheet of a meeting at which nobody has signed in yet, and empty rows of any sheet."""
FIRST_PAGE, PAGE, LAST_PAGE = 10, 21, 15
"""Rows that fit on the first page below the facts, on a further page, and above count and signatures of the last."""


def papers_of(dossier: Dossier, press: Press) -> Sequence[Paper]:
    """Return the sign-in sheet with masked names."""
    return (_paper(dossier, press, is_full=False),)


def full_papers_of(dossier: Dossier, press: Press) -> Sequence[Paper]:
    """Return the sign-in sheet with whole names.

    Raises:
        DomainError: `paper.names` if the reader of the dossier may not see names.
    """
    if "names" in dossier.left_out:
        raise DomainError(ErrorKind.FORBIDDEN, "paper.names")
    return (_paper(dossier, press, is_full=True),)


def row_count(signed_in: int) -> int:
    """Return the number of rows that fills the last page, with some empty ones after those who have signed in."""
    needed = max(signed_in + LEAST_EMPTY, LEAST_ROWS) - FIRST_PAGE - LAST_PAGE
    further = max(-(-needed // PAGE), 0)
    return FIRST_PAGE + further * PAGE + LAST_PAGE


def _paper(dossier: Dossier, press: Press, *, is_full: bool) -> Paper:
    edition = press.edition_of(Kind.SIGN_IN, first=State.FINAL)
    words, title = press.words, press.text(topic_of(dossier.title))
    return Paper(
        kind=Kind.SIGN_IN,
        locale=press.locale,
        title=break_title(words("documents.signin.title", title=title), press.locale),
        number="",
        sections=(
            Section("facts", meeting_facts(dossier, press, *FACTS)),
            Section("rows", _rows(dossier, press, is_full=is_full)),
            Section("signatures", (Signatures(_signers(press), words("documents.blank_date")),)),
        ),
        footer=press.footer_of(edition),
        mark=press.mark_of(edition),
        issuer=issuer_of(dossier),
        date=dossier.printed_at,
    )


def _signers(press: Press) -> tuple[str, ...]:
    return tuple(press.words(f"documents.signer.{name}") for name in SIGNERS)


def _rows(dossier: Dossier, press: Press, *, is_full: bool) -> tuple[Block, ...]:
    """Return a row for each person with an empty cell for the signature, empty rows, and how to fill them in."""
    words, people = press.words, dossier.attendees
    head = tuple(words(f"documents.column.{name}") for name in COLUMNS)
    rows = [_row(at, one, dossier, press, is_full=is_full) for at, one in enumerate(people, 1)]
    rows += [(str(at), *("",) * (len(COLUMNS) - 1)) for at in range(len(people) + 1, row_count(len(people)) + 1)]
    sides = (Side.CENTRE, Side.LEFT, Side.CENTRE, Side.CENTRE, Side.CENTRE, Side.LEFT)
    table = Table(head, tuple(rows), widths=(8, 22, 15, 12, 15, 28), sides=sides, is_for_hand=True)
    key = "full" if is_full else "masked"
    return (Note(words(f"documents.signin.{key}")), table, Paragraph(_count(dossier, press), keeps_with_next=True))


def _count(dossier: Dossier, press: Press) -> str:
    """Return how many have signed in with the phone, or that nobody has yet."""
    facts = dossier.facts
    if not dossier.attendees:
        return press.words("documents.signin.nobody")
    return press.words("documents.signin.count", count=facts.present, hall=facts.hall, online=facts.online)


def _row(at: int, one: Attendee, dossier: Dossier, press: Press, *, is_full: bool) -> tuple[str, ...]:
    words = press.words
    name = one.name if is_full else one.masked_name
    kind, way = words(f"documents.attendee.{one.kind}"), words(f"documents.way.{one.attendance}")
    return (str(at), name, kind, way, _time(one.joined_at, dossier), "")


def _time(joined_at: datetime, dossier: Dossier) -> str:
    """Return the time of a sign-in, with month and day if that was not the day of the meeting."""
    local, began = to_local(joined_at), dossier.facts.began_at
    is_other_day = began is not None and to_local(began).date() != local.date()
    return f"{local:%m-%d %H:%M}" if is_other_day else f"{local:%H:%M}"
