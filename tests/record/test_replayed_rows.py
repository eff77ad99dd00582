"""Rows against the entries that tell of them: seats that end, cases that reopen, seals, strays, what is older."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update

from app.accounts import staffing
from app.accounts.models import StaffRole
from app.cases import record as case_record
from app.factory import create_services
from app.meetings import actions as meetings
from app.meetings import record as meetings_record
from app.meetings.models import Seat
from app.platform.access.actors import Role
from app.platform.commands import perform
from app.platform.storage import ledger
from app.platform.storage.ledger import LedgerEntry, LedgerHead, record
from app.platform.storage.ledger.record import Report, check_record
from app.platform.storage.ledger.replay import Event, Facts
from app.platform.storage.unit_of_work import Work
from app.proposals import actions as proposals
from app.proposals.models import MergedTally, Proposal, Reaction, Turnout
from app.proposals.rules import Choice
from app.registry import REPLAYS
from app.voting import record as voting_record
from tests.builders import build_seat
from tests.hall import Hall
from tests.record.tampering import lift_constraints
from tests.record.test_signed_heads import _hash_anew

AT = datetime(2026, 5, 1, tzinfo=UTC)


def check(hall: Hall) -> Report:
    report: Report = hall.read(check_record, hall.services.signer, REPLAYS)
    return report


def faults(hall: Hall) -> str:
    return " | ".join(map(str, check(hall).faults))


def tamper(hall: Hall, *statements: Any) -> None:
    """Change something past the product, the constraints lifted."""
    with hall.services.database.write_engine.connect() as connection:
        lift_constraints(connection, is_lifted=True)
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL session_replication_role = replica"))
            for statement in statements:
                connection.execute(statement)
        lift_constraints(connection, is_lifted=False)


def say(hall: Hall, words: str = "建车棚") -> str:
    return str(hall.do(proposals.submit_proposal, hall.mei, text=words).data["proposal"])


def test_a_seat_that_is_ended_twice_and_given_back_replays(hall: Hall) -> None:
    other = hall.seats(1)[0]
    for seat in (hall.bo, other):
        hall.do(meetings.revoke_seat, hall.cast.lin, seat_id=seat.id)
    hall.do(meetings.revoke_seat, hall.cast.lin, seat_id=hall.bo.id)
    assert faults(hall) == ""
    hall.do(meetings.restore_seat, hall.cast.lin, seat_id=hall.bo.id)
    assert faults(hall) == ""
    tamper(hall, update(Seat).where(Seat.id == other.id).values(revoked_at=None))
    assert f"seat {other.id}: revoked_at: not as the entry says" in faults(hall)


def test_seals_that_were_changed_name_their_entry(hall: Hall) -> None:
    say(hall)
    seq, _ = hall.read(ledger.head_of, hall.meeting)
    (rows,) = hall.read(
        lambda session: session.scalars(
            select(LedgerEntry.rows).where(LedgerEntry.chain == hall.meeting, LedgerEntry.seq == seq)
        ).all()
    )
    mark, _, seals = rows.partition(" ")
    forged = f"{'0' * len(mark)} {seals}"
    here = (LedgerEntry.chain == hall.meeting, LedgerEntry.seq == seq)
    tamper(hall, update(LedgerEntry).where(*here).values(rows=forged))
    assert f"entry {seq}: its seals of rows were changed" in faults(hall)


def test_a_row_that_was_deleted_must_not_come_back(hall: Hall) -> None:
    role = {"staff_id": hall.cast.lin.id, "role": Role.FACILITATOR, "place_id": hall.cast.place}
    (before,) = hall.read(
        lambda session: (
            session.execute(select(StaffRole.__table__).where(StaffRole.staff == hall.cast.lin.id)).mappings().all()
        )
    )
    hall.services.writer.run(lambda work: staffing.remove_role(work, hall.cast.ada, **role))
    assert faults(hall) == ""
    tamper(hall, insert(StaffRole).values(**dict(before)))
    assert "was deleted, and stands there again" in faults(hall)


def test_entries_without_a_head_are_found(hall: Hall) -> None:
    elsewhere = hall.elsewhere()
    tamper(hall, delete(LedgerHead).where(LedgerHead.chain == elsewhere))
    assert f"{elsewhere}: entry 1: belongs to a chain that is not there" in faults(hall)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_row_that_cannot_be_read_is_a_fault_and_stops_nothing(hall: Hall) -> None:
    """Of the databases, SQLite alone stores what is no moment."""
    say(hall)
    tamper(hall, text("UPDATE proposal SET created_at = 'yesterday'"))
    assert "proposal: holds a row that cannot be read (ValueError)" in faults(hall)


def test_an_act_on_two_meetings_seals_each_row_in_its_own_chain(hall: Hall) -> None:
    away = hall.elsewhere()
    neighbour = build_seat(hall.services, away)

    def rename(work: Work) -> None:
        for seat in (hall.mei.id, neighbour.id):
            work.session.execute(update(Seat).where(Seat.id == seat).values(alias="改名"))
        facts: dict[str, Any] = {"kind": "phase.extended", "topic": "record", "actor": "system", "payload": {}}
        ledger.append(work, ledger.Entry(chain=hall.meeting, **facts))

    hall.services.writer.run(rename)
    assert faults(hall) == ""
    tamper(hall, update(Seat).where(Seat.id == neighbour.id).values(alias="别人"))
    assert f"{away}: entry" in faults(hall) and f"seat {neighbour.id}" in faults(hall)


def test_an_erased_word_is_unchecked_and_not_missing(hall: Hall) -> None:
    card = say(hall)
    hall.do(proposals.cast_reaction, hall.bo, proposal_id=card, choice=proposals.rules.Choice.AGREE)
    other = say(hall, "粉刷")
    hall.do(proposals.cast_reaction, hall.bo, proposal_id=other, choice=proposals.rules.Choice.AGREE)
    with hall.services.database.read() as session:
        seq = next(one.seq for one in ledger.entries_of(session, hall.meeting) if one.kind == "reaction.cast")
    erase: dict[str, Any] = {"chain": hall.meeting, "seq": seq, "reason": "本人要求"}
    hall.services.writer.run(lambda work: ledger.erase_payload(work, "ada", **erase))
    before = check(hall)
    assert before.holds
    tamper(hall, delete(Reaction).where(Reaction.proposal == other))
    after = check(hall)
    assert after.unchecked == before.unchecked + 1, "the word that is missing may be the one that was erased"
    assert "reaction_sum" in str(after.faults[0]), "the sums still tell that something is missing"
    assert f"reaction {other}" not in faults(hall)


def test_a_sum_of_cards_that_are_not_together_is_found(hall: Hall) -> None:
    card = say(hall)
    columns = {column.name: 0 for column in MergedTally.__table__.columns}
    tamper(hall, insert(MergedTally).values(**{**columns, "meeting": hall.meeting, "root": card}))
    assert f"pool_sum {card}: counts cards that are not together" in faults(hall)


def test_a_turnout_that_was_changed_is_found(hall: Hall) -> None:
    hall.do(proposals.cast_reaction, hall.bo, proposal_id=say(hall), choice=Choice.AGREE)
    assert faults(hall) == ""
    tamper(hall, update(Turnout).values(voters=2))
    assert f"turnout {hall.meeting}: is not the number of seats that have reacted" in faults(hall)


def test_a_chain_that_ends_before_its_head_is_found(hall: Hall) -> None:
    say(hall)
    seq, _ = hall.read(ledger.head_of, hall.meeting)
    tamper(hall, delete(LedgerEntry).where(LedgerEntry.chain == hall.meeting, LedgerEntry.seq == seq))
    assert "the chain ends before its head" in faults(hall)


def test_a_second_ending_of_a_seat_in_an_older_record_changes_nothing() -> None:
    facts, seat = Facts(), {"seat": "s", "stake": None, "attendance": "hall"}
    for seq, kind in enumerate(["seat.joined", "seat.revoked", "seat.revoked"], 1):
        event = Event("c", seq, kind, "lin", AT + seq * timedelta(minutes=1), seat)
        meetings_record.TELLS[kind](facts, event, seat)
    assert facts.rows["seat", "s"]["revoked_at"] == AT + timedelta(minutes=2)


def test_nobody_did_what_no_entry_says(hall: Hall) -> None:
    first, second = say(hall), say(hall, "装路灯")
    kinds = ["proposal.submitted"]
    assert hall.read(ledger.last_of, hall.meeting, "wall", kinds, proposal=first) == hall.mei.id
    assert hall.read(ledger.last_of, hall.meeting, "wall", kinds, proposal=first, text="别的") is None
    assert hall.read(ledger.last_of, hall.meeting, "wall", ["proposal.merged"], proposal=second) is None


def test_a_reopened_case_forgets_its_ratings() -> None:
    facts, rated = Facts(), {"case": "k", "stars": 1, "is_resolved": False}
    for seq, (kind, payload) in enumerate(
        [
            ("case.rated", rated),
            ("case.rated", {**rated, "case": "other"}),
            ("case.moved", {"case": "k", "to": "assigned"}),
            ("case.moved", {"case": "k", "to": "reopened"}),
        ],
        1,
    ):
        event = Event("c", seq, kind, "mei", AT, payload)
        case_record.TELLS[kind](facts, event, payload)
    assert set(facts.rows) == {("case_rating", "other mei"), ("case_record", "k")}
    assert facts.rows["case_record", "k"] == {"state": "reopened"}


@pytest.mark.parametrize(
    ("payload", "entitled"),
    [
        ({"entitled": 9}, {"entitled": 9}),
        ({"count": {"yes": 1, "entitled": 8}}, {"entitled": 8}),
        ({"count": {"yes": 1}}, {}),
        ({}, {}),
    ],
)
def test_a_close_tells_the_entitled_in_each_version(payload: dict[str, Any], entitled: dict[str, int]) -> None:
    facts, outcome = Facts(), {"is_carried": True}
    said = {"poll": "p", "outcome": outcome, **payload}
    voting_record.TELLS["poll.closed"](facts, Event("c", 3, "poll.closed", "lin", AT, said), said)
    assert facts.rows == {("poll", "p"): {"closed_at": AT, "outcome": outcome, "void_reason": None, **entitled}}


def test_what_is_older_than_the_signatures_is_unchecked_and_still_compared(hall: Hall) -> None:
    """A database taken over with an erased entry; a card that its entries tell of must be there all the same."""
    card = say(hall)
    say(hall, "第二件")
    with hall.services.database.read() as session:
        cards = [one.seq for one in ledger.entries_of(session, hall.meeting) if one.kind == "proposal.submitted"]
    here = (LedgerEntry.chain == hall.meeting, LedgerEntry.seq == cards[1])
    tamper(hall, update(LedgerHead).values(signature=None, key=None), update(LedgerEntry).values(rows=None))
    tamper(hall, update(LedgerEntry).where(*here).values(payload=None))
    for path in hall.services.keys.folder.iterdir():
        path.unlink()
    _hash_anew(hall.services)
    door = create_services(hall.services.settings)
    door.writer.run(
        lambda work: perform(work, meetings.leave_meeting, hall.bo, meeting_id=hall.meeting, seat_id=hall.bo.seat_id)
    )
    with door.database.read() as session:
        report = check_record(session, door.signer, REPLAYS)
    assert [str(fault) for fault in report.faults] == [] and report.unchecked
    tamper(hall, delete(Proposal).where(Proposal.id == card))
    with door.database.read() as session:
        fault_lines = [str(fault) for fault in check_record(session, door.signer, REPLAYS).faults]
    door.database.dispose()
    assert f"{hall.meeting}: entry {cards[0]}: proposal {card}: is missing" in fault_lines


def test_a_pause_comes_again_and_again(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a server answers others while a long record is checked."""
    monkeypatch.setattr(record, "BREATH", 2)
    for number in range(6):
        say(hall, f"第{number}件")
    pauses: list[int] = []
    with hall.services.database.read_moment() as session:
        report = check_record(
            session, hall.services.signer, REPLAYS, chain=hall.meeting, pause=lambda: pauses.append(1)
        )
    assert report.holds
    assert len(pauses) >= report.chains[hall.meeting] // 2


def test_a_check_sees_one_moment_while_others_write(hall: Hall) -> None:
    """Entries written meanwhile are no fault."""
    with hall.services.database.read_moment() as session:
        head = session.get(LedgerHead, hall.meeting)
        assert head is not None
        say(hall, "这时说的")
        assert check_record(session, hall.services.signer, REPLAYS, chain=hall.meeting).chains == {
            hall.meeting: head.seq
        }
