"""A conversation read in and written out is the same conversation: every id, every last vote."""

import csv
from pathlib import Path

import pytest

from app.exports import polis
from app.exports.dossier import Dossier, dossier_of
from app.platform.access.actors import SYSTEM
from app.platform.access.services import Services
from app.proposals.imports import import_conversation
from app.proposals.polis import Conversation
from app.proposals.reading.conversations import read_conversation
from tests.builders import build_proposal, build_seat, move_to
from tests.exports.walk import Walk
from tests.people import Cast

DATA = Path(__file__).parents[1] / "data" / "polis"
STATEMENTS = """comment-id,author-id,agrees,disagrees,moderated,comment-body
7,2,1,0,1,=1+1 在三号楼建车棚
-3,2,0,1,-1,已撤下的一条
x12,9,0,0,0,没人表态的一条
"""
VOTES = """timestamp,comment-id,voter-id,vote
20,7,2,-1
10,7,2,1
30,-3,=cmd,0
40,7,04,1
"""


def written(services: Services, meeting: str, folder: Path) -> Conversation:
    """The export of a meeting, read like any conversation."""
    with services.database.read() as session:
        dossier = dossier_of(session, meeting, services.clock.now())
    folder.mkdir()
    for name, content in polis.files_of(dossier).items():
        (folder / name).write_bytes(content)
    return read_conversation(folder)


def imported(services: Services, cast: Cast, conversation: Conversation) -> str:
    return services.writer.run(
        lambda work: import_conversation(work, SYSTEM, place_id=cast.place, title="导入", conversation=conversation)
    )


@pytest.mark.parametrize("name", ["london-youth-policing", "vtaiwan-uberx-zh"])
def test_a_real_conversation_comes_out_as_it_went_in(services: Services, cast: Cast, tmp_path: Path, name: str) -> None:
    before = read_conversation(DATA / name)
    after = written(services, imported(services, cast, before), tmp_path / "out")
    assert after.votes == before.votes
    assert _facts(after) == _facts(before)


def test_odd_ids_and_what_was_moderated_out_are_kept(services: Services, cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "comments.csv").write_text(STATEMENTS)
    (tmp_path / "votes.csv").write_text(VOTES)
    before = read_conversation(tmp_path)
    after = written(services, imported(services, cast, before), tmp_path / "out")
    assert after.votes == before.votes
    assert set(after.votes) == {("2", "7"), ("=cmd", "-3"), ("04", "7")}
    assert after.votes["2", "7"] == "disagree"  # the later one
    assert _facts(after) == _facts(before)


def test_what_is_added_later_gets_an_id_of_its_own(services: Services, cast: Cast, tmp_path: Path) -> None:
    before = read_conversation(DATA / "london-youth-policing")
    meeting = imported(services, cast, before)
    build_proposal(services, cast.lin, meeting, "后来补的一条")
    after = written(services, meeting, tmp_path / "out")
    known = {statement.id for statement in before.statements}
    (new,) = [statement for statement in after.statements if statement.id not in known]
    assert new.text == "后来补的一条"
    assert len(after.statements) == len(known) + 1


def test_live_seats_stand_under_numbers_that_stay(
    services: Services, walk: Walk, dossier: Dossier, tmp_path: Path
) -> None:
    first = written(services, walk.meeting, tmp_path / "first")
    assert len(first.participants) == 6
    assert not {seat.id for seat in walk.seats} & set(first.participants)
    assert all(participant.isdecimal() for participant in first.participants)
    assert [vote.participant for vote in dossier.votes] == sorted(vote.participant for vote in dossier.votes)


def test_a_late_comer_changes_nobodys_number(services: Services, cast: Cast, tmp_path: Path, meeting: str) -> None:
    seat = build_seat(services, meeting)
    build_proposal(services, seat, meeting)
    authors = _authors(services, meeting)
    build_seat(services, meeting)
    move_to(services, meeting, "triage")
    assert _authors(services, meeting) == authors


def test_the_files_run_nothing_in_a_spreadsheet(dossier: Dossier) -> None:
    for content in polis.files_of(dossier).values():
        rows = list(csv.reader(content.decode().splitlines()))
        texts = [cell for row in rows for cell in row if cell and not cell.lstrip("-").isdecimal()]
        assert [cell for cell in texts if cell[0] in "=+-@|＝＋－＠"] == []


def _facts(conversation: Conversation) -> dict[str, tuple[str, str, bool]]:
    return {
        statement.id: (statement.author, statement.text, statement.is_moderated_out)
        for statement in conversation.statements
    }


def _authors(services: Services, meeting: str) -> list[str]:
    with services.database.read() as session:
        return [line.author for line in dossier_of(session, meeting, services.clock.now()).proposals]
