"""What becomes of what a file holds: states, people, times; and that the same file is not brought in unnoticed."""

import io
from datetime import UTC, datetime

import pytest
from docx import Document

from app.common_ground import queries as ground
from app.common_ground.analysis import analyse_meeting
from app.exports import csv as csv_export
from app.exports.dossier import dossier_of
from app.exports.tables import words
from app.meetings import queries as meetings
from app.platform.access.actors import SYSTEM
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.storage.ledger.record import check_record
from app.platform.storage.unit_of_work import Work
from app.proposals import imports
from app.proposals import queries as proposals
from app.proposals.actions import moderate_proposal, withdraw_proposal
from app.proposals.duplicates.actions import merge_proposal
from app.proposals.polis import Conversation, Statement
from app.proposals.rules import Choice, State
from app.registry import REPLAYS
from app.themes.clustering import cluster_meeting
from app.voting import actions as voting
from app.voting.queries import polls_of
from app.voting.rules import Choice as Ballot
from tests.builders import build_meeting, build_proposal, build_seat, move_to, new_key, react
from tests.exports import packing
from tests.hall import Hall
from tests.people import Cast

DAY = datetime(2022, 7, 27, 14, 0, tzinfo=UTC)
CALLS = ("装路灯", "修台阶", "种树")


def conversation(people: int = 12, *, is_timed: bool = True) -> Conversation:
    """Everybody agrees with everything; the last statement says who they are."""
    texts = [*CALLS, "我在这里住了十年"]
    statements = tuple(
        Statement(str(at), "0", text, False, DAY if is_timed else None, is_meta=text not in CALLS)
        for at, text in enumerate(texts)
    )
    votes = {(str(one), str(at)): Choice.AGREE for one in range(people) for at in range(len(texts))}
    times = (DAY, DAY.replace(hour=16)) if is_timed else (None, None)
    return Conversation(statements, votes, "digest", began_at=times[0], ended_at=times[1])


def brought(services: Services, cast: Cast, discussion: Conversation) -> str:
    return services.writer.run(
        lambda work: imports.import_conversation(
            work, SYSTEM, place_id=cast.place, title="导入", conversation=discussion
        )
    )


def minutes_of(services: Services, meeting: str) -> list[str]:
    with services.database.read() as session:
        dossier = dossier_of(session, meeting, services.clock.now())
    return [line.text for line in Document(io.BytesIO(packing.minutes_of(dossier))).paragraphs]


def is_whole(services: Services, meeting: str) -> bool:
    with services.database.read() as session:
        return not check_record(session, services.signer, REPLAYS, chain=meeting, wanted="").faults


def test_our_own_list_comes_back_as_it_was(services: Services, cast: Cast) -> None:
    meeting = build_meeting(services, cast.place)
    seat = build_seat(services, meeting)
    first, second, third, fourth, fifth = (
        build_proposal(services, seat if text == "取回的" else cast.lin, meeting, text)
        for text in ("装路灯", "-1楼漏水", "撤下的", "取回的", "给路口装盏灯")
    )
    run = services.writer.run
    facts = {"meeting_id": meeting, "key": new_key()}
    run(
        lambda work: perform(
            work, moderate_proposal, cast.lin, proposal_id=third, state=State.HIDDEN, reason="点名", **facts
        )
    )
    run(lambda work: perform(work, withdraw_proposal, seat, proposal_id=fourth, **{**facts, "key": new_key()}))
    facts = {**facts, "key": new_key()}
    run(
        lambda work: perform(
            work, merge_proposal, cast.lin, proposal_id=fifth, original_id=first, reason="同一件事", **facts
        )
    )
    with services.database.read() as session:
        content = csv_export.render_proposals(dossier_of(session, meeting, services.clock.now()))
    file = imports.read_file(content, "proposals.csv")
    copy = run(lambda work: imports.import_file(work, SYSTEM, place_id=cast.place, title="再来", file=file))
    with services.database.read() as session:
        cards = {card.id: card for card in proposals.every_card(session, copy)}
    rows = [(one.text, one.state, cards[one.copy_of].text if one.copy_of else None) for one in cards.values()]
    assert rows == [
        ("装路灯", "visible", None),
        ("-1楼漏水", "visible", None),
        ("撤下的", "hidden", None),
        ("取回的", "withdrawn", None),
        ("给路口装盏灯", "visible", "装路灯"),
    ]
    assert is_whole(services, copy)


