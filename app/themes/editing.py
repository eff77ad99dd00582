"""Performs one edit of the themes: completes it, checks it, and stores it with its context."""

from collections.abc import Sequence
from dataclasses import replace

from app.platform.ids import MeetingId
from app.platform.storage.unit_of_work import Work
from app.proposals import queries as proposals
from app.themes import queries, rows, rules
from app.themes.models import ThemeEdit


def do_edit(work: Work, actor: str, meeting_id: MeetingId, wish: rules.Edit, *, act: int = 0) -> rules.Edit:
    """Store an edit and return it as it is stored.

    Args:
        actor: id of the member of staff, or the name of the source for a placement by residents.
        act: the number of the first edit of the same act, 0 for that edit itself.

    Raises:
        DomainError: as `rules.check_edit` states.
    """
    earlier = queries.edits_of(work.session, meeting_id)
    basis = queries.basis_of(work.session, meeting_id, earlier)
    now = rules.arrange(basis.draft, basis.ungrouped, earlier, basis.neighbours)
    edit = _complete(wish, earlier, basis, now)
    rules.check_edit(edit, now, earlier)
    if isinstance(edit, rules.Undo):
        undone = (edit.undoes, *edit.dependents)
        edit = replace(edit, dependents=(*edit.dependents, *rules.find_dependents(undone, earlier, basis)))
    else:
        edit = replace(_add_context(work, meeting_id, edit), act=act)
    names = {theme.key: theme.label for theme in now.themes if theme.key in rules.themes_in(edit)}
    row = {**rows.row_of(edit), "names": names}
    work.session.add(ThemeEdit(meeting=meeting_id, number=edit.number, actor=actor, at=work.now, edit=row))
    work.session.flush()
    return edit


def _complete(
    wish: rules.Edit, earlier: Sequence[rules.Edit], basis: rules.Basis, now: rules.Arrangement
) -> rules.Edit:
    """Return the edit as it is stored.

    Every edit gets its number, and an undo without a number gets that of the desk's last active edit. A new theme gets
    its key, a merge joins the labels of its themes, and a confirmation gets the label and members of its theme.
    """
    edit = replace(wish, number=max((done.number for done in earlier), default=0) + 1)
    active = rules.active_edits(earlier)
    taken = [key for done in active if (key := getattr(done, "new_key", ""))]
    match edit:
        case rules.Split():
            return replace(edit, new_key=rules.key_of_split(edit, basis.neighbours.numbers, taken))
        case rules.Add():
            return replace(edit, new_key=rules.key_of_added(edit, taken))
        case rules.Merge():
            return replace(edit, joins_labels=True)
        case rules.Confirm():
            theme = now.find(edit.theme)
            return replace(edit, proposals=theme.members, label=theme.label)
        case rules.Undo():
            newest = max((done.number for done in rules.edits_by_desk(active)), default=0)
            number = edit.undoes or newest
            rest = rules.act_of(number, active)[1:] if edit.is_whole_act else []
            return replace(edit, undoes=number, dependents=tuple(rest), is_whole_act=False)
    return edit


def _add_context(work: Work, meeting_id: MeetingId, edit: rules.Change) -> rules.Change:
    """Return the edit with its context: the draft and the wall at this moment, without the effect of other edits."""
    draft, _ = queries.draft_of(work.session, meeting_id)
    themes = tuple(theme for theme in draft if theme.key in rules.themes_in(edit))
    newest = max((view.number for view in proposals.wall_of(work.session, meeting_id, is_desk=True)), default=0)
    used = {theme.colour for theme in draft}
    free = tuple(colour for colour in range(rules.COLOURS) if colour not in used)
    is_loose = queries.sorting_of(work.session, meeting_id).case is rules.Case.ONE
    free = free if isinstance(edit, rules.Split | rules.Add) else ()
    return replace(edit, context=rules.Context(themes, newest, free, is_loose))
