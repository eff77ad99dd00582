"""The office's page that brings a file in: what it says, what it keeps, who may."""

import io
import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.meetings import queries as meetings
from app.platform.access.services import Services
from app.proposals import queries as proposals
from app.settings import Settings
from tests.builders import new_key
from tests.clients import Browser, open_browser
from tests.people import Cast
from tests.proposals.reading.makers import separated, workbook, zipped
from tests.proposals.reading.test_conversations import COMMENTS, VOTES

LIST = separated([["序号", "提议"], ["1", "装路灯"], ["2", ""], ["3", "修台阶"]]).encode("gbk")


@pytest.fixture
def wen(app: Flask, services: Services, cast: Cast) -> Browser:
    return open_browser(app).sign_in(services, cast.wen)


def send(browser: Browser, content: bytes, name: str, **form: str) -> TestResponse:
    return browser.post("/office/import", file=(io.BytesIO(content), name), key=new_key(), **form)


def made_by(answer: TestResponse) -> str:
    match = re.search(r"/office/meetings/([a-z0-9]+)", answer.text)
    assert match is not None, answer.text
    return match[1]


def test_a_list_becomes_a_meeting_and_the_page_says_what_was_read(services: Services, cast: Cast, wen: Browser) -> None:
    answer = send(wen, LIST, "清单.csv", place=cast.place, title="灯和台阶")
    assert answer.status_code == 200
    assert "读了 3 行，导入 2 行，略过 1 行" in answer.text
    assert "略过 1 行，没有文字：3" in answer.text
    with services.database.read() as session:
        assert [card.text for card in proposals.wall_of(session, made_by(answer))] == ["装路灯", "修台阶"]
        assert meetings.meeting_of(session, made_by(answer)).title == "灯和台阶"


def test_a_zip_becomes_a_conversation(services: Services, cast: Cast, wen: Browser) -> None:
    content = zipped({"a-comments.csv": COMMENTS, "a-votes.csv": VOTES})
    answer = send(wen, content, "a.zip", place=cast.place)
    assert "3 条提议，2 人，3 次表态" in answer.text
    page = wen.get(f"/office/meetings/{made_by(answer)}").text
    assert "2 人（来自导入的对话，不算到会）" in page


def test_a_file_that_cannot_be_read_keeps_what_was_typed(cast: Cast, wen: Browser) -> None:
    typed = {"title": "灯和台阶", "column": "没有这列", "sheet": "表"}
    answer = send(wen, workbook({"表": [["提议"], ["装路灯"]]}), "list.xlsx", place=cast.place, **typed)
    assert answer.status_code == 422
    assert "没有“没有这列”这一列" in answer.text
    assert all(f'value="{text}"' in answer.text for text in typed.values())


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 broken", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)]
)
def test_what_is_no_list_is_refused_in_words(cast: Cast, wen: Browser, content: bytes) -> None:
    answer = send(wen, content, "list.xlsx", place=cast.place)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text and "list.xlsx" in answer.text


def test_no_file_is_said(cast: Cast, wen: Browser) -> None:
    assert "请选择一个文件" in wen.post("/office/import", key=new_key(), place=cast.place).text


def test_the_form_is_offered_to_those_who_may_set_meetings_up(
    app: Flask, services: Services, cast: Cast, wen: Browser
) -> None:
    assert "/office/import" in wen.get("/office/").text
    assert wen.get("/office/import").status_code == 200
    fang = open_browser(app).sign_in(services, cast.fang)
    assert "/office/import" not in fang.get("/office/").text
    assert fang.get("/office/import").status_code == 403
    assert send(fang, LIST, "list.csv", place=cast.place).status_code == 403


def test_nothing_is_brought_to_another_place(cast: Cast, wen: Browser) -> None:
    assert send(wen, LIST, "list.csv", place=cast.elsewhere).status_code == 404


def test_a_file_may_be_larger_than_what_else_is_sent(settings: Settings, cast: Cast, wen: Browser) -> None:
    rows = [["提议"], *([f"第{number}条：{'很长' * 60}"] for number in range(1500))]
    content = separated(rows).encode()
    assert len(content) > settings.request_kb * 1024
    assert "导入 1500 行" in send(wen, content, "list.csv", place=cast.place).text
    answer = wen.post("/office/meetings/new", place=cast.place, title="x", question="长" * 400_000)
    assert answer.status_code == 413
