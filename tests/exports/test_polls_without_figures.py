"""A voided poll, a withheld poll and one of few ballots say so in the same words on every page and in every paper."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from lxml import html

from app.exports.dossier import dossier_of
from app.platform.i18n import Locale
from app.platform.live.specs import Audience
from app.voting import actions, snapshots
from app.voting.rules import Choice
from tests.clients import open_browser
from tests.exports.packing import pack
from tests.exports.paper_reader import read_json, read_minutes, read_page, read_workbook, squeeze, unpack
from tests.hall import Hall

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a poll ends, and its words in the languages that pages are read in."""

    ballots: int
    end: Callable[[Hall, str], object]
    words: dict[str, str]


def void(hall: Hall, poll: str) -> object:
    return hall.do(actions.void_poll, hall.cast.lin, poll_id=poll, reason="停电了")


ENDED = {
    "voided": Ended(6, void, {"zh-Hans": "这次表决已作废：停电了", "en": "This vote was voided: 停电了"}),
    "withheld": Ended(
        1,
        Hall.close_poll,
        {
            "zh-Hans": "3 人里 1 人投票。只有1张无记名票，公布结果就等于公开选择，所以没有开票。可以改用记名表决。",
            "en": "1 of 3 voted. Only 1 secret ballot: a result would show who chose what, so it was not opened. "
            "A vote by name is possible.",
        },
    ),
    "few": Ended(
        3,
        Hall.close_poll,
        {
            "zh-Hans": "5 人里 3 人投票，通过。不足 5 票，不公布分布。",
            "en": "3 of 5 voted, carried. Fewer than 5 ballots: how they were cast is not published.",
        },
    ),
}


@pytest.fixture(params=ENDED)
def ended(request: pytest.FixtureRequest, hall: Hall) -> Ended:
    """The meeting with one poll on a question and one on a resolution that ended in the same way."""
    ending = ENDED[request.param]
    seats = hall.seats(ending.ballots)
    for poll in (hall.open_poll(), hall.put_to_vote(hall.draft())):
        for seat in seats:
            hall.vote(poll, seat, Choice.YES)
        ending.end(hall, poll)
    return ending


def test_every_paper_says_why_there_are_no_figures(hall: Hall, ended: Ended) -> None:
    dossier = hall.read(dossier_of, hall.meeting, hall.services.clock.now(), signer=hall.services.signer)
    files = unpack(pack(dossier))
    result = ended.words["zh-Hans"]
    readings = [
        (read_minutes(files["文书/会议纪要.docx"]), squeeze(result)),
        (read_workbook(files["会议台账.xlsx"]), result),
        (read_json(files["会议数据.json"]), result),
    ]
    for said, told in readings:
        assert sorted((poll.title, poll.result) for poll in said.polls) == [("建电动车棚", told), ("建车棚吗", told)]
    tallies = [poll["tally"] for poll in json.loads(files["会议数据.json"])["polls"]]
    assert tallies == [None, None]


@pytest.mark.parametrize("locale", ["zh-Hans", "en"])
def test_every_page_says_it_in_the_readers_language(app: Flask, hall: Hall, ended: Ended, locale: str) -> None:
    staff = open_browser(app).sign_in(hall.services, hall.cast.lin)
    resident = open_browser(app).take_seat(hall.mei)
    pages = {
        f"/office/meetings/{hall.meeting}": staff,
        f"/m/{hall.meeting}/desk": staff,
        f"/m/{hall.meeting}/floor": resident,
    }
    for path, browser in pages.items():
        page = html.fromstring(browser.get(path, headers={"Accept-Language": locale}).text)
        sentences = [one.text_content() for one in page.xpath("//p[@class='poll-words']")]
        assert sentences == [ended.words[locale]] * 2, path


def test_the_stage_and_the_phones_are_told_the_same(hall: Hall, ended: Ended) -> None:
    polls = hall.read(snapshots.read_polls, hall.meeting, Audience.ROOM).polls
    assert [poll.in_words[Locale(locale)] for poll in polls for locale in ended.words] == [*ended.words.values()] * 2


def test_the_office_page_lists_both(app: Flask, hall: Hall, ended: Ended) -> None:
    staff = open_browser(app).sign_in(hall.services, hall.cast.wen)
    said = read_page(staff.get(f"/office/meetings/{hall.meeting}").text)
    assert {(poll.title, poll.result) for poll in said.polls} == {
        ("建电动车棚", ended.words["zh-Hans"]),
        ("建车棚吗", ended.words["zh-Hans"]),
    }


def test_the_floor_shows_every_resolution_that_was_put_to_the_vote(app: Flask, hall: Hall) -> None:
    for title in ("甲案", "乙案"):
        hall.carry(hall.draft(title))
    page = html.fromstring(open_browser(app).take_seat(hall.mei).get(f"/m/{hall.meeting}/floor").text)
    titles = page.xpath("//section[@id='results']//h3")
    assert sorted(title.text_content() for title in titles) == ["乙案", "甲案"]  # both drafted at the same moment
