"""The room settles a doubtful card by three equal taps, and nothing tells who tapped."""

import pytest
from sqlalchemy import select

from app.platform.access.services import Services
from app.platform.storage.db import Base
from app.themes.models import ThemeTap
from app.themes.placing import taps
from app.themes.placing.actions import tap_card
from app.themes.rules import UNSURE, Pin, Source, Undo
from tests.builders import build_seat, move_to
from tests.people import Cast
from tests.themes.sorted_board import MONEY, NOISE, SortedBoard, build_board


@pytest.fixture
def board(services: Services, cast: Cast) -> SortedBoard:
    return build_board(services, cast)


def taps_of(board: SortedBoard) -> list[ThemeTap]:
    with board.hall.services.database.read() as session:
        return list(session.query(ThemeTap))


def test_three_equal_taps_settle(board: SortedBoard) -> None:
    card = board.doubtful[0]
    one, two, three, four = board.hall.seats(4)
    for seat, theme in ((one, NOISE), (two, MONEY), (three, MONEY)):
        board.tap(seat, card, theme)
    assert board.home_of(card) == ""
    assert board.view().sorting.doubtful == 2
    board.tap(four, card, MONEY)
    assert board.home_of(card) == MONEY
    assert board.view().placed == {card: Source.ROOM}
    assert board.view().sorting.doubtful == 1
    assert taps_of(board) == []


def test_three_who_say_neither_leave_the_card_to_the_desk(board: SortedBoard) -> None:
    card = board.doubtful[0]
    for seat in board.hall.seats(3):
        board.tap(seat, card, "")
    assert board.view().sorting.doubtful == 1
    assert next(one for one in board.view().tray if one.proposal == card).fits_none


def test_who_cannot_say_settles_nothing_and_is_not_asked_again(board: SortedBoard) -> None:
    card, seats = board.doubtful[0], board.hall.seats(5)
    for seat in seats[:3]:
        board.tap(seat, card, UNSURE)
    assert board.view().sorting.doubtful == 2
    deal = board.own(seats[0]).deal
    assert deal is not None
    assert deal.proposal == board.doubtful[1]
    for seat in (*seats[3:], seats[0]):
        board.tap(seat, card, MONEY)
    assert board.home_of(card) == MONEY


def test_a_seat_counts_once_and_may_change_its_mind(board: SortedBoard) -> None:
    card, (seat,) = board.doubtful[0], board.hall.seats(1)
    for theme in (NOISE, MONEY, MONEY, MONEY):
        board.tap(seat, card, theme)
    assert [tap.theme for tap in taps_of(board)] == [MONEY]
    assert board.home_of(card) == ""


def test_a_tap_leaves_no_trace_of_the_seat(board: SortedBoard) -> None:
    card, seats = board.doubtful[0], board.hall.seats(2)
    head = board.hall.entries("themes.placed")
    for seat in seats:
        board.tap(seat, card, NOISE)
    assert board.hall.entries("themes.placed") == head
    voters = {tap.voter for tap in taps_of(board)}
    assert len(voters) == 2
    assert not voters & {seat.id for seat in seats}
    key = board.hall.services.keys.read(taps.key_name(board.hall.meeting))
    assert key is not None
    assert voters == {taps.voter_of(key, card, seat.seat_id) for seat in seats}, "only the key outside leads back"
    assert taps.voter_of(key, card, seats[0].seat_id) != taps.voter_of(key, board.doubtful[1], seats[0].seat_id)


def test_a_tap_changes_no_row_but_its_own(board: SortedBoard) -> None:
    card, seats = board.doubtful[0], board.hall.seats(3)
    before = rows_of(board)
    for seat in seats[:2]:
        board.tap(seat, card, NOISE)
    assert {table for table, row in rows_of(board) ^ before} == {"theme_tap"}
    board.hall.do(tap_card, seats[2], key="key-of-the-third", proposal_id=card, theme=NOISE)
    new = {row for _, row in rows_of(board) - before}
    assert new
    assert not [row for row in new if "key-of-the-third" in row or any(seat.id in row for seat in seats)]


def rows_of(board: SortedBoard) -> set[tuple[str, str]]:
    """Every row of the database: its table, and its values as text."""
    with board.hall.services.database.read() as session:
        return {
            (table.name, str(tuple(row)))
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
        }


