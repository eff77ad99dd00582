"""Why a card is in its theme: name, words, neighbours, confidence, and who placed it."""

from app.platform.access.services import Services
from app.themes.reasons import Why, why_of
from app.themes.rules import Pin
from tests.people import Cast
from tests.themes.sorted_board import MONEY, NOISE, build_board


def test_the_machine_and_people_are_told_apart(services: Services, cast: Cast) -> None:
    board = build_board(services, cast)
    card = board.cards[0]
    assert board.hall.read(why_of, board.hall.meeting, card) == Why(NOISE, "声音", "machine", (), (), None, "machine")
    board.edit(Pin(MONEY, (card,)))
    why = board.hall.read(why_of, board.hall.meeting, card)
    assert (why.theme, why.placed_by) == (MONEY, "desk")


def test_an_ungrouped_card_has_no_theme(services: Services, cast: Cast) -> None:
    board = build_board(services, cast)
    why = board.hall.read(why_of, board.hall.meeting, board.doubtful[0])
    assert (why.theme, why.label, why.neighbours) == ("", "", ())
