"""The tables of a dossier, the same for XLSX and CSV: cases, resolutions, proposals, the record itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from app.cases.queries import CaseView
from app.exports.chain import EntryLine
from app.exports.dossier import Dossier, ProposalLine
from app.platform.i18n import Locale, translator_of
from app.platform.local_time import short_time
from app.resolutions.queries import ResolutionView
from app.voting.rules import Count

words = translator_of(Locale.ZH_HANS)
"""Official records are written in standard characters, whatever language the reader has chosen."""
Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; `name` is a key of the catalogue area `documents`."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def title(self) -> str:
        return words(f"documents.table.{self.name}")

    @property
    def head_words(self) -> list[str]:
        return [words(f"documents.column.{name}") for name in self.head]


CASE_HEAD = (
    ("number", "opened", "meeting", "title", "level", "handler", "due", "state", "progress", "evidence")
    + ("stars", "ratings", "said_resolved", "is_resolved", "reopened", "closed")
)  # fmt: skip
RESOLUTION_HEAD = (
    ("number", "title", "state", "rule", "ballot", "yes", "no", "abstain", "cast", "entitled", "adopted")
    + ("reservations", "text_hash")
)  # fmt: skip
PROPOSAL_HEAD = (
    ("number", "text", "state", "theme", "agree", "disagree", "pass", "seen", "submitted", "statement")
    + ("copy_of",)
)  # fmt: skip
CARD_HEAD = ("participant", "statement", "place", "probability")
ENTRY_HEAD = ("seq", "at", "kind", "code", "party", "actor", "payload", "prev", "hash")


def cases_of(dossier: Dossier) -> Table:
    """事項台賬: every case of the meeting."""
    return Table("cases", CASE_HEAD, tuple(_case(dossier, case) for case in dossier.cases))


def resolutions_of(dossier: Dossier) -> Table:
    return Table("resolutions", RESOLUTION_HEAD, tuple(_resolution(found) for found in dossier.resolutions))


def proposals_of(dossier: Dossier) -> Table:
    return Table("proposals", PROPOSAL_HEAD, tuple(_proposal(line) for line in dossier.proposals))


def cards_of(dossier: Dossier) -> Table:
    """Which proposal was put before whom, and with what probability, so that the order can be checked."""
    rows = ((card.participant, card.statement, card.place, round(card.probability, 6)) for card in dossier.cards)
    return Table("cards", CARD_HEAD, tuple(rows))


def entries_of(dossier: Dossier) -> Table:
    """The record: every entry of the meeting's ledger."""
    return Table("entries", ENTRY_HEAD, tuple(_entry(line) for line in dossier.entries))


TABLES: tuple[Callable[[Dossier], Table], ...] = (cases_of, resolutions_of, proposals_of, entries_of)


def moment(value: datetime | date | None) -> str:
    """A moment on the hall's clock, or a day; nothing for none."""
    if value is None:
        return ""
    return short_time(value) if isinstance(value, datetime) else value.isoformat()


def _case(dossier: Dossier, case: CaseView) -> tuple[Cell, ...]:
    steps = [
        f"{moment(move.at)} {words('domain.case.' + move.to_state)}{'：' + move.note if move.note else ''}"
        for move in case.moves
    ]
    return (
        case.number,
        moment(case.opened_at),
        dossier.title,
        case.title,
        words(f"documents.level.{case.level}"),
        case.handler,
        moment(case.due_on),
        words(f"domain.case.{case.state}"),
        "\n".join(steps),
        case.evidence,
        "" if case.stars is None else case.stars,
        case.ratings,
        case.said_resolved,
        words(f"documents.{'yes' if case.is_resolved else 'no'}"),
        case.reopened,
        moment(case.closed_at),
    )


def _resolution(found: ResolutionView) -> tuple[Cell, ...]:
    poll = found.poll
    count = poll.tally if poll else None
    return (
        found.number or "",
        found.title,
        words(f"domain.resolution.{found.state}"),
        poll.rule if poll else "",
        words(f"documents.ballot.{'secret' if poll.is_secret else 'open'}") if poll else "",
        *_figures(count),
        moment(found.adopted_at),
        "\n".join(found.reservations),
        found.text_hash or "",
    )


def _figures(count: Count | None) -> tuple[Cell, ...]:
    """Yes, no, abstain, cast and entitled; nothing while a poll is open."""
    return (count.yes, count.no, count.abstain, count.cast, count.entitled) if count else ("",) * 5


def _proposal(line: ProposalLine) -> tuple[Cell, ...]:
    return (
        line.number,
        line.text,
        words(f"domain.state.{line.state}"),
        line.theme,
        line.tally.agree,
        line.tally.disagree,
        line.tally.passes,
        line.tally.seen,
        moment(line.created_at),
        line.statement,
        "" if line.copy_of is None else line.copy_of,
    )


def _entry(line: EntryLine) -> tuple[Cell, ...]:
    return (
        line.seq,
        moment(line.at),
        words(f"office.kind.{line.kind}"),
        line.kind,
        words(f"documents.party.{line.party}"),
        line.actor,
        line.payload or "",
        line.prev,
        line.hash,
    )
