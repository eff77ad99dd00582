"""`set_letterhead`: a place says who issues its papers and where residents object."""

from flask import Flask

from app.organisations import actions, queries
from app.platform.access.actors import SYSTEM
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.storage import ledger
from app.platform.storage.ledger.record import check_record
from app.registry import REPLAYS
from tests.api.programs import staff_program
from tests.builders import new_key
from tests.clients import Browser, open_browser
from tests.people import Cast

LINES = {"issuer": "桂花苑社区居民委员会", "contact": "三号楼一层，工作日9:00至17:00"}


def lines_of(services: Services, place: str) -> dict[str, str]:
    with services.database.read() as session:
        view = queries.place_of(session, place)
    assert view is not None
    return {"issuer": view.issuer, "contact": view.contact}


def entries(services: Services, place: str) -> list[dict[str, str]]:
    with services.database.read() as session:
        found = [entry for entry in ledger.entries_of(session, place) if entry.kind == "place.letterhead_set"]
        return [ledger.facts_of(entry.payload) for entry in found]


def test_the_office_sets_and_empties_the_letterhead(services: Services, cast: Cast, lin_browser: Browser) -> None:
    path = f"/office/places/{cast.place}/letterhead"
    assert lines_of(services, cast.place) == {"issuer": "", "contact": ""}
    assert lin_browser.post(path, **LINES).status_code == 303
    assert lines_of(services, cast.place) == LINES
    assert f'value="{LINES["issuer"]}"' in lin_browser.get(path).text
    assert lin_browser.post(path, issuer=LINES["issuer"], contact="").status_code == 303
    assert lines_of(services, cast.place) == {**LINES, "contact": ""}
    assert lines_of(services, cast.elsewhere) == {"issuer": "", "contact": ""}


def test_a_program_sets_it_once(app: Flask, services: Services, cast: Cast) -> None:
    lin, path = staff_program(app, services, "lin"), f"/places/{cast.place}/letterhead"
    lin.ask("PUT", path, LINES)
    lin.ask("PUT", path, LINES)
    assert entries(services, cast.place) == [LINES]
    assert lin.refusal("PUT", path, {"issuer": "长" * 61}) == (422, "text.long")
    assert lines_of(services, cast.place) == LINES


def test_the_same_key_writes_once(services: Services, cast: Cast) -> None:
    key = new_key()
    for issuer in ("甲社区居民委员会", "乙社区居民委员会"):
        services.writer.run(
            lambda work, issuer=issuer: perform(
                work, actions.set_letterhead, SYSTEM, place_id=cast.place, issuer=issuer, key=key
            )
        )
    assert lines_of(services, cast.place)["issuer"] == "甲社区居民委员会"


def test_strangers_and_recorders_do_not(app: Flask, services: Services, cast: Cast) -> None:
    path = f"/places/{cast.place}/letterhead"
    assert staff_program(app, services, "hai").refusal("PUT", path, LINES)[0] == 404
    assert staff_program(app, services, "fang").refusal("PUT", path, LINES)[0] == 403
    fang = open_browser(app).sign_in(services, cast.fang)
    assert fang.get(f"/office{path}").status_code == 403
    assert entries(services, cast.place) == []


def test_the_record_agrees_with_the_rows(services: Services, cast: Cast) -> None:
    services.writer.run(lambda work: perform(work, actions.set_letterhead, SYSTEM, place_id=cast.place, **LINES))
    with services.database.read() as session:
        assert check_record(session, services.signer, REPLAYS).faults == []
