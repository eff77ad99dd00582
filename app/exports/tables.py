"""The tables of a dossier, the same for XLSX and CSV, from cases to ledger entries."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.cases import rules as case_rules
from app.cases.queries import CaseView, MoveView
from app.common_ground.wording import shortfall_words
from app.concessions.queries import ConcessionView
from app.exports import common_ground
from app.exports.chain import EntryLine
from app.exports.common_ground import GroundLine, ThemeGround
from app.exports.dossier import Dossier, ProposalLine, ThemeLine
from app.platform.i18n import Locale, translator_of
from app.platform.ids import ProposalId
from app.platform.local_time import short_time, to_local
from app.resolutions.queries import ResolutionView
from app.voting.queries import PollView

words = translator_of(Locale.ZH_HANS)
"""Official records are written in standard characters, whatever language the reader has chosen."""
Cell = str | int | float | date | datetime | tuple[str, ...]
"""Value of a cell: a moment has a time zone, a tuple is a list of texts, and an empty cell is ""."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header; `name` is a key of the catalogue area `documents`."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def title(self) -> str:
        return words(f"documents.table.{self.name}")

    @property
    def head_words(self) -> list[str]:
        return words_of_columns(self.head)


CASE_HEAD = (
    ("number", "opened", "meeting", "resolution", "title", "level", "handler", "due", "state", "progress", "evidence")
    + ("stars", "ratings", "said_resolved", "is_resolved", "reopened", "closed")
)  # fmt: skip
CASE_HISTORY_HEAD = ("number", "title", "step", "at", "from_state", "to_state", "note")
DECISION_HEAD = (
    ("number", "title", "state", "rule", "ballot", "yes", "no", "abstain", "cast", "entitled", "adopted")
    + ("reservations", "text_hash", "poll", "result", "poll_closed")
)  # fmt: skip
CONCESSION_HEAD = ("number", "proposal", "stake", "wanted", "condition", "gives", "state")
PROPOSAL_HEAD = (
    ("number", "text", "state", "theme", "agree", "disagree", "pass", "seen", "submitted", "statement")
    + ("copy_of", "standing")
)  # fmt: skip
GROUND_HEAD = ("theme", "standing", "number", "text", "heads", "groups", "firm", "breadth", "lacks")
THEME_HEAD = ("theme", "named_by", "cards", "by_machine", "by_author", "by_room", "by_desk")
CARD_HEAD = ("participant", "statement", "place", "probability")
ENTRY_HEAD = ("seq", "at", "kind", "code", "party", "actor", "payload", "prev", "hash")
MOST_LISTED = 10_000
"""Largest number of ledger entries of which each is listed in a workbook; reactions are by far the most of them."""
_REACTIONS = frozenset({"reaction.cast", "reaction.withdrawn"})


def cases_of(dossier: Dossier) -> Table:
    """Return the case ledger (事項台賬): every case of the meeting."""
    today = to_local(dossier.printed_at).date()
    return Table("cases", CASE_HEAD, tuple(case_row(dossier.title, case, today) for case in dossier.cases))


def case_row(meeting_title: str, case: CaseView, today: date) -> tuple[Cell, ...]:
    """Return the cells of a case under `CASE_HEAD`; the title is that of the meeting it comes from, or empty."""
    outcome = case_rules.outcome_of(
        case.state, is_resolved=case.is_resolved, ratings=case.ratings, due_on=case.due_on, today=today
    )
    return (
        case.number,
        case.opened_at,
        meeting_title,
        case.resolution_number,
        case.title,
        words(f"documents.level.{case.level}"),
        case.handler,
        case.due_on or "",
        words(f"domain.case.{case.state}"),
        _progress(case.moves[-1]) if case.moves else "",
        case.evidence,
        "" if case.stars is None else case.stars,
        case.ratings,
        case.said_resolved,
        words(f"documents.outcome.{outcome}"),
        case.reopened,
        case.closed_at or "",
    )


def case_history_of(dossier: Dossier) -> Table:
    """Return every move of every case of the meeting."""
    return case_history(dossier.cases)


def case_history(cases: Iterable[CaseView]) -> Table:
    """Return every move of some cases, a row each, case after case."""
    rows = ((case.number, case.title, *_step(move)) for case in cases for move in case.moves)
    return Table("case_history", CASE_HISTORY_HEAD, tuple(rows))


