"""S12: what leaves the house by export and ledger is what the reader's role needs, and each access is noted."""

import io
import json
import re
import zipfile
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from app.accounts import actions as accounts
from app.documents import bundle
from app.documents.formats import EXPORTS
from app.exports.dossier import dossier_of
from app.meetings import actions as meetings
from app.meetings.rules import ResultsVisibility
from app.platform.access.actors import SYSTEM, Actor, Role
from app.platform.access.security_log import SecurityKind, security_events
from app.platform.access.services import Services
from app.platform.access.sights import FULL_VIEW, SIGHTS, Sight, sights_of
from app.platform.storage import ledger
from app.proposals import actions as proposals
from app.proposals.rules import State
from app.themes import clustering
from app.themes import queries as themes
from app.voting.rules import Choice
from tests.builders import build_proposal, build_seat, react
from tests.clients import Browser, open_browser
from tests.hall import Hall
from tests.people import employ

HIDDEN = "王大明家欠物业费三年整"
WITHDRAWN = "我的电话一三八零零零零"
KEEPERS = {Role.ADMINISTRATOR, Role.FACILITATOR, Role.COFACILITATOR, Role.RECORDER, Role.COMMITTEE}
HOSTS = {Role.ADMINISTRATOR, Role.FACILITATOR, Role.COFACILITATOR}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


NOTHING_YET = frozenset({"resolution-docx", "resolution-pdf", "notice-docx", "notice-pdf"})
"""Papers that this meeting has no subject for."""
OF_NAMES = frozenset({"signin-full-docx", "signin-full-pdf"})
"""Papers for those alone who may see names."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A meeting with a hidden and a withdrawn text, reactions that are held back, and an open named poll."""

    hall: Hall
    seats: list[Actor]
    shown: str
    hidden: str
    poll: str

    def browser(self, app: Flask, role: Role) -> Browser:
        place = None if role is Role.ADMINISTRATOR else self.hall.cast.place
        return open_browser(app).sign_in(self.hall.services, employ(self.hall.services, f"r-{role}", role, place))

    def files(self, browser: Browser) -> dict[str, bytes]:
        """Every file of every format, zips and office files unpacked."""
        files: dict[str, bytes] = {}
        for format in EXPORTS:
            answer = browser.get(f"/api/v1/meetings/{self.hall.meeting}/exports/{format}")
            if format in NOTHING_YET:
                assert answer.get_json()["code"] == "paper.nothing"
                continue
            if format in OF_NAMES and answer.status_code == 403:
                assert answer.get_json()["code"] == "paper.names"
                continue
            assert answer.status_code == 200, (format, answer.status_code)
            files[format] = answer.data
            files.update(_unpacked(format, answer.data))
        return files

    def entries(self, browser: Browser) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = browser.get(f"/api/v1/meetings/{self.hall.meeting}/ledger?limit=1000").get_json()[
            "items"
        ]
        return items


def _unpacked(name: str, content: bytes) -> dict[str, bytes]:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return {}
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        files = {f"{name}/{inner}": packed.read(inner) for inner in packed.namelist()}
    return files | {key: value for inner, data in files.items() for key, value in _unpacked(inner, data).items()}


@pytest.fixture
def scene(hall: Hall) -> Scene:
    services, meeting = hall.services, hall.meeting
    seats = [build_seat(services, meeting) for _ in range(6)]
    shown = build_proposal(services, seats[0], meeting, "在三号楼旁建车棚")
    build_proposal(services, seats[1], meeting, "车棚要装充电桩")
    hidden = build_proposal(services, seats[2], meeting, HIDDEN)
    mine = build_proposal(services, seats[3], meeting, WITHDRAWN)
    for seat in seats:
        react(services, seat, meeting, shown)
        react(services, seat, meeting, hidden)
    clustering.cluster_meeting(services, meeting_id=meeting)
    hall.do(proposals.moderate_proposal, hall.cast.lin, proposal_id=hidden, state=State.HIDDEN, reason="点名")
    hall.do(proposals.withdraw_proposal, seats[3], proposal_id=mine)
    hall.do(meetings.show_results, hall.cast.lin, results=ResultsVisibility.WITHHELD)
    poll = hall.open_poll(is_secret=False)
    for seat in seats:
        hall.vote(poll, seat, Choice.NO)
    return Scene(hall, seats, shown, hidden, poll)


