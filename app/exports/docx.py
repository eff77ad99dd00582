"""Minutes (會議紀要) as DOCX: facts and course of the meeting, themes, common ground, decisions and cases."""

from dataclasses import asdict
from datetime import datetime

from docx.enum.text import WD_ALIGN_PARAGRAPH

from app.common_ground.wording import heads, shortfall_words
from app.exports import common_ground, decisions, paper
from app.exports.common_ground import GroundLine, ThemeGround
from app.exports.dossier import Dossier, ThemeLine
from app.exports.properties import with_properties
from app.exports.sheet import Sheet, say
from app.exports.tables import chinese_day, left_out_words, words
from app.platform.local_time import short_time, to_local
from app.proposals.queries import Tally
from app.themes.rules import Case

MAX_QUOTED = 3
"""Number of proposals quoted for each theme; the attached list holds all of them."""
NOT_SHOWN = "—"
"""Printed in place of a count that the reader may not see yet."""
SIGNERS = ("host", "recorder", "observer", "resident", "resident")


def render(dossier: Dossier) -> bytes:
    """Return the minutes of a dossier as DOCX, always in standard (simplified) characters."""
    title = say("minutes.title", title=dossier.title)
    sheet = Sheet(title)
    _facts(sheet, dossier)
    _left_out(sheet, dossier)
    _process(sheet, dossier)
    _themes(sheet, dossier)
    _edits(sheet, dossier)
    _ground(sheet, dossier)
    decisions.write_concessions(sheet, dossier)
    decisions.write_decisions(sheet, dossier)
    decisions.write_reservations(sheet, dossier)
    decisions.write_cases(sheet, dossier)
    _attachments(sheet, dossier)
    _signatures(sheet, dossier)
    return with_properties(sheet.save(), dossier, title)


def _facts(sheet: Sheet, dossier: Dossier) -> None:
    present = dossier.attendance
    sheet.fact(say("label.time"), _period(dossier))
    sheet.fact(say("label.place"), dossier.place)
    for blank in ("convener", "host", "recorder"):  # filled in by hand, by those who sign
        sheet.fact(say(f"label.{blank}"), "")
    if dossier.conversation:
        sheet.fact(say("label.imported"), say("minutes.imported_value", count=dossier.conversation.people))
    counts = say("minutes.present_value", count=present.present, hall=present.hall, online=present.online)
    sheet.fact(say("label.present"), counts)
    if present.guests:
        sheet.fact(say("label.guests"), say("minutes.people", count=present.guests))
    if present.by_stakeholder_group:
        groups = present.by_stakeholder_group.items()
        pairs = [say("minutes.stake", stake=group, count=count) for group, count in groups]
        sheet.fact(say("label.stakes"), say("minutes.comma").join(pairs))
    sheet.fact(say("label.topic"), dossier.question)


def _left_out(sheet: Sheet, dossier: Dossier) -> None:
    """Write what this copy does not contain, right after the facts of the meeting."""
    for line in left_out_words(dossier):
        sheet.text(line)


def _period(dossier: Dossier) -> str:
    """Return when the meeting was held; for a conversation held elsewhere what its files say, or nothing."""
    if dossier.was_held_elsewhere:
        conversation = dossier.conversation
        return _span(conversation.began_at, conversation.ended_at) if conversation and conversation.began_at else ""
    return _span(dossier.created_at, dossier.closed_at)


def _span(start: datetime, end: datetime | None) -> str:
    text = f"{chinese_day(start)} {to_local(start):%H:%M}"
    return text if end is None else say("minutes.until", start=text, end=_hour(end, start))


def _hour(moment: datetime, before: datetime) -> str:
    """Return the time of day, with its date if the day differs from that of the moment `before`."""
    local = to_local(moment)
    day = "" if local.date() == to_local(before).date() else f"{chinese_day(moment)} "
    return f"{day}{local:%H:%M}"


def _process(sheet: Sheet, dossier: Dossier) -> None:
    sheet.section(say("minutes.process"))
    for run in () if dossier.was_held_elsewhere else dossier.phases:
        start = _hour(run.started_at, dossier.created_at)
        end = _hour(run.ended_at, run.started_at) if run.ended_at else ""
        span = f"{start}—{end}" if end else say("minutes.from", start=start)
        text = say("minutes.phase", span=span, phase=words(f"domain.phase.{run.key}"))
        sheet.text(text + (say("minutes.reason", reason=run.reason) if run.reason else ""))
    shown = sum(line.is_visible for line in dossier.proposals)
    sheet.text(
        say(
            "minutes.counts",
            proposals=shown,
            hidden=dossier.hidden,
            voters=dossier.voters,
            reactions=dossier.reactions,
        )
    )


def _themes(sheet: Sheet, dossier: Dossier) -> None:
    sheet.section(say("minutes.themes"))
    if not dossier.themes:
        sheet.text(say("minutes.no_themes"))
    for number, theme in enumerate(dossier.themes, 1):
        _theme(sheet, number, theme, dossier)


