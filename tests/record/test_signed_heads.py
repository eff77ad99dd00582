"""What binds the record beside its hashes: signatures, the witness, erasures, keys that are lost, restored backups."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.factory import create_services
from app.meetings import actions as meetings
from app.platform.access.services import Services
from app.platform.backup.restoring import restore_backup
from app.platform.backup.taking import take_backup
from app.platform.commands import perform
from app.platform.errors import DomainError
from app.platform.storage import ledger, migrations
from app.platform.storage.keys import KeyFolder
from app.platform.storage.ledger import LedgerEntry, LedgerHead, SignedHead
from app.platform.storage.ledger.record import Report, check_record
from app.platform.storage.signing import witness as witnesses
from app.platform.storage.signing.fingerprints import fingerprint_of, is_fingerprint, is_same_head
from app.platform.storage.signing.signer import PUBLIC_KEYS, SIGNING_KEY, HeadSigner, is_signed
from app.platform.storage.signing.witness import WITNESS
from app.proposals import actions as proposals
from app.registry import REPLAYS
from app.settings import LedgerHash, Settings
from tests.builders import build_meeting, build_seat, move_to
from tests.clocks import StandingClock
from tests.hall import Hall
from tests.people import gather_cast
from tests.record.tampering import lift_constraints, read_all, write_all


def check(services: Services, **asked: Any) -> Report:
    with services.database.read() as session:
        return check_record(session, services.signer, REPLAYS, **asked)


def faults(services: Services) -> str:
    return " | ".join(str(fault) for fault in check(services).faults)


def tamper(services: Services, act: Callable[[Session], Any]) -> None:
    """Change something past the product."""
    with Session(services.database.write_engine) as session, session.begin():
        act(session)


def put_back(services: Services, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Put an earlier copy of the database in place."""
    with services.database.write_engine.connect() as connection:
        lift_constraints(connection, is_lifted=True)
        with connection.begin():
            write_all(connection, rows)
        lift_constraints(connection, is_lifted=False)


def copy_of(services: Services) -> dict[str, list[dict[str, Any]]]:
    with services.database.write_engine.connect() as connection:
        return read_all(connection)


def speak(hall: Hall, text: str = "建车棚") -> None:
    """Put a proposal forward, in the phase in which residents speak."""
    if hall.phase != "say":
        move_to(hall.services, hall.meeting, "say")
    hall.do(proposals.submit_proposal, hall.mei, text=text)


def test_an_older_copy_of_the_database_is_found(hall: Hall) -> None:
    speak(hall)
    older = copy_of(hall.services)
    speak(hall, "再说一件")
    put_back(hall.services, older)
    assert f"{hall.meeting}: entry" in faults(hall.services)
    assert "was signed" in faults(hall.services)


def test_a_chain_that_is_dropped_with_its_rows_is_found(hall: Hall) -> None:
    older = copy_of(hall.services)
    other = hall.elsewhere()
    put_back(hall.services, older)
    assert f"{other}: was signed and is gone" in faults(hall.services)


def test_a_milestone_that_is_deleted_is_found_and_named(hall: Hall) -> None:
    hall.adopted()
    hall.close_meeting()
    with hall.services.database.read() as session:
        milestones = ledger.milestones_of(session, hall.meeting)
    assert [one.reason for one in milestones] == ["poll.closed", "resolution.adopted", "meeting.closed"]
    assert check(hall.services).holds
    tamper(
        hall.services, lambda session: session.execute(delete(SignedHead).where(SignedHead.seq == milestones[1].seq))
    )
    assert f"entry {milestones[1].seq}: its signed head (resolution.adopted) is missing" in faults(hall.services)


def test_a_head_of_print_is_found_with_what_came_after(hall: Hall) -> None:
    speak(hall)
    number, mark = hall.read(ledger.head_of, hall.meeting)
    speak(hall, "后来的")
    typed = fingerprint_of(mark).lower().replace("-", " ").replace("0", "O")
    assert check(hall.services, wanted=typed).places == [(hall.meeting, number, number + 1)]
    assert check(hall.services, chain=hall.meeting, wanted=mark).places == [(hall.meeting, number, number + 1)]
    assert check(hall.services, wanted="0000-0000-0000-0000-0000").places == []
    assert "no such chain" in str(check(hall.services, chain="nobody").faults[0])


def test_what_may_be_typed() -> None:
    mark = "0f" * 32
    assert is_fingerprint(fingerprint_of(mark))
    assert is_fingerprint(mark)
    assert not is_fingerprint("short")
    assert not is_fingerprint("U" * 20)
    assert is_same_head(mark.upper(), mark)
    assert not is_signed(b"short", b"x", "!")


