"""The stage's own credential: it watches one meeting, does nothing else, and ends with its link or the meeting."""

from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from app.cli.context import CommandContext
from app.cli.every_command import cli
from app.factory import Live
from app.meetings import actions as meetings
from app.meetings import stage_links
from app.meetings.rules import ResultsVisibility
from app.meetings.stage_links import MAX_OPEN, NewStageLink
from app.platform.access.actors import Actor, ActorKind
from app.platform.access.secrets import digest_token
from app.platform.access.security_log import SecurityKind, security_events
from app.platform.access.services import Services
from app.platform.ids import MeetingId
from app.registry import CATALOGUE
from tests.builders import build_meeting
from tests.clients import CSRF, Browser, Phone, open_browser
from tests.clocks import StandingClock
from tests.hall import Hall
from tests.people import Cast
from tests.platform.routes import routes_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def link(services: Services, cast: Cast, meeting: str) -> NewStageLink:
    return services.writer.run(lambda work: stage_links.make_stage_link(work, cast.lin, meeting_id=meeting))


@pytest.fixture
def stage(app: Flask, link: NewStageLink) -> Browser:
    """The computer of the hall, opened by the link."""
    browser = open_browser(app)
    answer = browser.get(f"/stage/{link.token}")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/m/{link.meeting}/stage")
    return browser


def actor_of(services: Services, link: NewStageLink) -> Actor | None:
    with services.database.read() as session:
        return services.identities.find_stage(session, link.token)


def test_a_link_shows_the_stage_and_its_data(stage: Browser, meeting: str) -> None:
    assert stage.get(f"/m/{meeting}/stage").status_code == 200
    assert stage.get(f"/m/{meeting}/stage/map").get_json() == {"points": []}
    assert stage.get(f"/m/{meeting}/stage/themes/none").status_code == 404


def test_the_stage_may_do_nothing_else(app: Flask, stage: Browser, meeting: str, cast: Cast) -> None:
    """S1: every other route that is not open to anyone refuses, in this meeting and elsewhere."""
    ids = {"meeting": meeting, "place": cast.place}
    opened = []
    count = 0
    for route in routes_of(app, ids):
        if route.permission.value in ("public", "meeting.watch"):
            continue
        answer = stage.client.open(route.path, method=route.method, headers={"X-CSRF-Token": CSRF})
        count += 1
        is_sent_away = answer.status_code in (302, 303) and answer.headers["Location"].startswith("/j")
        if answer.status_code not in (401, 403, 404) and not is_sent_away:
            opened.append(f"{route} gave {answer.status_code}")
    print(f"\nS1: a stage credential was refused at {count} routes")
    assert count > 50
    assert opened == []


def test_the_stage_watches_no_other_meeting(services: Services, stage: Browser, cast: Cast) -> None:
    other = build_meeting(services, cast.place, title="另一场")
    assert stage.get(f"/m/{other}/stage").status_code in (401, 404)
    assert stage.get(f"/m/{other}/stage/map").status_code in (401, 404)


def test_the_stage_hears_the_room_and_asks_nothing(app: Flask, live: Live, stage: Browser, meeting: str) -> None:
    phone = Phone.connect(app, live, browser=stage)
    assert phone.ask("meeting:join", meeting=meeting)["ok"]
    assert phone.refusal("meeting:join", meeting=meeting, audience="desk") == ("forbidden", "forbidden")
    codes = {spec.name: phone.ask(spec.name, meeting=meeting) for spec in CATALOGUE if spec.name != "meeting:join"}
    assert [name for name, answer in codes.items() if answer["ok"]] == []


def test_the_stage_sees_what_the_room_sees_while_results_are_held(
    app: Flask, live: Live, hall: Hall, link: NewStageLink, stage: Browser
) -> None:
    hall.do(meetings.show_results, hall.cast.lin, results=ResultsVisibility.WITHHELD)
    phone = Phone.connect(app, live, browser=stage)
    snapshots = {one["topic"]: one for one in phone.ask("meeting:join", meeting=link.meeting)["data"]["snapshots"]}
    assert snapshots["tally"]["data"]["is_hidden"] is True
    assert "qr_token" not in str(snapshots["meeting"])


def test_a_link_ends_when_it_is_revoked(services: Services, cast: Cast, link: NewStageLink, stage: Browser) -> None:
    digest = digest_token(link.token)
    actor = actor_of(services, link)
    assert actor is not None and (actor.kind, actor.id, actor.meeting) == (ActorKind.STAGE, digest, link.meeting)
    services.writer.run(lambda work: stage_links.revoke_stage_link(work, cast.lin, stage_link_id=link.id))
    services.writer.run(lambda work: stage_links.revoke_stage_link(work, cast.lin, stage_link_id=link.id))
    assert actor_of(services, link) is None
    with services.database.read() as session:
        assert not stage_links.is_stage_valid(session, digest, services.clock.now())
        assert stage_links.open_links(session, link.meeting, services.clock.now()) == []
    assert stage.get(f"/m/{link.meeting}/stage").status_code == 401
    assert stage.get(f"/stage/{link.token}").status_code == 409


