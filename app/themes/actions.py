"""Writes of themes: the machine's results, people's edits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import func, select

from app.platform import jobs, ledger
from app.platform.errors import DomainError, ErrorKind
from app.platform.ledger import Receipt
from app.platform.plain import to_plain
from app.platform.security.actors import SYSTEM, Actor
from app.platform.work import Work
from app.themes import queries, rules
from app.themes.models import ThemeDraft, ThemeEdit

TOPIC = queries.THEMES
CLUSTER_MEETING = "cluster_meeting"
CLUSTER_DELAY = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class ThemesChanged:
    """Proposals lie in other themes than before."""

    meeting: str


def ask_for_themes(work: Work, *, meeting: str, delay: timedelta = CLUSTER_DELAY) -> None:
    """Have the worker group a meeting's proposals."""
    jobs.enqueue(work, CLUSTER_MEETING, delay=delay, meeting=meeting)


def suggest_themes(work: Work, actor: Actor, *, meeting: str, key: str | None = None) -> Receipt:
    """A facilitator asks for themes now."""
    if done := ledger.receipt_of(work.session, chain=meeting, actor=actor.id, key=key):
        return done
    ask_for_themes(work, meeting=meeting, delay=timedelta(0))
    return ledger.append(work, chain=meeting, kind="themes.asked", topic=TOPIC, actor=actor.id, payload={}, key=key)


def store_draft(
    work: Work, *, meeting: str, themes: Sequence[rules.DraftTheme], alone: Sequence[str]
) -> Receipt | None:
    """Keep what the machine found; None when it found the same as before."""
    rows = [to_plain(theme) for theme in themes]
    found = work.session.get(ThemeDraft, meeting)
    if found is not None and (found.themes, found.alone) == (rows, list(alone)):
        return None
    work.session.merge(ThemeDraft(meeting=meeting, themes=rows, alone=list(alone)))
    work.session.flush()
    work.record(ThemesChanged(meeting))
    payload = {"themes": {theme.key: len(theme.members) for theme in themes}, "alone": len(alone)}
    return ledger.append(work, chain=meeting, kind="themes.drafted", topic=TOPIC, actor=SYSTEM.id, payload=payload)


def edit_themes(
    work: Work, actor: Actor, *, meeting: str, edits: Sequence[rules.Edit], key: str | None = None
) -> Receipt:
    """Do a few edits, all or none; an undo without a number takes the last edit back.

    Raises:
        DomainError: as `rules.check_edit` says.
    """
    if done := ledger.receipt_of(work.session, chain=meeting, actor=actor.id, key=key):
        return done
    if not edits:
        raise DomainError(ErrorKind.INVALID, "payload.invalid", field="edits")
    done_edits = [_do_edit(work, actor, meeting, edit) for edit in edits]
    work.record(ThemesChanged(meeting))
    payload = {"edits": [to_plain(edit) for edit in done_edits]}
    return ledger.append(
        work, chain=meeting, kind="themes.edited", topic=TOPIC, actor=actor.id, payload=payload, key=key
    )


def _do_edit(work: Work, actor: Actor, meeting: str, wish: rules.Edit) -> rules.Edit:
    earlier = queries.edits_of(work.session, meeting)
    number = (work.session.scalar(select(func.max(ThemeEdit.number)).where(ThemeEdit.meeting == meeting)) or 0) + 1
    edit = _completed(wish, number, earlier)
    rules.check_edit(edit, queries.arrangement_of(work.session, meeting), earlier)
    row = {name: value for name, value in to_plain(edit).items() if name != "number"}
    work.session.add(ThemeEdit(meeting=meeting, number=number, actor=actor.id, at=work.now, edit=row))
    work.session.flush()
    return edit


def _completed(wish: rules.Edit, number: int, earlier: list[rules.Edit]) -> rules.Edit:
    """The edit with its number, the key of a theme that it makes, and the edit that a bare undo means."""
    edit = replace(wish, number=number)
    if edit.op is rules.Op.SPLIT:
        return replace(edit, to=f"s{number}")
    if edit.op is rules.Op.UNDO and not edit.undoes:
        standing = rules.standing(earlier)
        return replace(edit, undoes=standing[-1].number if standing else 0)
    return edit