def _theme(sheet: Sheet, number: int, theme: ThemeLine, dossier: Dossier) -> None:
    sheet.subsection(number, theme.label)
    people = theme.people if dossier.shows_counts else NOT_SHOWN
    sheet.text(say("minutes.theme", posts=len(theme.proposals), people=people))
    if dossier.themes_case is Case.ONE:
        sheet.text(say(f"minutes.named_by_{theme.named_by}") + say("minutes.placed", **asdict(theme.placements)))
    strongest = sorted(theme.proposals, key=lambda line: (-line.support.agree, line.number))[:MAX_QUOTED]
    for line in strongest:
        sheet.text(say("minutes.proposal", number=line.number, text=line.text, heads=_heads(dossier, line.support)))
        for copy in line.copies:
            sheet.text(say("minutes.copy", number=copy.number, text=copy.text))


def _edits(sheet: Sheet, dossier: Dossier) -> None:
    """Write people's edits of the themes, one line each."""
    if dossier.edits:
        sheet.section(say("minutes.edits"))
    for act in dossier.edits:
        what = words(f"domain.edit.{act.op}", **act.facts)
        undone = "" if act.counts else say("minutes.undone")
        by = act.by.name or words(f"domain.role.{act.by.role}")
        sheet.text(say("minutes.edit", number=act.number, at=short_time(act.at), by=by, what=what, undone=undone))


def _ground(sheet: Sheet, dossier: Dossier) -> None:
    """Write the result of each theme, then the other proposals that every group accepts."""
    if not dossier.ground or not dossier.ground_basis:
        return
    sheet.section(say("minutes.ground_title"))
    basis = words(f"domain.reason.{dossier.ground_basis.reason}")
    sheet.text(say("minutes.ground_basis", basis=basis, day=chinese_day(dossier.ground_basis.at)))
    for theme in dossier.ground_themes:
        sheet.text(_theme_ground(theme))
    for line in common_ground.others_of(dossier.ground, dossier.ground_themes):
        sheet.text(say("minutes.ground", word=words(f"domain.standing.{line.standing}"), line=_accepted(line)))


def _theme_ground(theme: ThemeGround) -> str:
    word = words(f"domain.standing.{theme.standing}")
    if theme.greatest is not None:
        line = _accepted(theme.greatest)
        breadth = common_ground.breadth_words(words, theme)
        return say("minutes.ground_theme", theme=theme.theme, word=word, line=line, breadth=breadth)
    if theme.nearest is None:
        return say("minutes.ground_silent", theme=theme.theme, word=word)
    line, lacks = _quoted(theme.nearest), say("minutes.semicolon").join(shortfall_words(words, theme.nearest.lacks))
    return say("minutes.ground_nearly", theme=theme.theme, word=word, line=line, lacks=lacks)


def _accepted(line: GroundLine) -> str:
    """Return a proposal that every group accepts, with numbers of people overall and by group, and its robustness."""
    groups = common_ground.group_words(words, line)
    told = say("minutes.ground_groups", groups=say("minutes.comma").join(groups)) if groups else ""
    return say("minutes.ground_line", line=_quoted(line), groups=told, firm=common_ground.firm_words(words, line))


def _quoted(line: GroundLine) -> str:
    agreeing = common_ground.heads_words(words, line.overall)
    return say("minutes.ground_quoted", number=line.number, text=line.text, heads=agreeing)


def _attachments(sheet: Sheet, dossier: Dossier) -> None:
    sheet.section(say("minutes.attachments"))
    sheet.text(say("minutes.attached", proposals=len(dossier.proposals), entries=len(dossier.entries)))
    algorithm = {"sha256": "SHA-256", "sm3": "SM3"}[dossier.seal.head.algorithm]
    sheet.text(say("minutes.head", number=dossier.head_number, algorithm=algorithm, hash=dossier.head_hash))
    if dossier.seal.key_id:
        sheet.text(say("minutes.fingerprint", fingerprint=dossier.seal.fingerprint, by=dossier.seal.key_id))
        sheet.square(dossier.seal.line)


def _signatures(sheet: Sheet, dossier: Dossier) -> None:
    sheet.section(say("minutes.signatures"))
    for name in SIGNERS:
        sheet.text(say(f"sign.{name}"))
    day = sheet.text(chinese_day(dossier.printed_at))
    day.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    day.paragraph_format.right_indent = paper.BODY * 4


def _heads(dossier: Dossier, tally: Tally) -> str:
    """Return the numbers of people for one card, its duplicates included."""
    if not dossier.shows_counts:
        return NOT_SHOWN
    if not tally.seen:
        return heads(words, 0, 0)
    agreeing = heads(words, tally.agree, tally.seen)
    return say("minutes.heads", heads=agreeing, disagree=tally.disagree, passes=tally.passes)