def test_a_link_ends_with_its_day_and_with_the_meeting(
    services: Services, hall: Hall, clock: StandingClock, link: NewStageLink
) -> None:
    second = services.writer.run(
        lambda work: stage_links.make_stage_link(work, hall.cast.lin, meeting_id=link.meeting, hours=1)
    )
    assert second.expires_at - clock.now() == timedelta(hours=1)
    assert link.expires_at - clock.now() == timedelta(hours=24)
    clock.advance(hours=2)
    assert actor_of(services, second) is None
    assert actor_of(services, link) is not None
    hall.close_meeting()
    assert actor_of(services, link) is None
    assert hall.refusal(stage_links_make, hall.cast.lin) == ("closed", "meeting.closed")


def stage_links_make(work: Any, actor: Actor, *, meeting_id: MeetingId, key: str) -> NewStageLink:
    assert key
    return stage_links.make_stage_link(work, actor, meeting_id=meeting_id)


def test_a_meeting_has_so_many_links_at_most(hall: Hall) -> None:
    for _ in range(MAX_OPEN):
        hall.services.writer.run(lambda work: stage_links.make_stage_link(work, hall.cast.lin, meeting_id=hall.meeting))
    assert hall.refusal(stage_links_make, hall.cast.lin) == ("conflict", "stage_link.enough")


def test_opening_a_link_signs_nobody_out(app: Flask, services: Services, cast: Cast, link: NewStageLink) -> None:
    browser = open_browser(app).sign_in(services, cast.lin)
    browser.get(f"/stage/{link.token}")
    assert browser.get(f"/m/{link.meeting}/desk").status_code == 200
    assert browser.get(f"/m/{link.meeting}/stage").status_code == 200


def test_the_desk_makes_lists_and_ends_links(services: Services, lin_browser: Browser, meeting: str) -> None:
    answer = lin_browser.post(f"/m/{meeting}/stage-links")
    assert answer.status_code == 200
    assert "http://localhost/stage/" in answer.text and "<svg" in answer.text
    with services.database.read() as session:
        (made,) = stage_links.open_links(session, meeting, services.clock.now())
    revoke = f"/m/{meeting}/desk/stage-links/{made.id}/revoke"
    assert revoke in lin_browser.get(f"/m/{meeting}/desk").text
    assert lin_browser.post(revoke).status_code == 303
    assert revoke not in lin_browser.get(f"/m/{meeting}/desk").text
    with services.database.read() as session:
        kinds = [event.kind for event in security_events(session, limit=50) if "stage_link" in event.kind]
    assert sorted(kinds) == [SecurityKind.STAGE_LINK_MADE, SecurityKind.STAGE_LINK_REVOKED]


def test_links_over_rest(app: Flask, services: Services, cast: Cast, lin_browser: Browser, meeting: str) -> None:
    base, head = f"/api/v1/meetings/{meeting}/stage-links", {"X-CSRF-Token": CSRF}
    made = lin_browser.client.post(base, json={"hours": 2}, headers=head)
    assert made.status_code == 201
    assert open_browser(app).get(made.get_json()["path"]).status_code == 303
    (listed,) = lin_browser.get(base).get_json()["items"]
    assert listed["id"] == made.get_json()["id"] and "token" not in listed and "digest" not in listed
    hai = open_browser(app).sign_in(services, cast.hai)
    assert hai.client.delete(f"{base}/{listed['id']}", headers=head).status_code == 404
    assert lin_browser.client.post(base, json={"hours": 25}, headers=head).status_code == 422
    assert lin_browser.client.delete(f"{base}/{listed['id']}", headers=head).status_code == 200
    assert lin_browser.get(base).get_json()["items"] == []


def test_a_link_of_one_meeting_is_not_ended_through_another(
    services: Services, cast: Cast, lin_browser: Browser, link: NewStageLink
) -> None:
    """S2: the link in the path must belong to the meeting in the path."""
    other = build_meeting(services, cast.place, title="另一场")
    head = {"X-CSRF-Token": CSRF}
    answer = lin_browser.client.delete(f"/api/v1/meetings/{other}/stage-links/{link.id}", headers=head)
    assert answer.status_code == 404
    assert lin_browser.post(f"/m/{other}/desk/stage-links/{link.id}/revoke").status_code == 404
    assert actor_of(services, link) is not None


def test_the_command_line_makes_lists_and_ends_links(services: Services, meeting: str) -> None:
    def refuse(*_: Any) -> Any:
        raise AssertionError("not needed here")

    def run(*words: str) -> str:
        tools = CommandContext(lambda: services.settings, lambda _: services, refuse, refuse, lambda _: 0, (), ())
        answer = CliRunner().invoke(cli, words, obj=tools)
        assert answer.exit_code == 0, answer.output
        return answer.output

    assert "/stage/" in run("stage", "link", meeting)
    (listed,) = run("stage", "list", meeting).splitlines()
    link = listed.split()[0]
    assert run("stage", "revoke", link) == "done\n"
    assert run("stage", "list", meeting) == "none\n"
    assert "stage_link_made" in run("security-log", "--limit", "50")
    assert '"stage_link_revoked"' in run("--json", "security-log", "--kind", "stage_link_revoked")
