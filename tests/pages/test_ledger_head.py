"""The head of the record for everybody: its page, its square, the corner of the stage."""

from app.platform.storage import ledger
from app.platform.storage.signing.fingerprints import fingerprint_of
from tests.clients import Browser
from tests.hall import Hall


def test_everybody_may_read_the_fingerprint_and_check_an_earlier_one(browser: Browser, hall: Hall) -> None:
    number, mark = hall.read(ledger.head_of, hall.meeting)
    page = browser.client.get(f"/m/{hall.meeting}/ledger-head")
    public = hall.services.signer.public_keys[hall.services.signer.key_id].hex()
    assert page.status_code == 200
    assert fingerprint_of(mark) in page.text
    assert public in page.text
    hall.draft()
    address = f"/m/{hall.meeting}/ledger-head?number={number}&head={fingerprint_of(mark)}"
    assert "notice-error" not in browser.client.get(address).text
    assert "✓" in browser.client.get(address).text
    gone = f"/m/{hall.meeting}/ledger-head?number={number + 1}&head={fingerprint_of(mark)}"
    assert "notice-error" in browser.client.get(gone).text


def test_the_square_is_drawn_for_fingerprints_alone(browser: Browser, hall: Hall) -> None:
    _, mark = hall.read(ledger.head_of, hall.meeting)
    path = f"/m/{hall.meeting}/ledger-head/square.svg"
    drawn = browser.client.get(f"{path}?number=3&head={fingerprint_of(mark)}")
    assert (drawn.status_code, drawn.mimetype) == (200, "image/svg+xml")
    assert browser.client.get(f"{path}?number=3&head=%3Cscript%3E").status_code == 404
    assert browser.client.get("/m/nomeeting/ledger-head").status_code == 404


def test_the_stage_has_it_in_its_corner(lin_browser: Browser, mei_browser: Browser, hall: Hall) -> None:
    number, mark = hall.read(ledger.head_of, hall.meeting)
    facts = lin_browser.client.get(f"/m/{hall.meeting}/ledger-head/facts").get_json()
    assert (facts["number"], facts["fingerprint"]) == (number, fingerprint_of(mark))
    assert lin_browser.client.get(facts["square"]).status_code == 200
    assert mei_browser.client.get(f"/m/{hall.meeting}/ledger-head/facts").get_json() == facts
    assert fingerprint_of(mark) in lin_browser.client.get(f"/m/{hall.meeting}/desk").text
