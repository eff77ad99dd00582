"""An author says which theme the own card is about; the last answer counts, and the desk outranks it."""

import pytest

from app.platform.access.services import Services
from app.platform.storage.jobs import Job
from app.themes.placing.actions import place_card
from app.themes.rules import UNSURE, Confirm, Dismiss, Merge, Pin, Rename, Source, Undo
from app.themes.schemas import PlaceCard, TapCard
from tests.builders import move_to, new_key
from tests.people import Cast
from tests.themes.sorted_board import MONEY, NOISE, SortedBoard, build_board


@pytest.fixture
def board(services: Services, cast: Cast) -> SortedBoard:
    return build_board(services, cast)


def test_an_author_places_the_own_card(board: SortedBoard) -> None:
    card, author = board.doubtful[0], board.authors[2]
    board.place(author, card, MONEY)
    assert board.home_of(card) == MONEY
    assert board.view().placed == {card: Source.AUTHOR}
    (entry,) = board.hall.entries("themes.placed")
    assert entry.actor == "author"
    assert author.id not in str(entry.payload)


def test_the_last_answer_counts_and_one_stands(board: SortedBoard) -> None:
    card, author = board.doubtful[0], board.authors[2]
    for theme in (MONEY, NOISE, NOISE):
        board.place(author, card, theme)
    assert board.home_of(card) == NOISE
    assert len(board.hall.entries("themes.placed")) == 2
    board.edit(Undo(2))
    assert board.home_of(card) == MONEY


def test_a_card_may_fit_none(board: SortedBoard) -> None:
    card, author = board.cards[0], board.authors[0]
    board.place(author, card, "")
    (tray,) = [one for one in board.view().tray if one.proposal == card]
    assert tray.fits_none
    assert board.own(author).cards[0].theme == ""


def test_the_same_key_twice_is_one_answer(board: SortedBoard) -> None:
    card, author, key = board.doubtful[0], board.authors[2], new_key()
    first = board.place(author, card, MONEY, key=key)
    board.place(author, card, NOISE)
    assert board.place(author, card, MONEY, key=key) == first
    assert board.home_of(card) == NOISE


def test_the_desk_outranks_the_author(board: SortedBoard) -> None:
    card, author = board.doubtful[0], board.authors[2]
    board.edit(Pin(NOISE, (card,)))
    board.place(author, card, MONEY)
    assert board.home_of(card) == NOISE
    assert board.own(author).cards == ()
    board.edit(Undo())
    assert board.home_of(card) == MONEY, "a plain undo takes back the desk's last act, not the author's"


def test_an_author_is_heard_again_after_the_theme_was_dismissed(board: SortedBoard) -> None:
    card, author = board.doubtful[0], board.authors[2]
    board.edit(Pin(NOISE, (card,)), Dismiss(NOISE))
    board.place(author, card, MONEY)
    assert board.home_of(card) == MONEY


def test_a_merged_theme_may_still_be_tapped(board: SortedBoard) -> None:
    board.edit(Merge(MONEY, (NOISE,)))
    board.place(board.authors[2], board.doubtful[0], NOISE)
    assert board.home_of(board.doubtful[0]) == MONEY
    assert board.view().themes[0].label == "费用 · 声音"


def test_who_asks_is_asked_in_order(board: SortedBoard) -> None:
    own = board.own(board.authors[2])
    assert [(one.proposal, [chip.theme for chip in one.chips], one.theme) for one in own.cards] == [
        (board.doubtful[0], [NOISE, MONEY], None)
    ]
    assert (board.view().sorting.asked, board.view().sorting.answered) == (4, 0)
    board.place(board.authors[2], board.doubtful[0], MONEY)
    assert (board.view().sorting.asked, board.view().sorting.answered) == (4, 1)


@pytest.mark.parametrize(("seat", "theme", "refusal"), [(1, NOISE, "not_found"), (2, "gone", "theme.unknown")])
def test_what_is_refused(board: SortedBoard, seat: int, theme: str, refusal: str) -> None:
    facts = {"proposal_id": board.doubtful[0], "theme": theme}
    assert board.hall.refusal(place_card, board.authors[seat], **facts)[1] == refusal


def test_it_waits_for_its_phase(board: SortedBoard) -> None:
    move_to(board.hall.services, board.hall.meeting, "heat")
    facts = {"proposal_id": board.doubtful[0], "theme": NOISE}
    assert board.hall.refusal(place_card, board.authors[2], **facts)[1] == "phase.not_now"
    assert not board.own(board.authors[2]).is_open


def test_a_confirmed_theme_keeps_its_cards_and_name(board: SortedBoard) -> None:
    board.edit(Rename(NOISE, "吵"), Confirm(NOISE))
    theme = next(theme for theme in board.view().themes if theme.key == NOISE)
    assert (theme.label, theme.named_by, theme.is_confirmed) == ("吵", "people", True)
    board.place(board.authors[0], board.cards[0], MONEY)
    assert board.home_of(board.cards[0]) == NOISE


def test_a_new_name_has_the_worker_sort_again(board: SortedBoard) -> None:
    def jobs() -> int:
        with board.hall.services.database.read() as session:
            return (
                session.query(Job)
                .filter(Job.kind == "cluster_meeting", Job.due_at <= board.hall.services.clock.now())
                .count()
            )

    before = jobs()
    board.edit(Pin(NOISE, (board.doubtful[0],)))
    assert jobs() == before, "a card that was moved is no reason"
    board.edit(Rename(NOISE, "吵"))
    assert jobs() == before + 1


def test_an_author_who_cannot_say_leaves_the_card_to_the_room_and_the_desk(board: SortedBoard) -> None:
    card, author = board.cards[0], board.authors[0]
    board.place(author, card, UNSURE)
    tray = next(one for one in board.view().tray if one.proposal == card)
    assert (board.home_of(card), tray.is_unsure, tray.fits_none) == ("", True, False)
    assert [one.theme for one in board.own(author).cards] == [UNSURE], "the author is not asked again"
    assert board.view().sorting.answered == 1
    board.place(author, card, UNSURE)
    assert len(board.hall.entries("themes.placed")) == 1
    board.place(author, card, "")
    tray = next(one for one in board.view().tray if one.proposal == card)
    assert (tray.is_unsure, tray.fits_none) == (False, True)
    board.edit(Pin(MONEY, (card,)))
    assert (board.home_of(card), board.view().placed[card]) == (MONEY, Source.DESK)


def test_a_card_whose_author_cannot_say_is_dealt(board: SortedBoard) -> None:
    card, author = board.doubtful[0], board.authors[2]
    board.place(author, card, UNSURE)
    assert board.view().sorting.doubtful == 2
    for seat in board.hall.seats(3):
        board.tap(seat, card, NOISE)
    assert (board.home_of(card), board.view().placed[card]) == (NOISE, Source.ROOM)


@pytest.mark.parametrize("schema", [PlaceCard, TapCard])
def test_every_door_takes_the_answer(schema: type[PlaceCard | TapCard]) -> None:
    payload = {"key": new_key(), "proposal": "proposal00000000", "theme": UNSURE}
    assert schema.model_validate(payload).theme == UNSURE