def test_the_end_of_the_meeting_destroys_taps_and_key(board: SortedBoard) -> None:
    keys, name = board.hall.services.keys, taps.key_name(board.hall.meeting)
    board.tap(board.hall.seats(1)[0], board.doubtful[0], NOISE)
    board.hall.read(taps.destroy_stale_keys, keys)
    assert keys.has(name), "the meeting is open"
    board.hall.close_meeting()
    assert not keys.has(name)
    assert taps_of(board) == []
    keys.create(name)
    board.hall.read(taps.destroy_stale_keys, keys)
    assert not keys.has(name), "a crash had left it behind"


def test_the_settling_entry_names_the_room_and_no_key(board: SortedBoard) -> None:
    for seat in board.hall.seats(3):
        board.tap(seat, board.doubtful[0], NOISE)
    (entry,) = board.hall.entries("themes.placed")
    assert entry.actor == "room"
    assert entry.payload["edits"][0]["source"] == "room"


def test_each_seat_is_dealt_each_doubtful_card_once_and_never_its_own(board: SortedBoard) -> None:
    author, (other,) = board.authors[2], board.hall.seats(1)
    own = board.own(author).deal
    assert own is not None
    assert own.proposal == board.doubtful[1]
    dealt = []
    while (deal := board.own(other).deal) is not None:
        assert [chip.label for chip in deal.chips] == ["声音", "费用"]
        dealt.append(deal.proposal)
        board.tap(other, deal.proposal, deal.chips[0].theme)
    assert sorted(dealt) == sorted(board.doubtful)


def test_cards_are_dealt_evenly(board: SortedBoard) -> None:
    counts = dict.fromkeys(board.doubtful, 0)
    for seat in board.hall.seats(4):
        deal = board.own(seat).deal
        assert deal is not None
        counts[deal.proposal] += 1
        board.tap(seat, deal.proposal, NOISE)
    assert set(counts.values()) == {2}


def test_the_author_and_the_desk_outrank_the_room(board: SortedBoard) -> None:
    first, second = board.doubtful
    seats = board.hall.seats(3)
    for seat in seats:
        board.tap(seat, first, NOISE)
        board.tap(seat, second, NOISE)
    board.place(board.authors[2], first, MONEY)
    board.edit(Pin(MONEY, (second,)))
    assert (board.home_of(first), board.home_of(second)) == (MONEY, MONEY)
    board.edit(Undo())
    assert board.home_of(second) == NOISE


def test_a_placed_card_is_dealt_no_longer_and_its_taps_are_gone(board: SortedBoard) -> None:
    card, (seat,) = board.doubtful[0], board.hall.seats(1)
    board.tap(seat, card, MONEY)
    board.place(board.authors[2], card, NOISE)
    assert taps_of(board) == []
    board.tap(seat, card, MONEY)
    assert (taps_of(board), board.home_of(card)) == ([], NOISE)


def test_the_room_is_asked_about_an_author_who_chose_otherwise_than_the_machine(board: SortedBoard) -> None:
    card, author, seats = board.doubtful[0], board.authors[2], board.hall.seats(4)
    board.place(author, card, MONEY)
    assert (board.home_of(card), board.view().sorting.doubtful) == (MONEY, 2)
    for seat in seats[:3]:
        board.tap(seat, card, NOISE)
    assert (board.home_of(card), board.view().placed[card]) == (NOISE, Source.ROOM)
    assert board.view().sorting.doubtful == 1
    board.edit(Undo(2))
    assert (board.home_of(card), board.view().placed[card]) == (MONEY, Source.AUTHOR)


def test_the_room_may_confirm_an_author(board: SortedBoard) -> None:
    card, author = board.doubtful[0], board.authors[2]
    board.place(author, card, MONEY)
    for seat in board.hall.seats(3):
        board.tap(seat, card, MONEY)
    assert (board.home_of(card), board.view().sorting.doubtful) == (MONEY, 1)
    board.place(author, card, NOISE)
    assert board.home_of(card) == NOISE


def test_what_is_refused(board: SortedBoard) -> None:
    card, (seat,) = board.doubtful[0], board.hall.seats(1)
    assert board.hall.refusal(tap_card, board.authors[2], proposal_id=card, theme=NOISE)[1] == "theme.own_card"
    assert board.hall.refusal(tap_card, seat, proposal_id=card, theme="gone")[1] == "theme.unknown"
    move_to(board.hall.services, board.hall.meeting, "heat")
    assert board.hall.refusal(tap_card, seat, proposal_id=card, theme=NOISE)[1] == "phase.not_now"


def test_a_late_guest_is_dealt_too(board: SortedBoard) -> None:
    assert board.own(build_seat(board.hall.services, board.hall.meeting)).deal is not None