def decisions_of(dossier: Dossier) -> Table:
    """Return a row for each resolution and poll on it, then one for each poll on a question without a text."""
    rows = [
        _decision(resolution, poll)
        for resolution in dossier.resolutions
        for poll in dossier.polls_on(resolution.id) or (None,)
    ]
    return Table("resolutions", DECISION_HEAD, (*rows, *(_question(poll) for poll in dossier.questions)))


def concessions_of(dossier: Dossier) -> Table:
    """Return the concession list (讓步清單): every concession with its group, what was wanted and its state."""
    numbers = {line.id: line.number for line in dossier.proposals}
    rows = (_concession(at, card, numbers) for at, card in enumerate(dossier.concessions, 1))
    return Table("concessions", CONCESSION_HEAD, tuple(rows))


def proposals_of(dossier: Dossier) -> Table:
    standings = {line.number: line.standing for line in dossier.ground}
    rows = (_proposal(dossier, line, standings.get(line.number)) for line in dossier.proposals)
    return Table("proposals", PROPOSAL_HEAD, tuple(rows))


def themes_of(dossier: Dossier) -> Table:
    """Return every theme: who named it, and how many of its proposals machine, authors, room and desk have placed."""
    return Table("themes", THEME_HEAD, tuple(_theme(line) for line in dossier.themes))


def ground_of(dossier: Dossier) -> Table:
    """Return the result of each theme, followed by the other proposals that every group accepts."""
    themes = (_theme_ground(theme) for theme in dossier.ground_themes)
    others = (("", *_ground(line), "", "") for line in common_ground.others_of(dossier.ground, dossier.ground_themes))
    return Table("ground", GROUND_HEAD, (*themes, *others))


def cards_of(dossier: Dossier) -> Table:
    """Return which proposal was assigned to which participant with what probability, to check the card order."""
    rows = ((card.participant, card.statement, card.place, round(card.probability, 6)) for card in dossier.cards)
    return Table("cards", CARD_HEAD, tuple(rows))


def entries_of(dossier: Dossier) -> Table:
    """Return every entry of the meeting's ledger."""
    return Table("entries", ENTRY_HEAD, tuple(entry_rows(dossier)))


def entry_rows(dossier: Dossier) -> Iterator[tuple[Cell, ...]]:
    """Yield the cells of every entry of the meeting's ledger under `ENTRY_HEAD`."""
    return map(_entry, dossier.entries)


def listed_entries_of(dossier: Dossier) -> Table:
    """Return the entries for people to read: without the single reactions if the meeting has more than `MOST_LISTED`.

    The last row then says how many there are, and that the file of the ledger has them all.
    """
    if len(dossier.entries) <= MOST_LISTED:
        return entries_of(dossier)
    lines = [line for line in dossier.entries if line.kind not in _REACTIONS]
    note = words("documents.more_entries", count=len(dossier.entries) - len(lines))
    last = ("", "", note, *("",) * (len(ENTRY_HEAD) - 3))
    return Table("entries", ENTRY_HEAD, (*map(_entry, lines), last))


def left_out_of(dossier: Dossier) -> Table:
    """Return what this copy does not contain."""
    return Table("left_out", ("left_out",), tuple((line,) for line in left_out_words(dossier)))


def left_out_words(dossier: Dossier, about: Collection[str] | None = None) -> list[str]:
    """Return one sentence for each thing that the reader of this dossier may not see.

    Args:
        about: codes of the things that the file would otherwise contain; None: all.
    """
    return [words(f"documents.left_out.{code}") for code in dossier.left_out if about is None or code in about]


def words_of_columns(head: Iterable[str]) -> list[str]:
    """Return the names of columns in words."""
    return [words(f"documents.column.{name}") for name in head]


TABLES: tuple[Callable[[Dossier], Table], ...] = (
    cases_of,
    case_history_of,
    decisions_of,
    concessions_of,
    proposals_of,
    themes_of,
    ground_of,
    listed_entries_of,
)
"""The tables of a workbook, in the order of its sheets."""


def moment(value: datetime | date) -> str:
    """Return a moment in local time, or a day, in the order of ISO 8601."""
    return short_time(value) if isinstance(value, datetime) else value.isoformat()


def chinese_day(moment: datetime) -> str:
    """Return a date as official documents write it: without leading zeros."""
    local = to_local(moment)
    return words("documents.date", year=local.year, month=local.month, day=local.day)


def result_words(poll: PollView) -> str:
    """Return the result of a poll in the words that every page uses."""
    return poll.in_words[Locale.ZH_HANS]