def test_a_state_of_somebody_elses_list_is_no_state_of_ours(services: Services, cast: Cast) -> None:
    file = imports.read_file("编号,内容,状态\n1,装路灯,已办结\n2,修台阶,已撤下\n".encode(), "12345.csv")
    meeting = services.writer.run(
        lambda work: imports.import_file(work, SYSTEM, place_id=cast.place, title="工单", file=file)
    )
    with services.database.read() as session:
        assert {card.state for card in proposals.every_card(session, meeting)} == {"visible"}


def test_imported_people_are_voters_and_never_present(services: Services, cast: Cast) -> None:
    meeting = brought(services, cast, conversation())
    with services.database.read() as session:
        presence = meetings.presence_of(session, meeting)
        assert presence == meetings.Presence(seats=0, hall=0, online=0, guests=0, imported=12)
        assert meetings.residents_of(session, meeting) == 0
        assert proposals.voters_of(session, meeting) == 12
    assert is_whole(services, meeting)


def test_imported_people_are_not_entitled_in_a_poll(services: Services, cast: Cast) -> None:
    meeting = brought(services, cast, conversation())
    move_to(services, meeting, meetings_phase(services, meeting))
    seats = [build_seat(services, meeting) for _ in range(3)]
    hall = Hall(services, cast, meeting, seats[0], seats[1])
    poll = hall.open_poll(is_secret=False)
    hall.vote(poll, seats[0], Ballot.YES)
    hall.do(voting.close_poll, cast.lin, poll_id=poll)
    with services.database.read() as session:
        (view,) = polls_of(session, meeting)
    assert (view.cast, view.entitled) == (1, 3)


def meetings_phase(services: Services, meeting: str) -> str:
    """A phase of the meeting in which one may vote."""
    with services.database.read() as session:
        view = meetings.meeting_of(session, meeting)
    return next(phase.key for phase in view.phases if "vote" in phase.acts)


def test_half_of_those_present_is_half_without_imported_people(services: Services, cast: Cast) -> None:
    """The badge asks for half of those who checked in: six, of whom four answer, not eighteen."""
    meeting = brought(services, cast, conversation(people=12))
    seats = [build_seat(services, meeting) for _ in range(6)]
    fresh = build_proposal(services, cast.lin, meeting, "修大门")
    for seat in seats[:4]:
        react(services, seat, meeting, fresh)
    analyse_meeting(services, meeting_id=meeting)
    with services.database.read() as session:
        result = ground.ground_of(session, meeting)
    assert result is not None
    (row,) = [row for row in result.proposals if row.proposal == fresh]
    assert row.reach == pytest.approx(4 / 6, abs=1e-3)


def test_what_says_who_people_are_is_no_common_ground(services: Services, cast: Cast) -> None:
    meeting = brought(services, cast, conversation())
    cluster_meeting(services, meeting_id=meeting)
    analyse_meeting(services, meeting_id=meeting)
    with services.database.read() as session:
        cards = {card.id: card for card in proposals.every_card(session, meeting)}
        result = ground.ground_of(session, meeting)
    assert result is not None
    badges = {cards[row.proposal].text: row.badge for row in result.proposals}
    assert badges["我在这里住了十年"] != "common-ground"
    assert {badges[text] for text in CALLS} == {"common-ground"}


@pytest.mark.parametrize("is_timed", [True, False])
def test_minutes_tell_the_time_of_the_conversation_or_none(services: Services, cast: Cast, is_timed: bool) -> None:
    lines = minutes_of(services, brought(services, cast, conversation(is_timed=is_timed)))
    (time,) = [line for line in lines if line.startswith(words("documents.label.time"))]
    assert ("2022年7月27日" in time) is is_timed
    assert f"{services.clock.now():%Y}年" not in time
    assert any("实到0人" in line for line in lines)
    assert any("12人参与表态，不计入到会" in line for line in lines)


def test_the_same_file_again_is_told(services: Services, cast: Cast) -> None:
    content = "提议\n装路灯\n修台阶\n".encode()
    for remarks in ([], [("again", {"title": "第一次"})]):
        file = imports.read_file(content, "list.csv")
        with services.database.read() as session:
            imports.note_earlier_import(session, cast.place, file)
        assert [remark for remark in file.report.remarks if remark[0] == "again"] == remarks
        services.writer.run(
            lambda work, file=file: imports.import_file(work, SYSTEM, place_id=cast.place, title="第一次", file=file)
        )


def test_the_same_key_makes_one_meeting(services: Services, cast: Cast) -> None:
    file, key = imports.read_file("提议\n装路灯\n".encode(), "list.csv"), new_key()

    def act(work: Work) -> str:
        return imports.import_file(work, cast.lin, place_id=cast.place, title="一次", file=file, key=key)

    assert services.writer.run(act) == services.writer.run(act)
