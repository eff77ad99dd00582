"""Parts of admission by themselves: ids in nested items, receipts of another kind, headers of early answers, hashes."""

import pytest

from app.platform.access.gate import id_names, ids_in
from app.platform.access.secrets import hash_password, is_outdated
from app.platform.errors import DomainError
from app.platform.ids import Id
from app.platform.live.specs import Payload
from app.platform.storage.ledger import Receipt
from app.platform.web.headers import headers_of
from app.settings import Settings

FIRST, SECOND, THIRD = ("a" * 16, "b" * 16, "c" * 16)


class Item(Payload):
    proposal: Id


class Nested(Payload):
    items: tuple[Item, ...] = ()
    one: Item | None = None


def test_ids_are_found_in_lists_of_items_and_in_single_items() -> None:
    both = Nested(items=(Item(proposal=FIRST), Item(proposal=SECOND)), one=Item(proposal=THIRD))
    assert sorted(ids_in(both)["proposal"]) == [FIRST, SECOND, THIRD]
    assert ids_in(Nested()) == {}
    assert id_names(Nested) == {"proposal"}


def test_a_receipt_of_another_kind_of_write_has_not_the_fact_asked_for() -> None:
    receipt = Receipt("polls", 7, {"poll": FIRST})
    assert receipt.fact("poll") == FIRST
    with pytest.raises(DomainError, match="key.used"):
        receipt.fact("resolution")


def test_an_answer_before_the_guard_carries_the_security_headers(settings: Settings) -> None:
    environ = {"HTTP_HOST": "localhost", "wsgi.url_scheme": "http", "PATH_INFO": "/"}
    known = dict(headers_of(settings, environ))
    assert known["X-Content-Type-Options"] == "nosniff"
    assert "ws://localhost" in known["Content-Security-Policy"]
    strange = dict(headers_of(settings, {**environ, "HTTP_HOST": "bad host/"}))
    assert "bad host" not in strange["Content-Security-Policy"]


def test_a_hash_that_is_none_of_ours_is_outdated() -> None:
    assert is_outdated("no hash at all")
    assert not is_outdated(hash_password("correct horse battery"))