@pytest.mark.parametrize("role", list(Role))
def test_hidden_and_withdrawn_texts_are_for_keepers(app: Flask, scene: Scene, role: Role) -> None:
    browser = scene.browser(app, role)
    files = scene.files(browser)
    everything = "\n".join(content.decode("utf-8", "replace") for content in files.values())
    everything += json.dumps(scene.entries(browser), ensure_ascii=False)
    everything += browser.get(f"/office/meetings/{scene.hall.meeting}/ledger").text
    for text in (HIDDEN, WITHDRAWN):
        assert (text in everything) is (role in KEEPERS), role
    assert ("本件不含待审" in files["csv" if "csv" in files else "proposals-csv"].decode()) is (role not in KEEPERS)


@pytest.mark.parametrize("role", list(Role))
def test_reactions_by_seat_are_for_hosts_while_held_back(app: Flask, scene: Scene, role: Role) -> None:
    browser = scene.browser(app, role)
    files = scene.files(browser)
    votes = files["polis/votes.csv"].decode().strip().splitlines()
    assert (len(votes) > 1) is (role in HOSTS)
    cast = [entry for entry in scene.entries(browser) if entry["kind"] == "reaction.cast"]
    assert len(cast) == 12
    assert {entry["payload"] is not None for entry in cast} == {role in HOSTS}
    assert {entry["redacted"] for entry in cast} == {role not in HOSTS}


@pytest.mark.parametrize("role", list(Role))
def test_choices_of_an_open_named_poll_are_for_nobody(app: Flask, scene: Scene, role: Role) -> None:
    browser = scene.browser(app, role)
    ballots = [entry for entry in scene.entries(browser) if entry["kind"] == "ballot.cast"]
    assert [entry["payload"] for entry in ballots] == [None] * 6
    with zipfile.ZipFile(io.BytesIO(scene.files(browser)["bundle"])) as packed:
        lines = [json.loads(line) for line in packed.read(bundle.LEDGER).decode().splitlines()]
    assert [line["payload"] for line in lines if line["kind"] == "ballot.cast"] == [None] * 6
    assert all(line.get("redacted") for line in lines if line["kind"] == "ballot.cast")


@pytest.mark.parametrize("role", list(Role))
def test_choices_of_a_closed_named_poll_are_for_keepers(app: Flask, scene: Scene, role: Role) -> None:
    scene.hall.close_poll(scene.poll)
    ballots = [entry for entry in scene.entries(scene.browser(app, role)) if entry["kind"] == "ballot.cast"]
    assert {entry["payload"] is not None for entry in ballots} == {role in KEEPERS}


@pytest.mark.parametrize("role", list(Role))
def test_every_reader_gets_a_bundle_that_verifies(app: Flask, scene: Scene, role: Role) -> None:
    content = scene.browser(app, role).get(f"/api/v1/meetings/{scene.hall.meeting}/exports/bundle").data
    checked = bundle.check(content)
    assert (checked.meeting, checked.fault) == (scene.hall.meeting, None)


def test_a_redacted_vote_cannot_be_tried_out(app: Flask, scene: Scene) -> None:
    """The hash of a vote is that of a salted text: the few possible votes do not give it."""
    entries = scene.entries(scene.browser(app, Role.OBSERVER))
    cast = [entry for entry in entries if entry["kind"] in ("reaction.cast", "ballot.cast")]
    guesses = [
        {"proposal": one, "choice": choice}
        for one in (scene.shown, scene.hidden)
        for choice in ("agree", "disagree", "pass")
    ]
    guesses += [{"poll": scene.poll, "choice": choice} for choice in ("yes", "no", "abstain")]
    known = {ledger.digest(ledger.canonical(guess)) for guess in guesses}
    assert len(cast) == 18
    assert not known & {entry["payload_hash"] for entry in cast}
    assert len({entry["payload_hash"] for entry in cast}) == 18


def test_a_token_of_a_program_gives_what_its_person_may_see(app: Flask, scene: Scene) -> None:
    watcher = employ(scene.hall.services, "ou", Role.OBSERVER, scene.hall.cast.place)
    token = scene.hall.services.writer.run(lambda work: accounts.create_api_token(work, SYSTEM, email="ou@example.org"))
    answer = app.test_client().get(
        f"/api/v1/meetings/{scene.hall.meeting}/exports/json", headers={"Authorization": f"Bearer {token}"}
    )
    document = answer.get_json()
    assert answer.status_code == 200
    assert HIDDEN not in answer.text
    assert "hidden_texts" in document["left_out"]
    assert watcher.id