def test_an_erased_payload_needs_an_entry_that_says_so(hall: Hall) -> None:
    speak(hall)
    seq, _ = hall.read(ledger.head_of, hall.meeting)
    hall.services.writer.run(
        lambda work: ledger.erase_payload(work, "ada", chain=hall.meeting, seq=seq, reason="本人要求")
    )
    assert check(hall.services).holds
    with pytest.raises(DomainError):
        hall.services.writer.run(lambda work: ledger.erase_payload(work, "ada", chain=hall.meeting, seq=seq, reason=""))
    gone = update(LedgerEntry).where(LedgerEntry.chain == hall.meeting, LedgerEntry.seq == seq - 1).values(payload=None)
    tamper(hall.services, lambda session: session.execute(gone))
    assert f"entry {seq - 1}: its payload is gone" in faults(hall.services)


def test_erased_words_on_cards_and_ballots_are_counted_as_unchecked(hall: Hall) -> None:
    card = str(hall.do(proposals.submit_proposal, hall.mei, text="车棚").data["proposal"])
    hall.do(proposals.cast_reaction, hall.bo, proposal_id=card, choice=proposals.rules.Choice.AGREE)
    poll = hall.open_poll(is_secret=False)
    hall.vote(poll, hall.bo)
    with hall.services.database.read() as session:
        spoken = {one.kind: one.seq for one in ledger.entries_of(session, hall.meeting)}
    for kind in ("reaction.cast", "ballot.cast"):
        facts: dict[str, Any] = {"chain": hall.meeting, "seq": spoken[kind], "reason": "test"}
        hall.services.writer.run(lambda work, facts=facts: ledger.erase_payload(work, "ada", **facts))
    report = check(hall.services)
    assert report.holds
    assert report.unchecked >= 2


def test_a_forged_head_that_the_product_builds_upon_stays_a_doubt(hall: Hall) -> None:
    speak(hall)
    tamper(hall.services, lambda session: session.execute(update(LedgerHead).values(signature="AAAA")))
    door = create_services(hall.services.settings)
    door.writer.run(
        lambda work: perform(work, meetings.leave_meeting, hall.bo, meeting_id=hall.meeting, seat_id=hall.bo.seat_id)
    )
    door.database.dispose()
    assert "nobody here had signed this head" in faults(hall.services)
    assert f"{hall.meeting}: entry" in faults(hall.services)


def test_an_act_that_tells_of_no_row_has_an_entry_of_its_own(hall: Hall) -> None:
    before, _ = hall.read(ledger.head_of, hall.meeting)
    seat = meetings.Seat
    hall.services.writer.run(
        lambda work: work.session.execute(update(seat).where(seat.id == hall.bo.id).values(alias="阿波"))
    )
    assert hall.read(ledger.head_of, hall.meeting)[0] == before + 1
    assert check(hall.services).holds
    tamper(hall.services, lambda session: session.connection().execute(update(seat.__table__).values(alias="梅")))
    assert f"seat {hall.bo.id}" in faults(hall.services)


def test_a_database_of_before_the_signatures_is_taken_over_once(hall: Hall) -> None:
    speak(hall)
    folder = hall.services.keys.folder
    tamper(hall.services, lambda session: session.execute(update(LedgerHead).values(signature=None, key=None)))
    tamper(hall.services, lambda session: session.execute(update(LedgerEntry).values(rows=None)))
    for path in folder.iterdir():
        path.unlink()
    _hash_anew(hall.services)
    door = create_services(hall.services.settings)
    door.writer.run(
        lambda work: perform(work, meetings.leave_meeting, hall.bo, meeting_id=hall.meeting, seat_id=hall.bo.seat_id)
    )
    report = check(door)
    assert [str(fault) for fault in report.faults] == []
    assert report.unchecked > 0
    assert any("from before the signatures" in fact for fact in report.facts)
    tamper(door, lambda session: session.execute(update(LedgerHead).values(signature=None, key=None)))
    assert "its head is not" in faults(door)
    door.database.dispose()


def test_a_lost_key_is_said_in_plain_words(hall: Hall) -> None:
    speak(hall)
    folder = hall.services.keys.folder
    (folder / SIGNING_KEY).unlink()
    assert any("the signing key is not in KEY_DIR" in fact for fact in check(hall.services).facts)
    door = create_services(hall.services.settings)
    door.writer.run(
        lambda work: perform(work, meetings.leave_meeting, hall.bo, meeting_id=hall.meeting, seat_id=hall.bo.seat_id)
    )
    report = check(door)
    assert report.holds
    assert any("a new signing key was made" in fact for fact in report.facts)
    assert len(door.signer.public_keys) == 2
    (folder / PUBLIC_KEYS).write_text("{}")
    assert "KEY_DIR holds no public key" in faults(door)
    (folder / WITNESS).write_text("not a line\n")
    assert "the witness beside the key is damaged" in faults(door)
    (folder / WITNESS).unlink()
    assert "the witness beside the key is missing" in faults(door)
    door.database.dispose()


