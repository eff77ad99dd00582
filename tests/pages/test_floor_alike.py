"""After a post without script: support what was there already and take one's own back, or keep it."""

import re

import pytest

from app.meetings import actions as meetings
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.i18n import Locale, translator_of
from app.proposals import queries
from app.proposals.rules import State
from tests.builders import build_proposal
from tests.clients import Browser
from tests.people import Cast

THERE = "在三号楼旁边建一个电动车棚"
POSTED = "三号楼旁边，建一个电动车棚！"
words = translator_of(Locale.ZH_HANS)


@pytest.fixture
def there(services: Services, bo: Actor, meeting: str) -> str:
    """Bo's card, which was there already."""
    return build_proposal(services, bo, meeting, THERE)


def post(browser: Browser, meeting: str, text: str) -> tuple[str, str]:
    """(id of what is asked about, the page that answers)"""
    answer = browser.post(f"/m/{meeting}/proposals", text=text)
    match = re.search(r"posted=(\w+)", answer.location)
    return match[1] if match else "", browser.get(answer.location).text


def states_of(services: Services, meeting: str, seat: Actor) -> list[tuple[str, str]]:
    with services.database.read() as session:
        return [(view.text, view.state) for view in queries.own_proposals(session, seat.id)]


def agreed(services: Services, meeting: str) -> dict[str, int]:
    with services.database.read() as session:
        return {proposal: tally.agree for proposal, tally in queries.tallies_of(session, meeting).items()}


def test_the_answer_shows_what_was_there_and_the_own_card_stands(
    services: Services, mei: Actor, mei_browser: Browser, meeting: str, there: str
) -> None:
    _, page = post(mei_browser, meeting, POSTED)
    assert 'id="alike"' in page
    assert THERE in page[page.index('id="alike"') :].partition("</section>")[0]
    assert states_of(services, meeting, mei) == [(POSTED, State.VISIBLE)]
    assert 'id="alike"' not in mei_browser.get(f"/m/{meeting}/floor").text


def test_nothing_is_asked_where_nothing_is_alike(mei_browser: Browser, meeting: str, there: str) -> None:
    answer = mei_browser.post(f"/m/{meeting}/proposals", text="每周六上午大扫除")
    assert answer.location == f"/m/{meeting}/floor"


def test_support_instead_agrees_and_takes_the_own_card_back(
    services: Services, mei: Actor, mei_browser: Browser, meeting: str, there: str
) -> None:
    mine, _ = post(mei_browser, meeting, POSTED)
    answer = mei_browser.post(f"/m/{meeting}/proposals/{mine}/instead", original=there)
    assert answer.location == f"/m/{meeting}/floor"
    assert states_of(services, meeting, mei) == [(POSTED, State.WITHDRAWN)]
    assert agreed(services, meeting) == {there: 1}
    page = mei_browser.get(answer.location).text
    assert words("floor.alike.done") in page
    assert POSTED in page


def test_both_or_neither(
    services: Services, cast: Cast, mei: Actor, bo: Actor, mei_browser: Browser, meeting: str, there: str
) -> None:
    """Another's card is not taken back, and what is not to be supported leaves the own card where it is."""
    mine, _ = post(mei_browser, meeting, POSTED)
    assert mei_browser.post(f"/m/{meeting}/proposals/{there}/instead", original=mine).status_code == 404
    assert agreed(services, meeting) == {}
    assert mei_browser.post(f"/m/{meeting}/proposals/{mine}/instead", original="nosuchproposal00").status_code == 404
    assert states_of(services, meeting, mei) == [(POSTED, State.VISIBLE)]


def test_only_ones_own_card_is_asked_about(mei_browser: Browser, meeting: str, there: str) -> None:
    post(mei_browser, meeting, POSTED)
    assert 'id="alike"' not in mei_browser.get(f"/m/{meeting}/floor?posted={there}").text


def test_a_closed_meeting_asks_nothing(
    services: Services, cast: Cast, mei_browser: Browser, meeting: str, there: str
) -> None:
    mine, _ = post(mei_browser, meeting, POSTED)
    services.writer.run(lambda work: perform(work, meetings.close_meeting, cast.lin, meeting_id=meeting))
    assert 'id="alike"' not in mei_browser.get(f"/m/{meeting}/floor?posted={mine}").text
