"""The office page of a meeting's papers: its table, its forms without a script, and the preview in a frame."""

import io

import pytest

from tests.builders import new_key
from tests.clients import CSRF, Browser, open_browser
from tests.papers.conftest import PDF, Papers


@pytest.fixture
def office(papers: Papers) -> Browser:
    return open_browser(papers.lin.app).sign_in(papers.hall.services, papers.hall.cast.lin)


def page(papers: Papers, office: Browser, **query: str) -> str:
    answer = office.get(f"/office{papers.root}", query_string=query)
    assert answer.status_code == 200
    return answer.text


def test_the_meeting_leads_to_its_papers(papers: Papers, office: Browser) -> None:
    assert f"/office{papers.root}" in office.get(f"/office/meetings/{papers.hall.meeting}").text
    shown = page(papers, office)
    assert "会议纪要" in shown and "决议书" in shown and "还缺 " in shown


def test_the_forms_go_the_whole_way(papers: Papers, office: Browser) -> None:
    root = f"/office{papers.root}"
    named = {"kind": "resolution", "resolution": papers.resolution}
    assert office.post(f"{root}/comments", **named, until=papers.day()).status_code == 303
    form = {**named, "passage": "二、条文", "wording": "写全", "asked_by": "王阿姨"}
    assert office.post(f"{root}/amendments", **form).status_code == 303
    amendment = papers.view("resolution")["amendments"][0]["id"]
    answered = office.post(f"/office/amendments/{amendment}/answer", **named, is_accepted="0", reason="已写全")
    assert answered.headers["Location"].endswith(f"?kind=resolution&resolution={papers.resolution}#paper")
    assert "已写全" in page(papers, office, **named)
    assert office.post(f"{root}/comments/end", **named).status_code == 303
    assert office.post(f"{root}/final", **named).status_code == 303
    file = {"csrf": CSRF, "key": new_key(), **named, "file": (io.BytesIO(PDF), "签字件.pdf")}
    assert office.client.post(f"{root}/scan", data=file, content_type="multipart/form-data").status_code == 303
    assert office.post(f"{root}/posting", **named, posted_where="门厅").status_code == 303
    assert office.post(f"{root}/archive", **named, archive_number="12").status_code == 303
    assert office.post(f"{root}/versions", **named, reason="错字").status_code == 303
    assert papers.view("resolution")["version"] == 2
    assert "第 1 版（归档）" in page(papers, office, **named)


def test_a_page_that_is_out_of_date_changes_nothing(papers: Papers, office: Browser) -> None:
    papers.open(days=2)
    answer = office.post(f"/office{papers.root}/comments", kind="minutes", until=papers.day(5), seen="1")
    assert answer.status_code in (303, 409)
    assert papers.view()["comments_until"] == papers.day(2)


def test_the_preview_may_be_framed_by_our_own_pages_alone(papers: Papers, office: Browser) -> None:
    answer = office.get(f"/office{papers.root}/minutes/preview")
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("inline")


def test_whoever_may_not_act_sees_no_forms(papers: Papers) -> None:
    fang = open_browser(papers.lin.app).sign_in(papers.hall.services, papers.hall.cast.fang)
    shown = page(papers, fang)
    assert "papers/final" not in shown
    assert "papers/comments" in shown
