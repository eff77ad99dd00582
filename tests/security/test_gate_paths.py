"""Rare paths of the gate, the ledger and the polls: each ends in a refusal or changes nothing."""

import pytest
from flask import Flask

from app.platform import gate, ledger
from app.platform.errors import DomainError
from app.platform.gate import admit, meeting_of, scope_of
from app.platform.security.actors import SYSTEM
from app.platform.security.permissions import Permission, Scope
from app.platform.services import Call, Services
from app.voting import actions as voting
from app.voting import queries
from app.voting.rules import Choice
from tests.clients import open_browser
from tests.hall import Hall
from tests.people import Cast


def test_a_call_about_no_meeting_names_none(services: Services, cast: Cast) -> None:
    for scope in (None, Scope(cast.place)):
        with pytest.raises(DomainError, match="not_found"):
            meeting_of(Call(services, cast.lin, scope))


def test_nobody_is_refused_before_anything_is_looked_up(services: Services, cast: Cast, meeting: str) -> None:
    for asked in (meeting, "nosuchmeeting"):
        with pytest.raises(DomainError) as refused:
            admit(services, cast.nobody, Permission.MEETING_SEE, {"meeting": asked})
        assert refused.value.code == "sign_in.needed"


def test_a_full_memory_of_scopes_starts_anew(
    services: Services, cast: Cast, meeting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "MOST_SCOPES", 1)
    services.scopes.clear()
    for ids in ({"place": cast.place}, {"meeting": meeting}, {"meeting": meeting}):
        assert scope_of(services, ids) is not None
    assert list(services.scopes) == [("meeting", meeting)]


def test_a_built_file_that_is_not_there_is_kept_by_no_browser_as_a_page(app: Flask) -> None:
    answer = open_browser(app).get("/static/none.js")
    assert answer.status_code == 404
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" not in answer.headers.get("Cache-Control", "")


def test_nothing_to_append_changes_no_chain(hall: Hall) -> None:
    before = hall.read(ledger.head_of, hall.meeting)
    assert hall.services.writer.run(lambda work: ledger.append_all(work, [])) == []
    assert hall.read(ledger.head_of, hall.meeting) == before


def test_no_page_of_a_chain_begins_beyond_every_number(hall: Hall) -> None:
    assert hall.read(ledger.entries_after, hall.meeting, ledger.MOST_ENTRIES, 10) == []


def test_a_poll_that_does_not_exist_takes_no_ballot(hall: Hall) -> None:
    assert hall.refusal(voting.cast_ballot, hall.mei, poll="nosuchpoll", choice=Choice.YES) == (
        "not_found",
        "not_found",
    )
    with pytest.raises(DomainError, match="not_found"):
        hall.read(queries.poll_of, "nosuchpoll")
    with pytest.raises(DomainError, match="not_found"):
        hall.do(voting.close_poll, SYSTEM, poll="nosuchpoll")
