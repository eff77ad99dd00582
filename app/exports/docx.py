"""Minutes (會議紀要) as DOCX: what the meeting was, how it went, what was said, found common and decided."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH

from app.exports import paper
from app.exports.dossier import Dossier, ThemeLine
from app.exports.tables import words
from app.exports.text import printable
from app.platform.local_time import to_local
from app.proposals.queries import Tally
from app.resolutions.queries import ResolutionView
from app.voting.queries import PollView
from app.voting.rules import RULES

NUMERALS = "一二三四五六七八九十"
MOST_QUOTED = 3
"""Proposals quoted for each theme; all of them stand in the attached list."""


def render(dossier: Dossier) -> bytes:
    """The minutes of a dossier, always in standard characters."""
    minutes = _Minutes(paper.new_paper(_title(dossier)), dossier)
    minutes.write()
    return paper.save(minutes.document)


def chinese_day(moment: datetime) -> str:
    """A date as documents write it: without leading zeros."""
    local = to_local(moment)
    return say("date", year=local.year, month=local.month, day=local.day)


def say(key: str, **params: object) -> str:
    """A text of the area `documents`."""
    return words(f"documents.{key}", **params)


def _title(dossier: Dossier) -> str:
    return printable(say("minutes.title", title=dossier.title))


class _Minutes:
    """One document being written, section by section."""

    def __init__(self, document: Any, dossier: Dossier) -> None:
        self.document = document
        self.dossier = dossier
        self._sections = 0

    def write(self) -> None:
        self.document.add_paragraph(_title(self.dossier), style="Title")
        self._facts()
        self._process()
        self._themes()
        self._ground()
        self._concessions()
        self._resolutions()
        self._reservations()
        self._cases()
        self._attachments()
        self._signatures()

    def _facts(self) -> None:
        found, present = self.dossier, self.dossier.attendance
        self._labelled("time", self._period())
        self._labelled("place", found.place)
        self._labelled("convener", "")
        self._labelled("host", "")
        self._labelled("recorder", "")
        self._labelled("present", say("minutes.present_value", count=present.present, hall=present.hall,
                                      online=present.online))  # fmt: skip
        if present.guests:
            self._labelled("guests", say("minutes.people", count=present.guests))
        if present.by_stake:
            pairs = [say("minutes.stake", stake=stake, count=count) for stake, count in present.by_stake.items()]
            self._labelled("stakes", say("minutes.comma").join(pairs))
        self._labelled("topic", found.question)

    def _period(self) -> str:
        start = to_local(self.dossier.created_at)
        text = f"{chinese_day(start)} {start:%H:%M}"
        if self.dossier.closed_at is None:
            return text
        end = to_local(self.dossier.closed_at)
        day = "" if end.date() == start.date() else f"{chinese_day(end)} "
        return say("minutes.until", start=text, end=f"{day}{end:%H:%M}")

    def _process(self) -> None:
        self._heading("process")
        for run in self.dossier.phases:
            start, end = to_local(run.started_at), to_local(run.ended_at) if run.ended_at else None
            span = f"{start:%H:%M}—{end:%H:%M}" if end else say("minutes.from", start=f"{start:%H:%M}")
            text = say("minutes.phase", span=span, phase=words(f"domain.phase.{run.key}"))
            self._body(text + (say("minutes.back", reason=run.reason) if run.reason else ""))
        shown = [line for line in self.dossier.proposals if line.is_visible]
        self._body(say("minutes.counts", proposals=len(shown), hidden=len(self.dossier.proposals) - len(shown),
                       voters=self.dossier.voters, reactions=len(self.dossier.votes)))  # fmt: skip

    def _themes(self) -> None:
        self._heading("themes")
        if not self.dossier.themes:
            self._body(say("minutes.no_themes"))
        for number, theme in enumerate(self.dossier.themes, 1):
            self._theme(number, theme)

    def _theme(self, number: int, theme: ThemeLine) -> None:
        self.document.add_paragraph(printable(f"（{_numeral(number)}）{theme.label}"), style="Heading 2")
        self._body(say("minutes.theme", posts=len(theme.proposals), people=theme.people, **_counts(theme.tally)))
        strongest = sorted(theme.proposals, key=lambda line: (-line.tally.agree, line.number))[:MOST_QUOTED]
        for line in strongest:
            self._body(say("minutes.proposal", number=line.number, text=line.text, **_counts(line.tally)))

    def _ground(self) -> None:
        if not self.dossier.ground:
            return
        self._heading("ground_title")
        for at, line in enumerate(self.dossier.ground, 1):
            self._body(say("minutes.ground", at=at, text=line.proposal.text, number=line.proposal.number,
                           **_counts(line.proposal.tally)))  # fmt: skip

    def _concessions(self) -> None:
        if not self.dossier.concessions:
            return
        self._heading("concessions")
        numbers = {line.id: line.number for line in self.dossier.proposals}
        for at, offer in enumerate(self.dossier.concessions, 1):
            to = numbers.get(offer.proposal or "")
            giver = say("minutes.giver", stake=offer.stake) if offer.stake else ""
            about = say("minutes.about", number=to) if to is not None else ""
            text = say("minutes.concession", condition=offer.condition, gives=offer.gives)
            state = words(f"domain.concession.{offer.state}")
            self._body(f"{at}. {giver}{about}{text}" + say("minutes.offer_state", state=state))

    def _resolutions(self) -> None:
        self._heading("resolutions")
        if not self.dossier.resolutions:
            self._body(say("minutes.no_resolutions"))
        for number, found in enumerate(self.dossier.resolutions, 1):
            self._resolution(number, found)

    def _resolution(self, number: int, found: ResolutionView) -> None:
        self.document.add_paragraph(printable(f"（{_numeral(number)}）{found.title}"), style="Heading 2")
        state = words(f"domain.resolution.{found.state}")
        self._body(
            say("minutes.state", state=state) + (say("minutes.number", number=found.number) if found.number else "")
        )
        for clause in found.text.split("\n"):
            self._body(clause)
        if found.poll is not None:
            self._poll(found.poll)
        if found.text_hash:
            self._body(say("minutes.text_hash", hash=found.text_hash))

    def _poll(self, poll: PollView) -> None:
        if poll.tally is None:
            self._body(say("minutes.poll_open", count=poll.cast))
            return
        count = poll.tally
        rule = RULES[poll.rule]
        ballot = say(f"ballot.{'secret' if poll.is_secret else 'open'}")
        self._body(say("minutes.rule", rule=words(f"domain.rule.{poll.rule}"), version=rule.version, cite=rule.cite,
                       ballot=ballot))  # fmt: skip
        head = [words("domain.choice.yes"), words("domain.choice.no"), words("domain.choice.abstain"),
                say("column.cast"), say("column.entitled")]  # fmt: skip
        self._table(head, [[count.yes, count.no, count.abstain, count.cast, count.entitled]])
        self._tests(poll)

    def _tests(self, poll: PollView) -> None:
        outcome = poll.outcome or {}
        for test in outcome.get("tests", ()):
            condition = test["condition"]
            sign = "＞" if condition["compare"] == "gt" else "≥"
            self._body(say("minutes.test", x=say(f"figure.{condition['x']}"), of=say(f"figure.{condition['of']}"),
                           sign=sign, numerator=condition["numerator"], denominator=condition["denominator"],
                           left=test["left"], right=test["right"],
                           met=say(f"minutes.{'met' if test['is_met'] else 'not_met'}")))  # fmt: skip
        self._body(say(f"minutes.{'carried' if outcome.get('is_carried') else 'rejected'}"))

    def _reservations(self) -> None:
        dissent = [text for found in self.dossier.resolutions for text in found.reservations]
        if not dissent:
            return
        self._heading("reservations")
        for at, text in enumerate(dissent, 1):
            self._body(f"{at}. {text}")

    def _cases(self) -> None:
        if not self.dossier.cases:
            return
        self._heading("cases")
        head = [say(f"column.{name}") for name in ("number", "title", "handler", "due", "state")]
        rows = [
            [case.number, case.title, case.handler, case.due_on.isoformat() if case.due_on else "",
             words(f"domain.case.{case.state}")]
            for case in self.dossier.cases
        ]  # fmt: skip
        self._table(head, rows)

    def _attachments(self) -> None:
        self._heading("attachments")
        self._body(say("minutes.attached", proposals=len(self.dossier.proposals), entries=len(self.dossier.entries)))
        self._body(say("minutes.head", number=self.dossier.head_number, hash=self.dossier.head_hash))

    def _signatures(self) -> None:
        self._heading("signatures")
        for name in ("host", "recorder", "observer", "resident", "resident"):
            self._body(say(f"sign.{name}"))
        paragraph = self._body(chinese_day(self.dossier.printed_at))
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = paper.BODY * 4

    def _heading(self, name: str) -> None:
        self._sections += 1
        self.document.add_paragraph(f"{_numeral(self._sections)}、{say(f'minutes.{name}')}", style="Heading 1")

    def _labelled(self, name: str, value: str) -> None:
        paragraph = self.document.add_paragraph()
        label = paragraph.add_run(say(f"label.{name}"))
        paper.set_face(label, paper.HEITI)
        paragraph.add_run(printable(value))

    def _body(self, text: str) -> Any:
        paragraph = self.document.add_paragraph(printable(text))
        paragraph.paragraph_format.first_line_indent = paper.INDENT
        return paragraph

    def _table(self, head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
        lines = [list(head), *([printable(str(value)) for value in row] for row in rows)]
        table = self.document.add_table(rows=len(lines), cols=len(lines[0]), style="Table Grid")
        for line, row in zip(lines, table.rows, strict=True):
            for text, cell in zip(line, row.cells, strict=True):
                cell.paragraphs[0].style = "Cell"
                cell.paragraphs[0].add_run(text)


def _counts(tally: Tally) -> dict[str, int]:
    return {"agree": tally.agree, "disagree": tally.disagree, "passes": tally.passes}


def _numeral(number: int) -> str:
    """1 to 99 in Chinese, beyond that in digits."""
    tens, ones = divmod(number, 10)
    if number > 99:
        return str(number)
    if number <= 10:
        return NUMERALS[number - 1]
    return f"{NUMERALS[tens - 1] if tens > 1 else ''}十{NUMERALS[ones - 1] if ones else ''}"