def test_rows_under_a_lost_row_key_count_as_unchecked(hall: Hall) -> None:
    speak(hall)
    (hall.services.keys.folder / "ledger-rows").unlink()
    door = create_services(hall.services.settings)
    report = check(door)
    assert report.holds
    assert report.unchecked >= report.rows > 0
    door.database.dispose()


@pytest.fixture
def migrated_hall(tmp_path: Path) -> Iterator[Hall]:
    """A hall in a database that came about as an installation's does."""
    settings = Settings(_env_file=None, data_dir=tmp_path / "data", secret_key="a long key that only the tests know")
    migrations.upgrade(settings.database)
    services = create_services(settings, clock=StandingClock())
    cast = gather_cast(services)
    meeting = build_meeting(services, cast.place)
    yield Hall(services, cast, meeting, build_seat(services, meeting), build_seat(services, meeting))
    services.database.dispose()


def test_a_restored_backup_is_a_fact_and_no_fault(migrated_hall: Hall, tmp_path: Path) -> None:
    hall, path = migrated_hall, tmp_path / "b.liangting.zip"
    hall.adopted()
    services = hall.services
    url, folder = services.settings.database, services.settings.data_dir
    made = take_backup(path, url=url, folder=folder, now=services.clock.now(), signer=services.signer)
    assert not any("keys/" in name for name in made.files)
    assert list(made.public_keys) == [services.signer.key_id]
    hall.adopted("另一件")
    services.database.dispose()
    restore_backup(path, url=url, folder=folder, is_forced=True, signer=HeadSigner(services.keys))
    report = check(services)
    assert [str(fault) for fault in report.faults] == []
    assert any(fact.startswith("restored on ") for fact in report.facts)
    speak(hall, "恢复以后")
    assert check(services).holds
    services.database.dispose()
    stranger = HeadSigner(KeyFolder(tmp_path / "elsewhere"))
    restore_backup(path, url=url, folder=folder, is_forced=True, signer=stranger)
    with services.database.read() as session:
        assert check_record(session, stranger, REPLAYS).holds


def test_the_witness_stays_small(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    hall.adopted()
    before = hall.services.signer.witness.read()
    monkeypatch.setattr(witnesses, "LARGEST", 100)
    speak(hall)
    lines = hall.services.signer.witness.path.read_text().splitlines()
    assert len([line for line in lines if json.loads(line)["what"] == "head"]) == len(before.heads)
    assert hall.services.signer.witness.read().milestones == before.milestones
    assert check(hall.services).holds
    hall.services.signer.witness.is_deferred = True
    speak(hall, "晚些写下")
    assert hall.services.signer.witness.read().heads[hall.meeting][0] < hall.read(ledger.head_of, hall.meeting)[0]
    hall.services.signer.witness.flush()
    assert hall.services.signer.witness.read().heads[hall.meeting] == hall.read(ledger.head_of, hall.meeting)


def test_a_chain_keeps_the_hash_function_that_it_was_begun_with(hall: Hall) -> None:
    speak(hall)
    settings = hall.services.settings.model_copy(update={"ledger_hash": LedgerHash.SM3})
    door = create_services(settings, clock=hall.services.clock)
    other = Hall(door, hall.cast, hall.elsewhere(), hall.mei, hall.bo)
    fresh = door.writer.run(
        lambda work: perform(work, meetings.create_meeting, hall.cast.lin, place_id=hall.cast.place, title="国密")
    ).data["meeting"]
    door.writer.run(lambda work: perform(work, meetings.close_meeting, hall.cast.lin, meeting_id=fresh))
    speak(hall, "仍用旧的")
    with door.database.read() as session:
        algorithms = {head.chain: head.algorithm for head in session.query(LedgerHead)}
        assert ledger.verify_chain(session, fresh) is None
    assert (algorithms[hall.meeting], algorithms[other.meeting], algorithms[fresh]) == ("sha256", "sha256", "sm3")
    assert check(door).holds
    tamper(door, lambda session: session.execute(update(LedgerHead).values(algorithm="sha256")))
    assert f"{fresh}: entry 1" in faults(door)
    door.database.dispose()


def test_an_unknown_hash_function_refuses_to_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unsupported hash"):
        HeadSigner(KeyFolder(tmp_path), "sha0")


def _hash_anew(services: Services) -> None:
    """Make the chains as they were before the seals."""
    rows = copy_of(services)
    heads: dict[str, dict[str, Any]] = {head["chain"]: head for head in rows["ledger_head"]}
    last: dict[str, str] = {}
    for entry in sorted(rows["ledger_entry"], key=lambda one: (one["chain"], one["seq"])):
        entry["prev"] = last.get(entry["chain"], ledger.GENESIS)
        entry["hash"] = last[entry["chain"]] = ledger.entry_hash(entry)
        heads[entry["chain"]] |= {"hash": entry["hash"], "seals": ""}
    rows["signed_head"] = []
    put_back(services, rows)