def test_what_was_hidden_leaves_every_page_of_residents(app: Flask, scene: Scene) -> None:
    """Neither wall, search, themes nor their labels tell of a text that was taken down, before the next grouping."""
    seat = open_browser(app).take_seat(scene.seats[0])
    base = f"/api/v1/meetings/{scene.hall.meeting}"
    for path in ("/proposals", "/themes", f"/similar?text={HIDDEN}", "/common-ground", ""):
        answer = seat.get(f"{base}{path}")
        assert answer.status_code == 200, path
        assert HIDDEN not in answer.text and "王大明" not in answer.text, path
    assert HIDDEN not in seat.get(f"/m/{scene.hall.meeting}/floor").text
    with scene.hall.services.database.read() as session:
        arranged = themes.arrangement_of(session, scene.hall.meeting)
    descriptions = [(theme.label, theme.keywords, theme.representative) for theme in arranged.themes]
    assert not re.search("大明|欠物|物业费", str(descriptions))
    assert scene.hidden not in str(arranged)


@pytest.mark.parametrize("role", [Role.HANDLER, Role.VERIFIER, Role.OBSERVER])
def test_counts_that_are_held_back_stay_held_from_onlookers(app: Flask, scene: Scene, role: Role) -> None:
    browser = scene.browser(app, role)
    items = browser.get(f"/api/v1/meetings/{scene.hall.meeting}/proposals").get_json()["items"]
    assert [item["tally"] for item in items] == [None] * len(items)
    document = json.loads(scene.files(browser)["json"])
    assert {line["tally"]["agree"] for line in document["proposals"]} == {0}
    assert document["shows_counts"] is False
    themes_told = browser.get(f"/api/v1/meetings/{scene.hall.meeting}/themes").get_json()["themes"]
    assert {theme["people"] for theme in themes_told} <= {None}


ACCESSES = {SecurityKind.EXPORT_READ, SecurityKind.LEDGER_READ}


def test_each_access_is_noted(app: Flask, scene: Scene) -> None:
    wen = open_browser(app).sign_in(scene.hall.services, scene.hall.cast.wen)
    meeting = scene.hall.meeting
    for path in (
        f"/api/v1/meetings/{meeting}/exports/json",
        f"/office/meetings/{meeting}/exports/bundle",
        f"/office/meetings/{meeting}/ledger",
        f"/api/v1/meetings/{meeting}/ledger",
    ):
        assert wen.get(path).status_code == 200
    with scene.hall.services.database.read() as session:
        events = [event for event in security_events(session, limit=50) if event.kind in ACCESSES]
    noted = {(event.kind, event.facts["format"]) for event in events}
    assert noted == {
        (SecurityKind.EXPORT_READ, "json"),
        (SecurityKind.EXPORT_READ, "bundle"),
        (SecurityKind.LEDGER_READ, "page"),
        (SecurityKind.LEDGER_READ, "api"),
    }
    assert {(event.actor, event.subject, event.address) for event in events} == {
        (scene.hall.cast.wen.id, meeting, "127.0.0.1")
    }


def test_a_refused_access_leaves_no_file_and_no_note(app: Flask, services: Services, scene: Scene) -> None:
    hai = open_browser(app).sign_in(services, scene.hall.cast.hai)
    assert hai.get(f"/api/v1/meetings/{scene.hall.meeting}/exports/json").status_code == 404
    assert hai.get(f"/api/v1/meetings/{scene.hall.meeting}/ledger").status_code == 404
    with services.database.read() as session:
        assert [event for event in security_events(session, limit=50) if event.kind in ACCESSES] == []


def test_the_table_of_sights_is_whole(database_url: str) -> None:
    assert set(SIGHTS) == set(Sight)
    assert set(Sight) - {Sight.OPEN_CHOICES} == FULL_VIEW
    assert database_url and sights_of(SYSTEM, "anywhere") == FULL_VIEW


def test_the_command_line_sees_all_but_open_choices(scene: Scene) -> None:
    now = scene.hall.services.clock.now()
    dossier = scene.hall.read(dossier_of, scene.hall.meeting, now)
    assert dossier.left_out == ("open_choices",)
    assert HIDDEN in {line.text for line in dossier.proposals}
    assert [entry.payload for entry in dossier.entries if entry.kind == "ballot.cast"] == [None] * 6
