"""Rare paths of the gate, the ledger and the polls: each ends in a refusal or changes nothing."""

from dataclasses import replace

import pytest
from cachetools import LRUCache
from flask import Flask

from app.platform.access.actors import SYSTEM, Actor, ActorKind
from app.platform.access.gate import admit, may_ever, meeting_of, scope_of
from app.platform.access.permissions import Permission, Scope
from app.platform.access.services import Call, Services
from app.platform.errors import DomainError
from app.platform.storage import ledger
from app.platform.storage.ledger.reading import MAX_ENTRIES
from app.platform.storage.ledger.writing import FEW_KEYS
from app.platform.storage.unit_of_work import BatchedAction
from app.voting import actions as voting
from app.voting.rules import Choice
from tests.builders import new_key, view_meeting
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


def test_who_may_ever_do_a_thing_is_known_without_its_place(cast: Cast, mei: Actor) -> None:
    stage = Actor(ActorKind.STAGE, "s", meeting=mei.meeting)
    run, see, watch = Permission.MEETING_RUN, Permission.MEETING_SEE, Permission.MEETING_WATCH
    assert [may_ever(actor, run) for actor in (SYSTEM, cast.lin, cast.wen, mei, stage)] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert [may_ever(actor, see) for actor in (SYSTEM, cast.lin, mei, stage)] == [True, True, True, False]
    assert may_ever(stage, watch) and may_ever(cast.nobody, Permission.PUBLIC)


def test_what_names_nothing_belongs_nowhere(services: Services) -> None:
    for ids in ({}, {"meeting": None}, {"meeting": [None, 5]}, {"colour": "red"}):
        assert scope_of(services, ids) is None
    for name in ("not an id", "nosuchmeeting"):
        with pytest.raises(DomainError, match="not_found"):
            scope_of(services, {"meeting": [name]})


def test_a_full_memory_of_scopes_drops_the_least_recently_used(services: Services, cast: Cast, meeting: str) -> None:
    services = replace(services, scopes=LRUCache(1))
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
    assert hall.read(ledger.entries_after, hall.meeting, MAX_ENTRIES, 10) == []


def test_a_poll_that_does_not_exist_takes_no_ballot(hall: Hall) -> None:
    assert hall.refusal(voting.cast_ballot, hall.mei, poll_id="nosuchpoll", choice=Choice.YES) == (
        "not_found",
        "not_found",
    )
    with pytest.raises(DomainError, match="not_found"):
        hall.do(voting.close_poll, SYSTEM, poll_id="nosuchpoll")


def test_a_batch_answers_a_ballot_for_an_unknown_poll_alone(hall: Hall) -> None:
    poll = hall.open_poll()
    wishes = [voting.BallotRequest(hall.mei, hall.meeting, of, Choice.YES, new_key()) for of in (poll, "nosuchpoll")]
    cast, refused = hall.services.writer.run(BatchedAction(voting.cast_ballots, tuple(wishes)))
    assert isinstance(cast, ledger.Receipt)
    assert isinstance(refused, DomainError) and refused.code == "not_found"


def test_many_keys_are_looked_up_at_once(hall: Hall) -> None:
    hall.go_to_vote()
    receipt = hall.do(voting.open_poll, hall.cast.lin, question="装路灯吗", key="the key of a poll")
    known = (hall.meeting, hall.cast.lin.id, "the key of a poll")
    asked = [known, *((hall.meeting, hall.mei.id, new_key()) for _ in range(FEW_KEYS + 1))]
    receipts = hall.read(ledger.receipts_of, asked)
    assert set(receipts) == {known}
    assert receipts[known].version == receipt.version


def test_what_changed_after_a_number_is_told_by_topic(hall: Hall) -> None:
    hall.go_to_vote()
    before = hall.read(ledger.heads_of, [hall.meeting])[hall.meeting]
    assert hall.read(ledger.topics_after, hall.meeting, before) == []
    poll = hall.open_poll()
    assert hall.read(ledger.topics_after, hall.meeting, before) == [voting.TOPIC]
    ((kind, actor, payload),) = hall.read(ledger.changes_of, hall.meeting, voting.TOPIC, before, 10)
    assert (kind, actor) == ("poll.opened", hall.cast.lin.id)
    assert payload and poll in payload


def test_a_seat_is_kept_beside_those_held_before(app: Flask, hall: Hall) -> None:
    browser = open_browser(app)
    for meeting in (hall.meeting, hall.elsewhere()):
        browser.post(f"/j/{view_meeting(hall.services, meeting).code}", alias="梅")
    assert len(browser.held("seats")) == 2
