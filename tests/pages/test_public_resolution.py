"""`/r/<id or code>` and the office's calendar: what everybody may see of an adopted resolution, and what is due."""

import re

import pytest
from flask import Flask

from app.cases.rules import State
from app.resolutions import actions, queries
from app.resolutions.notices import actions as notices
from tests.clients import open_browser
from tests.hall import Hall


def published(hall: Hall) -> str:
    resolution = hall.do(
        actions.draft_resolution, hall.cast.lin, title="建电动车棚", text="一、车棚设在3幢北侧。\n二、<b>断电</b>"
    ).data["resolution"]
    dissent = {"text": "离窗太近", "clause": 1, "group": "低层住户", "people": 4}
    hall.do(actions.add_dissent, hall.cast.fang, resolution_id=resolution, **dissent)
    hall.carry(resolution)
    hall.adopt(resolution)
    return str(resolution)


def test_anybody_sees_an_adopted_resolution_by_its_id_and_by_its_code(app: Flask, hall: Hall) -> None:
    resolution = published(hall)
    code = hall.read(queries.resolution_of, resolution).check_code
    assert re.fullmatch("[0-9A-F]{4}-[0-9A-F]{4}", code)
    for word in (resolution, code, code.replace("-", "").lower()):
        answer = app.test_client().get(f"/r/{word}")
        assert answer.status_code == 200
        assert answer.headers["X-Robots-Tag"] == "noindex"
        page = answer.text
        assert "桂花苑议〔2026〕1号" in page and code in page and "车棚设在3幢北侧。" in page
        assert "离窗太近" in page and "低层住户" not in page
        assert "&lt;b&gt;断电" in page and "<script" not in page
        assert "此为协商意向（非法定表决）" in page


def test_a_draft_and_nothing_have_no_page(app: Flask, hall: Hall) -> None:
    resolution = hall.draft()
    for word in (resolution, "nosuchresolution", "0000-0000", "zzz"):
        assert app.test_client().get(f"/r/{word}").status_code == 404


@pytest.mark.parametrize(("language", "words"), [("zh-Hans", "办理进展"), ("zh-Hant", "辦理進展"), ("en", "Progress")])
def test_in_three_languages_with_notices_and_progress_and_no_names(
    app: Flask, hall: Hall, language: str, words: str
) -> None:
    resolution = published(hall)
    hall.do(notices.post_notice, hall.cast.wen, resolution_id=resolution, posted_where="小区公告栏")
    case = hall.open_case(resolution, title="建车棚", handler="王师傅")
    hall.move(case, State.TRIAGED, note="王师傅去看")
    page = app.test_client().get(f"/r/{resolution}", headers={"Accept-Language": language}).text
    assert words in page and "小区公告栏" in page and "王师傅" not in page


def test_a_corrected_one_says_so_and_leads_on(app: Flask, hall: Hall) -> None:
    old = published(hall)
    draft = {"title": "改", "text": "一、车棚设在2幢北侧。", "corrects": old}
    new = hall.do(actions.draft_resolution, hall.cast.lin, **draft).data["resolution"]
    hall.carry(new)
    hall.adopt(new)
    page = app.test_client().get(f"/r/{old}").text
    assert "已由桂花苑议〔2026〕2号更正" in page and f'href="/r/{new}"' in page
    assert "更正桂花苑议〔2026〕1号《建电动车棚》" in app.test_client().get(f"/r/{new}").text


def test_two_texts_with_one_code_are_listed(app: Flask, hall: Hall) -> None:
    first, second = hall.adopted(), hall.adopted()
    code = hall.read(queries.resolution_of, first).check_code
    page = app.test_client().get(f"/r/{code}").text
    assert f'href="/r/{first}"' in page and f'href="/r/{second}"' in page


def test_the_calendar_and_the_forms_of_the_office(app: Flask, hall: Hall) -> None:
    wen = open_browser(app).sign_in(hall.services, hall.cast.wen)
    resolution = hall.draft()
    wen.post(f"/office/resolutions/{resolution}/terms", responsible="物业服务站", review_on="2027-06-30")
    wen.post(f"/office/resolutions/{resolution}/dissent", text="太吵", clause="1", people="6", group="低层住户")
    hall.carry(resolution)
    wen.post(f"/office/resolutions/{resolution}/adopt")
    assert "结果还没公示" in wen.get("/office/calendar").text
    wen.post(f"/office/resolutions/{resolution}/notices", kind="result", days="15", posted_where="公告栏")
    page = wen.get("/office/calendar").text
    assert "还剩15天" in page and "2027-06-30" in page and "结果还没公示" not in page
    meeting = wen.get(f"/office/meetings/{hall.meeting}").text
    assert "（低层住户，6人）" in meeting and "物业服务站" in meeting and f'href="/r/{resolution}"' in meeting
    (notice,) = hall.read(queries.resolution_of, resolution).notices
    wen.post(f"/office/notices/{notice.id}/take-down", reason="公告栏维修")
    assert hall.read(queries.resolution_of, resolution).notices[0].taken_down_reason == "公告栏维修"


def test_a_place_sets_its_prefix_in_the_office(app: Flask, hall: Hall) -> None:
    wen = open_browser(app).sign_in(hall.services, hall.cast.wen)
    wen.post(f"/office/places/{hall.cast.place}/words/prefix", resolution_prefix="桂社居议")
    assert 'value="桂社居议"' in wen.get(f"/office/places/{hall.cast.place}/words").text
    resolution = hall.adopted()
    assert hall.read(queries.resolution_of, resolution).number == "桂社居议〔2026〕1号"
