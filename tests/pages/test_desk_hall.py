"""Acts of the desk on the meeting and its wall, as plain forms."""

from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.proposals import queries as proposals
from tests.builders import build_proposal, view_meeting
from tests.clients import Browser


def test_the_next_phase_is_one_press_away(lin_browser: Browser, services: Services, meeting: str) -> None:
    page = lin_browser.get(f"/m/{meeting}/desk").text
    assert 'name="to" value="triage"' in page

    answer = lin_browser.post(f"/m/{meeting}/desk/phase", to="triage")

    assert (answer.status_code, answer.location) == (303, f"/m/{meeting}/desk#phase")
    assert view_meeting(services, meeting).phase == "triage"


def test_a_step_back_wants_a_reason(lin_browser: Browser, services: Services, meeting: str) -> None:
    back = {"Referer": f"http://localhost/m/{meeting}/desk"}
    form = {"csrf": lin_browser.held("csrf"), "key": "a-key-of-the-desk", "to": "open"}

    refused = lin_browser.client.post(f"/m/{meeting}/desk/phase", data=form, headers=back, follow_redirects=True)
    assert "notice-error" in refused.text
    assert view_meeting(services, meeting).phase == "say"

    lin_browser.post(f"/m/{meeting}/desk/phase", to="open", reason="规则没讲完")
    assert view_meeting(services, meeting).phase == "open"


def test_time_is_added_and_taken(lin_browser: Browser, services: Services, meeting: str) -> None:
    before = view_meeting(services, meeting).phase_ends_at
    lin_browser.post(f"/m/{meeting}/desk/time", minutes="5")
    lin_browser.post(f"/m/{meeting}/desk/time", minutes="-1")
    after = view_meeting(services, meeting).phase_ends_at

    assert before is not None
    assert after is not None
    assert (after - before).total_seconds() == 240


def test_joining_closes_and_opens_under_the_same_code(lin_browser: Browser, services: Services, meeting: str) -> None:
    code = view_meeting(services, meeting).code
    lin_browser.post(f"/m/{meeting}/desk/settings", is_joinable="0")
    assert not view_meeting(services, meeting).is_joinable

    lin_browser.post(f"/m/{meeting}/desk/settings", is_joinable="1")
    assert view_meeting(services, meeting).is_joinable
    assert view_meeting(services, meeting).code == code


def test_one_setting_leaves_the_others(lin_browser: Browser, services: Services, meeting: str) -> None:
    lin_browser.post(f"/m/{meeting}/desk/settings", stage_view="ground")

    view = view_meeting(services, meeting)
    assert (view.stage_view, view.is_joinable, view.is_reviewed) == ("ground", True, False)


def test_the_end_is_final(lin_browser: Browser, services: Services, meeting: str) -> None:
    lin_browser.post(f"/m/{meeting}/desk/end")

    assert view_meeting(services, meeting).closed_at is not None
    assert "/desk/phase" not in lin_browser.get(f"/m/{meeting}/desk").text


def test_a_card_is_written_for_someone_without_a_phone(lin_browser: Browser, services: Services, meeting: str) -> None:
    lin_browser.post(f"/m/{meeting}/desk/proposals", text="给老人留两个宽位子")

    assert [view.text for view in _wall(services, meeting)] == ["给老人留两个宽位子"]


def test_a_repeated_press_writes_once(lin_browser: Browser, services: Services, meeting: str) -> None:
    for _ in range(2):
        lin_browser.post(f"/m/{meeting}/desk/proposals", text="同一张卡", key="pressed-twice")

    assert len(_wall(services, meeting)) == 1


def test_hiding_wants_a_reason_that_the_desk_then_shows(
    lin_browser: Browser, services: Services, meeting: str, mei: Actor
) -> None:
    proposal = build_proposal(services, mei, meeting)
    path = f"/m/{meeting}/desk/proposals/{proposal}"

    lin_browser.post(path, state="hidden")
    assert _wall(services, meeting)[0].state == "visible"

    lin_browser.post(path, state="hidden", reason="和三号重复")
    assert _wall(services, meeting)[0].state == "hidden"
    assert "和三号重复" in lin_browser.get(f"/m/{meeting}/desk").text


def test_a_card_of_another_meeting_is_not_found(
    lin_browser: Browser, services: Services, away: str, guo: Actor, meeting: str
) -> None:
    proposal = build_proposal(services, guo, away)

    assert lin_browser.post(f"/m/{meeting}/desk/proposals/{proposal}", state="held").status_code == 404


def _wall(services: Services, meeting: str) -> list[proposals.ProposalView]:
    with services.database.read() as session:
        return proposals.wall_of(session, meeting, is_desk=True)