def _progress(move: MoveView) -> str:
    """Return the last move of a case in one line; the whole history has a table of its own."""
    note = f"：{move.note}" if move.note else ""
    return f"{moment(move.at)} {words(f'domain.case.{move.to_state}')}{note}"


def _step(move: MoveView) -> tuple[Cell, ...]:
    states = (words(f"domain.case.{state}") if state else "" for state in (move.from_state, move.to_state))
    return (move.number, move.at, *states, move.note)


def _decision(resolution: ResolutionView, poll: PollView | None) -> tuple[Cell, ...]:
    return (
        resolution.number or "",
        resolution.title,
        words(f"domain.resolution.{resolution.state}"),
        *_poll(poll),
        resolution.adopted_at or "",
        resolution.reservations,
        resolution.text_hash or "",
        *_result(poll),
    )


def _question(poll: PollView) -> tuple[Cell, ...]:
    return ("", poll.question, "", *_poll(poll), "", "", "", *_result(poll))


def _poll(poll: PollView | None) -> tuple[Cell, ...]:
    """Return the cells for rule, kind of ballot and figures."""
    if poll is None:
        return ("",) * 7
    ballot = words(f"documents.ballot.{'secret' if poll.is_secret else 'open'}")
    return (words(f"domain.rule.{poll.rule}"), ballot, *_figures(poll))


def _result(poll: PollView | None) -> tuple[Cell, ...]:
    """Return a poll's number, its result in words and its closing time; three empty cells without a poll."""
    return (poll.number, result_words(poll), poll.closed_at or "") if poll else ("", "", "")


def _concession(at: int, card: ConcessionView, numbers: Mapping[ProposalId, int]) -> tuple[Cell, ...]:
    return (
        at,
        numbers.get(card.proposal, "") if card.proposal else "",
        card.stakeholder_group or "",
        card.wanted,
        card.condition,
        card.offer,
        words(f"domain.concession.{card.state}"),
    )


def _figures(poll: PollView) -> tuple[Cell, ...]:
    """Return yes, no, abstain, cast and entitled; no split while a poll is open or when it had few ballots."""
    count = poll.tally
    if count is not None:
        return (count.yes, count.no, count.abstain, count.cast, count.entitled)
    if poll.is_open:
        return ("",) * 5
    return ("", "", "", poll.cast, "" if poll.entitled is None else poll.entitled)


def _theme(line: ThemeLine) -> tuple[Cell, ...]:
    named_by, placed = words(f"documents.named_by.{line.named_by}"), line.placements
    return (line.label, named_by, len(line.proposals), placed.machine, placed.author, placed.room, placed.desk)


def _theme_ground(theme: ThemeGround) -> tuple[Cell, ...]:
    line = theme.line
    if line is None:
        return (theme.theme, words(f"domain.standing.{theme.standing}"), *("",) * (len(GROUND_HEAD) - 2))
    breadth, lacks = common_ground.breadth_words(words, theme), shortfall_words(words, line.lacks)
    return (theme.theme, words(f"domain.standing.{theme.standing}"), *_ground(line)[1:], breadth, tuple(lacks))


def _ground(line: GroundLine) -> tuple[Cell, ...]:
    """Return a proposal's status, number, text, numbers of people overall and by group, and robustness."""
    return (
        words(f"domain.standing.{line.standing}"),
        line.number,
        line.text,
        common_ground.heads_words(words, line.overall),
        tuple(common_ground.group_words(words, line)),
        common_ground.firm_words(words, line),
    )


def _proposal(dossier: Dossier, line: ProposalLine, standing: str | None) -> tuple[Cell, ...]:
    tally = line.tally
    counts: tuple[Cell, ...] = (tally.agree, tally.disagree, tally.passes, tally.seen)
    return (
        line.number,
        line.text,
        words(f"domain.state.{line.state}"),
        line.theme,
        *(counts if dossier.shows_counts else ("",) * len(counts)),
        line.created_at,
        line.statement,
        "" if line.copy_of is None else line.copy_of,
        words(f"domain.standing.{standing}") if standing else "",
    )


def _entry(line: EntryLine) -> tuple[Cell, ...]:
    return (
        line.seq,
        line.at,
        words(f"office.kind.{line.kind}"),
        line.kind,
        words(f"documents.party.{line.party}"),
        line.actor,
        words("documents.not_shown") if line.is_redacted else line.payload or "",
        line.prev,
        line.hash,
    )
