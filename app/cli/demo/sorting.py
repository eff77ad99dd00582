"""How the demo's people sort the proposals: the facilitator names the themes, the authors place their own proposals."""

from collections.abc import Mapping, Sequence
from functools import partial

from app.cli.context import CommandContext
from app.platform.access.actors import Actor
from app.platform.commands import perform
from app.platform.ids import MeetingId, ProposalId
from app.platform.storage.unit_of_work import Work
from app.proposals import queries as proposals
from app.themes import actions as themes
from app.themes import queries, rules
from app.themes.placing import actions as placing

NAMES = {
    "T1": "集中车棚",
    "T2": "楼道清理",
    "T3": "电价收费",
    "T4": "换电与电池",
    "T5": "管理巡查",
    "T6": "车位冲突",
    "T7": "老人特殊需要",
}
CONFIRMED = ("集中车棚", "楼道清理", "电价收费")
"""The themes of which the facilitator has said that they are right."""
SILENT = 4
"""Every fourth author has not answered yet."""


def name_themes(tools: CommandContext, facilitator: Actor, meeting_id: MeetingId) -> None:
    """Put the names that the hall calls out in place of the machine's."""
    laid = tools.read(lambda session: queries.arrangement_of(session, meeting_id)).themes
    edits = [*(rules.Add(name) for name in NAMES.values()), *(rules.Dismiss(theme.key) for theme in laid)]
    tools.write(lambda work: perform(work, themes.edit_themes, facilitator, meeting_id=meeting_id, edits=edits))


def place_cards(
    tools: CommandContext, authors: Sequence[Actor], meeting_id: MeetingId, themes_of: Mapping[ProposalId, str]
) -> None:
    """Let most authors say which theme their proposals are about.

    Args:
        themes_of: {proposal: number of its theme in `NAMES`}.
    """
    shown = tools.read(lambda session: queries.arrangement_of(session, meeting_id)).themes
    keys = {theme.label: theme.key for theme in shown}
    for number, author in enumerate(authors):
        if number % SILENT != SILENT - 1:
            tools.write(partial(_answer, author=author, meeting_id=meeting_id, keys=keys, themes_of=themes_of))


def _answer(
    work: Work,
    *,
    author: Actor,
    meeting_id: MeetingId,
    keys: Mapping[str, str],
    themes_of: Mapping[ProposalId, str],
) -> None:
    for view in proposals.own_proposals(work.session, author.seat_id):
        theme = keys[NAMES[themes_of[view.id]]]
        perform(work, placing.place_card, author, meeting_id=meeting_id, proposal_id=view.id, theme=theme,
                recorded_as=rules.Source.AUTHOR.value)  # fmt: skip


def confirm_themes(tools: CommandContext, facilitator: Actor, meeting_id: MeetingId) -> None:
    """Say of some themes that they are right."""
    shown = tools.read(lambda session: queries.arrangement_of(session, meeting_id)).themes
    edits = [rules.Confirm(theme.key) for theme in shown if theme.label in CONFIRMED]
    tools.write(lambda work: perform(work, themes.edit_themes, facilitator, meeting_id=meeting_id, edits=edits))
