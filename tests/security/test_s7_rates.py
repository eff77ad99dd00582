"""S7: whoever is too fast is told to wait; a hall that joins from one address is not."""

import json
import re
import threading
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from app.factory import create_services
from app.platform.access.actors import Actor
from app.platform.access.limits import LARGEST_OUTBOX
from app.platform.access.services import Services
from app.platform.errors import DomainError, ErrorKind
from app.settings import Settings
from tests.builders import build_meeting, build_proposal, new_key, view_meeting
from tests.clients import Browser, Phone
from tests.people import gather_cast
from tests.servers import run_product

JOINS, AT_ONCE, PATIENCE = 500, 20, 60
FIELD = re.compile(r'name="csrf" value="([^"]+)"')
pytestmark = pytest.mark.usefixtures("full_limits")
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def outbox_of(proposal: str, count: int) -> list[dict[str, str]]:
    return [{"key": new_key(), "proposal": proposal, "choice": "agree"} for _ in range(count)]


@sqlite
def test_s7_an_outbox_of_a_hundred_is_taken_and_a_flood_is_not(
    services: Services, mei_phone: Phone, mei: Actor, meeting: str
) -> None:
    proposal = build_proposal(services, mei, meeting)
    drained = mei_phone.ask("reactions:cast", items=outbox_of(proposal, LARGEST_OUTBOX))
    assert [answer["ok"] for answer in drained["data"]] == [True] * LARGEST_OUTBOX
    again = [mei_phone.ask("reactions:cast", items=outbox_of(proposal, LARGEST_OUTBOX)) for _ in range(5)]
    assert {answer["error"]["kind"] for answer in again} == {"too_fast"}
    assert all(answer["error"]["wait_ms"] > 0 for answer in again)


@sqlite
def test_s7_the_rate_comes_before_the_payload(mei_phone: Phone) -> None:
    answers = [mei_phone.wire.emit("proposal:submit", {"nonsense": 1}, callback=True) for _ in range(120)]
    kinds = [answer["error"]["kind"] for answer in answers]
    assert kinds == ["invalid"] * 50 + ["too_fast"] * 70


@sqlite
def test_s7_what_one_may_never_do_is_counted_too(mei_phone: Phone) -> None:
    kinds = [mei_phone.refusal("phase:move", to="say")[0] for _ in range(120)]
    assert set(kinds) == {"forbidden", "too_fast"}


@sqlite
def test_s7_staff_joins_and_questions_have_limits(lin_desk: Phone, mei_phone: Phone, meeting: str) -> None:
    joins = [mei_phone.ask("meeting:join", meeting=meeting) for _ in range(80)]
    assert joins[0]["ok"] and any(not answer["ok"] and answer["error"]["kind"] == "too_fast" for answer in joins)
    writes = [lin_desk.wire.emit("phase:extend", {}, callback=True)["error"]["kind"] for _ in range(700)]
    assert writes[0] == "invalid" and "too_fast" in writes


@sqlite
def test_s7_reads_over_http_have_a_limit(mei_browser: Browser, services: Services, mei: Actor, meeting: str) -> None:
    path = f"/api/v1/meetings/{meeting}"
    assert mei_browser.get(path).status_code == 200
    services.limits.reads.take(mei.id, int(services.limits.reads.level(mei.id)))
    refused = [mei_browser.get(path) for _ in range(50)]
    assert {answer.status_code for answer in refused} == {429}
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in refused)


@sqlite
def test_s7_one_seat_too_fast_holds_up_no_other(services: Services, mei: Actor, bo: Actor) -> None:
    with pytest.raises(DomainError) as refused:
        for _ in range(200):
            services.limits.take_write(mei)
    assert refused.value.kind is ErrorKind.TOO_FAST
    services.limits.take_write(bo)


@pytest.mark.nightly
@pytest.mark.timeout(900)
def test_s7_five_hundred_join_from_one_address(tmp_path_factory: pytest.TempPathFactory) -> None:
    """By page, with all that a phone asks for; nobody is refused, whether they come evenly or all at once."""
    folder = tmp_path_factory.mktemp("joins")
    refused: list[str] = []
    with run_product(folder, WITH_WORKER="false") as product:
        services = create_services(Settings(_env_file=None, data_dir=folder))
        meeting = view_meeting(services, build_meeting(services, gather_cast(services).place))
        left = iter(range(JOINS))

        def arrive() -> None:
            for _ in left:
                try:
                    _join(product.url, meeting.code, meeting.id)
                except OSError as error:
                    refused.append(repr(error))

        threads = [threading.Thread(target=arrive) for _ in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        services.database.dispose()
    assert refused == []


def _join(url: str, code: str, meeting: str) -> None:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    page = browser.open(f"{url}/j/{code}", timeout=PATIENCE).read().decode()
    for path in re.findall(r'"(/static/[^"]+)"', page):
        browser.open(url + path, timeout=PATIENCE).read()
    csrf = FIELD.search(page)
    assert csrf is not None
    form = urlencode({"csrf": csrf[1], "key": new_key(), "alias": ""}).encode()
    floor = browser.open(f"{url}/j/{code}", form, timeout=PATIENCE)
    assert meeting in floor.geturl()
    token = re.search(r'"seat":\s*"([^"]+)"', floor.read().decode())
    base = f"{url}/socket.io/?EIO=4&transport=polling"
    sid = json.loads(build_opener().open(base, timeout=PATIENCE).read()[1:])["sid"]
    auth = json.dumps({"seat": token[1] if token else ""})
    build_opener().open(Request(f"{base}&sid={sid}", f"40{auth}".encode()), timeout=PATIENCE).read()
