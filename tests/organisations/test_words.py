"""`set_words` and `words_of`: what a place says of its own language, by whom, and who may."""

import json

import pytest
from flask import Flask

from app.organisations import actions as organisation_actions
from app.organisations import queries as organisations
from app.organisations.rules import Words
from app.platform.access.services import Services
from app.platform.errors import DomainError
from app.platform.storage import ledger
from tests.clients import Browser, open_browser
from tests.people import Cast


def words_of(services: Services, place: str) -> Words:
    with services.database.read() as session:
        return organisations.words_of(session, place)


def set_words(services: Services, cast: Cast, words: Words) -> Words:
    return services.writer.run(
        lambda work: organisation_actions.set_words(work, cast.lin, place_id=cast.place, words=words)
    )


def entries(services: Services, place: str) -> list[tuple[str, object]]:
    with services.database.read() as session:
        assert ledger.verify_chain(session, place) is None
        recorded = [entry for entry in ledger.entries_of(session, place) if entry.kind == "place.words_set"]
        return [(entry.actor, json.loads(entry.payload or "{}")["user"]) for entry in recorded]


def test_a_place_has_no_words_until_somebody_lists_them(services: Services, cast: Cast) -> None:
    assert words_of(services, cast.place) == Words()


def test_words_are_kept_without_blanks_and_repetitions(services: Services, cast: Cast) -> None:
    words = Words(("的", "", "的"), ("桂花苑", "三号楼"), (("电动车", "电瓶车", "电动车"), ("独一个",)))
    clean_words = Words(("的",), ("桂花苑", "三号楼"), (("电动车", "电瓶车"),))
    assert set_words(services, cast, words) == clean_words == words_of(services, cast.place)
    assert words_of(services, cast.elsewhere) == Words()
    assert clean_words.same == {"电瓶车": "电动车"}


def test_the_chain_of_the_place_says_who_changed_what(services: Services, cast: Cast) -> None:
    for words in (Words(user=("桂花苑",)), Words(user=("桂花苑",)), Words()):
        set_words(services, cast, words)
    assert entries(services, cast.place) == [(cast.lin.id, ["桂花苑"]), (cast.lin.id, [])]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (Words(stop=("长" * 21,)), "words.long"),
        (Words(user=tuple(map(str, range(501)))), "words.many"),
        (Words(synonyms=(("a", "b"), ("c", "b"))), "words.twice"),
        (Words(examples=(("noise", "吵"), ("hours", "吵"))), "words.twice"),
        (Words(examples=(("noise", "长" * 101),)), "words.long"),
        (Words(examples=tuple(("noise", str(number)) for number in range(301))), "words.many"),
    ],
)
def test_what_is_no_list_of_words_is_refused(services: Services, cast: Cast, words: Words, code: str) -> None:
    with pytest.raises(DomainError, match=code):
        set_words(services, cast, words)
    assert words_of(services, cast.place) == Words()


def test_the_page_takes_lists_as_people_write_them(services: Services, cast: Cast, lin_browser: Browser) -> None:
    path = f"/office/places/{cast.place}/words"
    sent = {"stop": "小区，业主", "user": "桂花苑\n三号楼 ", "synonyms": "电动车=电瓶车\n\n楼道、走道"}
    assert lin_browser.post(path, **sent).status_code == 303
    assert words_of(services, cast.place) == Words(
        ("小区", "业主"), ("桂花苑", "三号楼"), (("电动车", "电瓶车"), ("楼道", "走道"))
    )
    assert "电动车 = 电瓶车" in lin_browser.get(path).text
    assert path in lin_browser.get("/office/").text


def test_names_keep_their_signs_and_blanks_however_often_the_page_is_sent(
    services: Services, cast: Cast, lin_browser: Browser
) -> None:
    path = f"/office/places/{cast.place}/words"
    names = ("Edu Trust认证点", "A/B座", "C区2#楼", "WiFi", "VIP", "2号楼", "B1")
    sent = "Edu Trust认证点，A/B座 C区2#楼\nWiFi\nVIP\n2号楼 B1"
    for _ in range(2):
        assert lin_browser.post(path, user=sent).status_code == 303
        assert words_of(services, cast.place).user == names
        sent = "\n".join(names)
        assert sent in lin_browser.get(path).text.replace("\r", "")


def test_another_places_staff_and_its_own_recorder_change_nothing(app: Flask, services: Services, cast: Cast) -> None:
    path = f"/office/places/{cast.place}/words"
    for stranger, status in ((cast.hai, 404), (cast.fang, 403)):
        browser = open_browser(app).sign_in(services, stranger)
        assert browser.post(path, user="我的").status_code == status
    assert words_of(services, cast.place) == Words()
