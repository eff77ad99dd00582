"""Acts of the desk on themes, texts, polls and cases, as plain forms."""

import pytest
from flask import Flask

from app.cases import queries as cases
from app.pages.desk.posts import edit_of
from app.pages.schemas import ThemeForm
from app.platform.access.actors import Actor, Role
from app.platform.access.services import Services
from app.resolutions import queries as resolutions
from app.themes import actions as theme_actions
from app.themes import queries as themes
from app.themes.rules import DraftTheme
from app.voting import actions as voting
from app.voting import queries as voting_queries
from app.voting.rules import Choice
from tests.builders import build_proposal, move_to, new_key
from tests.clients import Browser, open_browser
from tests.people import Cast, employ


@pytest.fixture
def drafted(services: Services, meeting: str, mei: Actor) -> list[str]:
    """Two themes of two and one proposals; returns the proposals."""
    ids = [build_proposal(services, mei, meeting, text) for text in ("建车棚", "装喷淋", "清楼道")]
    drafts = [
        DraftTheme("shed", "车棚", ("车棚",), tuple(ids[:2]), ids[0], 0.5),
        DraftTheme("stairs", "楼道", ("楼道",), (ids[2],), ids[2], 1.0),
    ]
    services.writer.run(lambda work: theme_actions.store_draft(work, meeting_id=meeting, themes=drafts, alone=[]))
    return ids


def test_chosen_proposals_move_to_another_theme(
    lin_browser: Browser, services: Services, meeting: str, drafted: list[str]
) -> None:
    lin_browser.post(f"/m/{meeting}/desk/themes", op="move", theme="shed", proposals=[drafted[1]], into="stairs")

    assert _members(services, meeting) == {"车棚": [drafted[0]], "楼道": [drafted[2], drafted[1]]}


def test_chosen_proposals_become_a_theme_of_their_own(
    lin_browser: Browser, services: Services, meeting: str, drafted: list[str]
) -> None:
    form = {"op": "move", "theme": "shed", "proposals": [drafted[1]], "into": "", "label": "喷淋"}
    lin_browser.post(f"/m/{meeting}/desk/themes", **form)

    assert _members(services, meeting) == {"车棚": [drafted[0]], "喷淋": [drafted[1]], "楼道": [drafted[2]]}


def test_merge_rename_dismiss_and_undo(
    lin_browser: Browser, services: Services, meeting: str, drafted: list[str]
) -> None:
    path = f"/m/{meeting}/desk/themes"
    lin_browser.post(path, op="merge", theme="stairs", into="shed")
    lin_browser.post(path, op="rename", theme="shed", label="车棚和楼道")
    assert _members(services, meeting) == {"车棚和楼道": drafted}

    lin_browser.post(path, op="dismiss", theme="shed")
    assert _members(services, meeting) == {}

    lin_browser.post(path, op="undo")
    assert _members(services, meeting) == {"车棚和楼道": drafted}


def test_the_machine_is_asked_for_themes(lin_browser: Browser, services: Services, meeting: str) -> None:
    answer = lin_browser.post(f"/m/{meeting}/desk/themes/suggest")

    assert answer.location == f"/m/{meeting}/desk#themes"


