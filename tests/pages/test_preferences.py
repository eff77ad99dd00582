"""After a choice one goes back to a page of this server, whatever address the form carried."""

import pytest

from app.pages.preferences import local_path
from tests.clients import Browser


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/office/?at=1", "/office/?at=1"),
        ("http://localhost/m/x/floor", "/m/x/floor"),
        ("", "/"),
        (None, "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/\x00/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http://[::1", "/"),
    ],
)
def test_only_a_path_of_this_server_is_left(address: str | None, path: str) -> None:
    assert local_path(address) == path


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_address_that_cannot_be_read_is_no_failure(browser: Browser) -> None:
    answer = browser.get("/account/sign-in", query_string={"next": "http://[::1"})
    assert answer.status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_redirect_repeats_the_host_that_was_sent(browser: Browser) -> None:
    answer = browser.get("/office", headers={"Host": "evil.example"})
    assert answer.status_code == 401
    assert "evil.example" not in answer.text
