"""S3: floor, stage, desk and office in Chromium, every script loaded: none runs, the policy has nothing to report."""

from functools import partial

import pytest
from playwright.sync_api import Page

from app.accounts import actions as accounts
from app.factory import create_services
from app.meetings import actions as meetings
from app.organisations import actions as organisation_actions
from app.platform.access.actors import SYSTEM, Role
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.i18n import Locale, translator_of
from app.settings import Settings
from app.themes import actions as themes
from app.themes.rules import DraftTheme
from app.voting import actions as voting
from tests.browser import account_page
from tests.browser.windows import DESKTOP, PHONE, PROJECTOR, Windows
from tests.builders import build_proposal, move_to, view_meeting
from tests.hall import Hall
from tests.people import gather_cast
from tests.security.estate import build_room
from tests.security.scripts import SCRIPTS
from tests.servers import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
words = translator_of(Locale.ZH_HANS)
WATCH = """
window.executed = [];
window.reported = [];
window.xssprobe = (number) => window.executed.push(number);
window.alert = window.prompt = window.confirm = (text) => window.executed.push(String(text));
document.addEventListener('securitypolicyviolation', (event) =>
  window.reported.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));
"""
FOUND = "[window.executed, window.reported, document.querySelectorAll('xssprobe, [xssprobe], [id^=xssprobe]').length]"
VIEWS = ("wall", "themes", "poll", "cases")


@pytest.fixture
def product(new_product: Product) -> Product:
    return new_product


def test_s3_no_script_runs_on_any_audience(product: Product, windows: Windows) -> None:
    services = create_services(Settings(_env_file=None, data_dir=product.folder))
    meeting, link = load(services)
    desk = watched(windows.open("desk", DESKTOP))
    account_page.use_link(desk, words, f"{product.url}/account/link/{link}")
    floor = watched(windows.open("floor", PHONE))
    floor.goto(f"/j/{view_meeting(services, meeting).qr_token}")
    floor.get_by_role("button", name=words("join.join")).tap()
    floor.wait_for_url("**/floor")
    floor.wait_for_function("document.body.innerText.includes('xssprobe')")
    seen = [look(floor)]
    stage = watched(windows.open("stage", PROJECTOR))
    stage.context.add_cookies(
        [{"name": one["name"], "value": one["value"], "url": product.url} for one in desk.context.cookies()]  # type: ignore[typeddict-item]
    )
    for view in VIEWS:
        show = partial(perform, action=meetings.change_meeting, actor=SYSTEM, meeting_id=meeting, stage_view=view)
        services.writer.run(show)
        stage.goto(f"/m/{meeting}/stage")
        stage.wait_for_function("document.body.innerText.includes('xssprobe')")
        seen.append(look(stage))
    office = [f"/office/meetings/{meeting}", f"/office/meetings/{meeting}/ledger", "/office/cases", "/office/staff"]
    for path in (f"/m/{meeting}/desk", "/office/", "/office/places", *office):
        desk.goto(path)
        desk.wait_for_function("document.body.innerText.includes('xssprobe')")
        seen.append(look(desk))
    print(f"\nS3: {len(SCRIPTS)} payloads on {len(seen)} pages in Chromium: {seen}")
    assert seen == [[[], [], 0]] * len(seen)
    assert windows.faults == []
    services.database.dispose()


def load(services: Services) -> tuple[str, str]:
    """A meeting whose every text is a script, and a sign-in link for its administrator."""
    cast = gather_cast(services)
    place = services.writer.run(lambda work: organisation_actions.create_place(work, SYSTEM, name=SCRIPTS[0][:60]))
    room = build_room(services, cast, place)
    hall = Hall(services, cast, room.meeting, room.seat, room.seat)
    hall.close_poll(room.ids["poll"])
    move_to(services, room.meeting, "say")
    cards = [build_proposal(services, cast.lin, room.meeting, script) for script in SCRIPTS]
    draft = DraftTheme("shed", SCRIPTS[1], (SCRIPTS[2],), tuple(cards), cards[0], 0.5)
    services.writer.run(lambda work: themes.store_draft(work, meeting_id=room.meeting, themes=[draft], alone=[]))
    move_to(services, room.meeting, "discuss")
    for script in SCRIPTS[::12]:
        hall.open_case(hall.adopted(script), title=script, handler=script[:60])
    hall.go_to_vote()
    hall.do(voting.open_poll, cast.lin, question=SCRIPTS[4][:120], is_secret=False)
    hall.do(meetings.change_meeting, cast.lin, title=SCRIPTS[3][:120])
    email = "<img/src=x/onerror=xssprobe(999)>@example.org"
    link = services.writer.run(
        lambda work: accounts.add_staff(work, SYSTEM, email=email, role=Role.ADMINISTRATOR, place_id=None)
    )
    return room.meeting, link


def watched(page: Page) -> Page:
    """A window that counts what runs, and what the policy reports."""
    page.add_init_script(WATCH)
    return page


def look(page: Page) -> object:
    """What ran, what was reported, and how many elements a payload made, after everything has been opened and moved."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.evaluate(FOUND)
