"""A resident votes, rates a case and gives way by plain forms."""

from datetime import date

import pytest

from app.cases import actions as cases
from app.cases.rules import State
from app.concessions import queries as concessions
from app.platform.access.actors import SYSTEM, Actor
from app.platform.access.services import Services
from app.platform.commands import perform
from app.resolutions import actions as resolutions
from app.voting import actions as voting
from app.voting import queries as polls
from app.voting.models import SealedBallot
from app.voting.rules import Choice
from app.voting.sealing import cipher_of, unseal
from tests.builders import move_to
from tests.clients import Browser


@pytest.fixture
def poll(services: Services, meeting: str) -> str:
    move_to(services, meeting, "decide")
    opened = services.writer.run(
        lambda work: perform(work, voting.open_poll, SYSTEM, meeting_id=meeting, question="建不建车棚")
    )
    poll_id: str = opened.data["poll"]
    return poll_id


def ballot_of(services: Services, poll: str, seat: Actor) -> str | None:
    """What the seat's sealed ballot says."""
    with services.database.read() as session:
        sealed = session.get(SealedBallot, (poll, seat.id))
        return unseal(cipher_of(services.keys, poll), poll, seat.id, sealed.sealed) if sealed else None


def test_vote_and_change_it(mei_browser: Browser, services: Services, mei: Actor, meeting: str, poll: str) -> None:
    for choice in ("yes", "no"):
        answer = mei_browser.post(f"/m/{meeting}/polls/{poll}/ballot", choice=choice)
        assert answer.location == f"/m/{meeting}/floor#polls"
        assert ballot_of(services, poll, mei) == choice
    page = mei_browser.get(f"/m/{meeting}/floor").text
    assert polls.code_of(mei.token, poll) in page
    assert mei_browser.get(f"/m/{meeting}/floor/own").get_json()["ballots"][poll]["choice"] is None


def test_a_late_vote_is_refused_in_words(
    mei_browser: Browser, services: Services, mei: Actor, meeting: str, poll: str
) -> None:
    services.writer.run(lambda work: perform(work, voting.close_poll, SYSTEM, meeting_id=meeting, poll_id=poll))
    assert mei_browser.post(f"/m/{meeting}/polls/{poll}/ballot", choice="yes").status_code == 409
    with services.database.read() as session:
        assert polls.own_ballot(session, poll, mei.id) is None


def test_a_stranger_has_no_vote(browser: Browser, meeting: str, poll: str) -> None:
    assert browser.post(f"/m/{meeting}/polls/{poll}/ballot", choice="yes").status_code == 401


def test_rate_what_was_carried_out(mei_browser: Browser, services: Services, mei: Actor, meeting: str) -> None:
    case = build_reported_case(services, mei, meeting)
    form = {"stars": "4", "is_resolved": "true", "note": "灯亮了"}
    assert mei_browser.post(f"/m/{meeting}/cases/{case}/rating", **form).status_code == 303
    own = mei_browser.get(f"/m/{meeting}/floor/own").get_json()
    assert own["ratings"] == {case: {"stars": 4, "is_resolved": True}}


def test_give_way_and_take_it_back(mei_browser: Browser, services: Services, meeting: str) -> None:
    move_to(services, meeting, "discuss")
    mei_browser.post(f"/m/{meeting}/concessions", wanted="", condition="离窗六米", gives="放在3幢北侧")
    with services.database.read() as session:
        (offer,) = concessions.concessions_of(session, meeting)
    assert (offer.condition, offer.offer) == ("离窗六米", "放在3幢北侧")
    mei_browser.post(f"/m/{meeting}/concessions/{offer.id}/withdraw")
    with services.database.read() as session:
        assert concessions.concessions_of(session, meeting) == []


def build_reported_case(services: Services, voter: Actor, meeting: str) -> str:
    """A case that came from a carried resolution and is said to be done."""
    run = services.writer.run
    drafted = run(
        lambda work: perform(
            work,
            resolutions.draft_resolution,
            SYSTEM,
            meeting_id=meeting,
            title="车棚",
            text="建一个车棚。",
        )
    )
    resolution = drafted.data["resolution"]
    move_to(services, meeting, "decide")
    run(
        lambda work: perform(
            work,
            resolutions.put_to_vote,
            SYSTEM,
            meeting_id=meeting,
            resolution_id=resolution,
            is_secret=False,
        )
    )
    with services.database.read() as session:
        (poll,) = polls.polls_of(session, meeting)
    run(lambda work: voting.cast_ballot(work, voter, meeting_id=meeting, poll_id=poll.id, choice=Choice.YES))
    run(lambda work: perform(work, voting.close_poll, SYSTEM, meeting_id=meeting, poll_id=poll.id))
    run(lambda work: perform(work, resolutions.adopt_resolution, SYSTEM, meeting_id=meeting, resolution_id=resolution))
    opened = run(
        lambda work: perform(
            work,
            cases.open_case,
            SYSTEM,
            meeting_id=meeting,
            resolution_id=resolution,
            handler="物业",
            due_on=date(2026, 12, 31),
        )
    )
    case: str = opened.data["case"]
    for state in (State.TRIAGED, State.ASSIGNED, State.ACCEPTED, State.IN_PROGRESS, State.REPORTED):
        move_case(services, meeting, case, state)
    return case


def move_case(services: Services, meeting: str, case: str, to: State) -> None:
    services.writer.run(
        lambda work: perform(work, cases.move_case, SYSTEM, meeting_id=meeting, case_id=case, to=to, note="建好了")
    )
