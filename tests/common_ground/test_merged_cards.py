"""Cards that say the same weigh once: in themes by person, in common ground as one card, one word of each person."""

import pytest

from app.common_ground import analysis
from app.common_ground.analysis import Inputs
from app.proposals.rules import Choice
from app.themes import actions, queries
from app.themes.rules import DraftTheme
from tests.builders import build_proposal, build_seat, move_to, react
from tests.hall import Hall
from tests.proposals.copying import merge, unmerge

SHED, AGAIN, STAIRS = "建一个电动车棚", "建个车棚停电动车", "楼道里不许停车"


@pytest.fixture
def cards(hall: Hall) -> tuple[str, str, str]:
    """Shed, shed again, stairs, all in one theme. Mei agrees with both sheds, Bo with the second, Guo thinks again."""
    shed, again, stairs = (
        build_proposal(hall.services, hall.mei, hall.meeting, text) for text in (SHED, AGAIN, STAIRS)
    )
    theme = DraftTheme("all", "车", ("车",), (shed, again, stairs), shed, 0.5)
    hall.services.writer.run(lambda work: actions.store_draft(work, meeting_id=hall.meeting, themes=[theme], alone=[]))
    move_to(hall.services, hall.meeting, "triage")
    guo = build_seat(hall.services, hall.meeting, "果")
    said = ((hall.mei, shed), (hall.mei, again), (hall.bo, again), (guo, shed))
    for seat, card in said:
        react(hall.services, seat, hall.meeting, card)
    react(hall.services, guo, hall.meeting, again, Choice.DISAGREE)
    return shed, again, stairs


def sheet(hall: Hall) -> Inputs:
    return analysis.read_inputs(hall.services, hall.meeting)


def votes_on(inputs: Inputs, card: str) -> list[int]:
    return sorted(choice for (_, proposal), choice in inputs.votes.items() if proposal == card)


def test_common_ground_reads_one_word_of_each_person(hall: Hall, cards: tuple[str, str, str]) -> None:
    shed, again, stairs = cards
    before = sheet(hall)
    assert (votes_on(before, shed), votes_on(before, again)) == ([1, 1], [-1, 1, 1])
    merge(hall.services, hall.cast.lin, hall.meeting, again, shed)
    pooled = sheet(hall)
    assert (votes_on(pooled, shed), votes_on(pooled, again)) == ([-1, 1, 1], [])
    assert pooled.about.wall == {shed, stairs}
    assert pooled.version > before.version
    unmerge(hall.services, hall.cast.lin, hall.meeting, again)
    assert (sheet(hall).votes, sheet(hall).about) == (before.votes, before.about)


def test_a_warm_weigher_sees_what_was_put_together(hall: Hall, cards: tuple[str, str, str]) -> None:
    shed, again, _ = cards
    before = sheet(hall)
    ground = analysis.analyse(before, None, None)
    merge(hall.services, hall.cast.lin, hall.meeting, again, shed)
    warm = analysis.analyse(sheet(hall), before, ground)
    assert {one.proposal: one.overall.seen for one in warm.proposals if one.overall.seen} == {shed: 3}


def test_a_theme_counts_its_people_once(hall: Hall, cards: tuple[str, str, str]) -> None:
    shed, again, stairs = cards

    def themed() -> list[tuple[tuple[str, ...], int]]:
        return [(theme.members, theme.people) for theme in hall.read(queries.themes_of, hall.meeting).themes]

    assert themed() == [((shed, again, stairs), 3)]
    merge(hall.services, hall.cast.lin, hall.meeting, again, shed)
    assert themed() == [((shed, stairs), 2)]  # Guo's last word on them is no
    unmerge(hall.services, hall.cast.lin, hall.meeting, again)
    assert themed() == [((shed, again, stairs), 3)]