def test_from_a_theme_to_a_case(
    lin_browser: Browser, services: Services, meeting: str, mei: Actor, drafted: list[str]
) -> None:
    desk = f"/m/{meeting}/desk"
    assert "1. 建车棚\n2. 装喷淋" in lin_browser.get(desk).text

    lin_browser.post(f"{desk}/resolutions", theme="shed", title="建车棚", text="1. 建车棚")
    resolution = _resolution(services, meeting)
    lin_browser.post(f"{desk}/resolutions/{resolution.id}", title="建带喷淋的车棚", text="1. 建车棚\n2. 装喷淋")
    move_to(services, meeting, "decide")
    lin_browser.post(f"{desk}/resolutions/{resolution.id}/poll", rule="R0", is_secret="0")
    poll = _resolution(services, meeting).poll
    assert poll is not None
    _vote(services, mei, meeting, poll.id)

    lin_browser.post(f"{desk}/polls/{poll.id}/close")
    assert "✓ " in lin_browser.get(desk).text
    assert _resolution(services, meeting).state == "carried"

    lin_browser.post(f"{desk}/resolutions/{resolution.id}/adopt", reservations="担心噪音\n\n半年后评估\n")
    adopted = _resolution(services, meeting)
    assert (adopted.state, adopted.reservations) == ("adopted", ("担心噪音", "半年后评估"))
    assert adopted.title == "建带喷淋的车棚"

    lin_browser.post(f"{desk}/resolutions/{resolution.id}/cases", handler="物业", due_on="2026-12-31", title="")
    with services.database.read() as session:
        case = cases.cases_of(session, meeting)[0]
    assert (case.title, case.handler, str(case.due_on)) == ("建带喷淋的车棚", "物业", "2026-12-31")
    assert lin_browser.post(f"{desk}/cases/{case.id}", to="triaged").location == f"{desk}#cases"


def test_an_open_poll_tells_how_many_and_not_what(
    lin_browser: Browser, services: Services, meeting: str, mei: Actor
) -> None:
    move_to(services, meeting, "decide")
    lin_browser.post(f"/m/{meeting}/desk/polls", question="要不要装摄像头？", is_secret="1")
    with services.database.read() as session:
        poll = voting_queries.polls_of(session, meeting)[0]
    _vote(services, mei, meeting, poll.id)
    page = lin_browser.get(f"/m/{meeting}/desk").text

    assert "要不要装摄像头" in page
    assert "bar-yes" not in page


def test_the_committee_does_not_edit_themes(
    browser: Browser, services: Services, cast: Cast, meeting: str, drafted: list[str]
) -> None:
    browser.sign_in(services, cast.wen)

    assert browser.post(f"/m/{meeting}/desk/themes", op="dismiss", theme="shed").status_code == 403
    assert len(_members(services, meeting)) == 2


def test_what_one_may_not_do_is_not_offered(
    app: Flask, services: Services, cast: Cast, meeting: str, mei: Actor
) -> None:
    """A co-facilitator runs the poll; adopting is the facilitator's."""
    desk = f"/m/{meeting}/desk"
    lin_browser = open_browser(app).sign_in(services, cast.lin)
    helper = open_browser(app).sign_in(services, employ(services, "co", Role.COFACILITATOR, cast.place))
    lin_browser.post(f"{desk}/resolutions", title="建车棚", text="1. 建车棚")
    resolution = _resolution(services, meeting)
    move_to(services, meeting, "decide")
    helper.post(f"{desk}/resolutions/{resolution.id}/poll", is_secret="0")
    poll = _resolution(services, meeting).poll
    assert poll is not None
    _vote(services, mei, meeting, poll.id)
    helper.post(f"{desk}/polls/{poll.id}/close")

    assert f"{resolution.id}/adopt" in lin_browser.get(desk).text
    assert f"{resolution.id}/adopt" not in helper.get(desk).text


def test_a_form_speaks_of_one_edit() -> None:
    form = ThemeForm(key=new_key(), meeting="aaaaaaaaaaaaaaaa", op="merge", theme="a", into="b")
    merged = edit_of(form)

    assert merged == {"op": "merge", "theme": "b", "others": ["a"]}
    assert edit_of(form.model_copy(update={"op": "undo"}))["op"] == "undo"


def _members(services: Services, meeting: str) -> dict[str, list[str]]:
    with services.database.read() as session:
        return {theme.label: list(theme.members) for theme in themes.arrangement_of(session, meeting).themes}


def _resolution(services: Services, meeting: str) -> resolutions.ResolutionView:
    with services.database.read() as session:
        return resolutions.resolutions_of(session, meeting)[0]


def _vote(services: Services, seat: Actor, meeting: str, poll: str) -> None:
    services.writer.run(
        lambda work: voting.cast_ballot(work, seat, meeting_id=meeting, poll_id=poll, choice=Choice.YES, key=new_key())
    )
