"""`open_place_case`: a matter of a place that comes from no meeting and no resolution."""

from datetime import date
from typing import Any

import pytest

from app import registry
from app.cases import actions, queries
from app.cases.queries import CaseView
from app.cases.rules import CHAIN, State
from app.platform.access.permissions import Scope
from app.platform.commands import perform
from app.platform.errors import DomainError
from app.platform.storage import ledger
from app.platform.storage.ledger.record import check_record
from tests.builders import new_key
from tests.clients import Phone
from tests.conftest import Told
from tests.hall import Hall

DUE = date(2026, 6, 30)


def report(hall: Hall, **facts: Any) -> str:
    """A case of the place, opened by the committee; returns its id."""
    asked = {"place_id": hall.cast.place, "title": "三号楼漏水", "key": new_key(), **facts}
    receipt = hall.services.writer.run(lambda work: perform(work, actions.open_place_case, hall.cast.wen, **asked))
    return str(receipt.data["case"])


def only(hall: Hall) -> CaseView:
    (view,) = hall.read(queries.cases_at, [hall.cast.place])
    return view


def faults(hall: Hall, chain: str | None = None) -> list[str]:
    with hall.services.database.read_moment() as session:
        signer, replays = hall.services.signer, hall.services.replays
        return [str(fault) for fault in check_record(session, signer, replays, chain=chain).faults]


def test_it_belongs_to_its_place_alone(hall: Hall, told: Told) -> None:
    case = report(hall, handler="物业", due_on=DUE)
    view = only(hall)
    assert (view.id, view.place, view.meeting, view.resolution, view.resolution_number) == (
        case,
        hall.cast.place,
        None,
        None,
        "",
    )
    assert (view.number, view.title, view.handler, view.due_on) == ("桂花苑-2026-0001", "三号楼漏水", "物业", DUE)
    assert {(CHAIN.chain_of(case), "cases"), (hall.cast.place, "cases")} <= set(told.touched)
    assert hall.read(queries.cases_of, hall.meeting) == []


def test_it_shares_its_numbers_with_the_cases_of_meetings(hall: Hall) -> None:
    hall.open_case(hall.adopted())
    report(hall)
    numbers = {view.number for view in hall.read(queries.cases_at, [hall.cast.place])}
    assert numbers == {"桂花苑-2026-0001", "桂花苑-2026-0002"}


def test_its_entries_go_to_its_own_chain(hall: Hall) -> None:
    case = report(hall)
    chain = CHAIN.chain_of(case)
    for to in (State.TRIAGED, State.ASSIGNED):
        hall.do(actions.move_case, hall.cast.wen, chain=CHAIN.chain_of(case), meeting_id=None, case_id=case, to=to)
    with hall.services.database.read() as session:
        assert [entry.kind for entry in ledger.entries_of(session, chain)] == [
            "case.opened",
            "case.moved",
            "case.moved",
        ]
    assert hall.read(queries.locate_case, case) == Scope(hall.cast.place, own_chain=chain)
    assert hall.read(queries.locate_case, case).chain == chain


def test_its_record_is_checked(hall: Hall) -> None:
    case = report(hall)
    hall.do(
        actions.move_case, hall.cast.wen, chain=CHAIN.chain_of(case), meeting_id=None, case_id=case, to=State.TRIAGED
    )
    assert faults(hall) == faults(hall, CHAIN.chain_of(case)) == []
    with hall.services.database.write_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE case_record SET handler = '别人'")
    (fault,) = faults(hall)
    assert f"case_record {case}" in fault
    with hall.services.database.write_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE case_record SET title = '别的'")
    (fault,) = faults(hall, CHAIN.chain_of(case))
    assert "title" in fault


def test_the_same_key_is_one_case(hall: Hall) -> None:
    key = new_key()
    assert report(hall, key=key) == report(hall, key=key) == only(hall).id


@pytest.mark.parametrize(("title", "code"), [("", "title.missing"), ("题" * 121, "title.long")])
def test_a_title_is_needed(hall: Hall, title: str, code: str) -> None:
    with pytest.raises(DomainError, match=code):
        report(hall, title=title)
    assert hall.read(queries.cases_at, [hall.cast.place]) == []


def test_an_unknown_place_is_not_found(hall: Hall) -> None:
    with pytest.raises(DomainError, match="not_found"):
        report(hall, place_id="nosuchplace00000")


def test_a_meeting_does_not_reach_it(hall: Hall) -> None:
    case = report(hall)
    assert hall.refusal(actions.move_case, hall.cast.wen, case_id=case, to=State.TRIAGED) == ("not_found", "not_found")


def test_the_handlers_of_the_place_move_it_and_nobody_else(
    hall: Hall, lin_desk: Phone, mei_phone: Phone, hai_desk: Phone
) -> None:
    case = report(hall)
    for phone in (mei_phone, hai_desk):
        assert phone.refusal("case:move", key=new_key(), case=case, to="triaged") == ("not_found", "not_found")
    lin_desk.ask("case:move", key=new_key(), case=case, to="triaged")
    assert only(hall).state == "triaged"


def test_the_kinds_of_chains_are_known() -> None:
    names = [kind.name for kind in registry.CHAIN_KINDS]
    assert len(set(names)) == len(names)
    assert set(names) <= set(registry.LOCATORS)
    assert CHAIN in registry.CHAIN_KINDS
