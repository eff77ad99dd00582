"""Exports tell apart who named a theme, and what machine, authors, room and desk have placed."""

from app.exports import json, tables
from app.exports.dossier import Dossier, dossier_of
from app.platform.access.services import Services
from app.themes.rules import Confirm, Pin, Rename
from tests.documents.test_minutes import open_minutes, text_of
from tests.people import Cast
from tests.themes.sorted_board import MONEY, NOISE, SortedBoard, build_board


def sorted_by_everyone(services: Services, cast: Cast) -> tuple[SortedBoard, Dossier]:
    """声音 has a card each of the machine, an author and the room; 费用 is confirmed at the desk."""
    board = build_board(services, cast)
    board.place(board.authors[2], board.doubtful[0], NOISE)
    for seat in board.hall.seats(3):
        board.tap(seat, board.doubtful[1], NOISE)
    board.edit(Rename(MONEY, "谁来出钱"), Confirm(MONEY))
    with services.database.read() as session:
        return board, dossier_of(session, board.hall.meeting, services.clock.now(), signer=services.signer)


def test_the_table_of_themes_tells_them_apart(services: Services, cast: Cast) -> None:
    _, dossier = sorted_by_everyone(services, cast)
    assert tables.themes_of(dossier).rows == (
        ("声音", "机器", 3, 1, 1, 1, 0),
        ("谁来出钱", "人", 1, 0, 0, 0, 1),
    )
    document = json.document_of(dossier)
    assert document["themes_case"] == "one"
    assert document["themes"][0]["placements"] == {"machine": 1, "author": 1, "room": 1, "desk": 0}


def test_the_minutes_tell_them_apart(services: Services, cast: Cast) -> None:
    _, dossier = sorted_by_everyone(services, cast)
    text = text_of(open_minutes(dossier))
    assert "声音 机器 3 1 1 1 0" in text
    assert "作者 把第 3 条移到“声音”" in text
    assert "大家 把第 4 条移到“声音”" in text


def test_no_export_names_a_seat_beside_a_placement(services: Services, cast: Cast) -> None:
    board, dossier = sorted_by_everyone(services, cast)
    board.edit(Pin(MONEY, (board.cards[0],)))
    lines = [entry for entry in dossier.entries if entry.kind == "themes.placed"]
    assert {entry.actor for entry in lines} == {"author", "room"}
    told = str([entry.facts for entry in lines]) + str(dossier.edits)
    assert not [seat.id for seat in board.authors if seat.id in told]
