"""A form that is refused keeps what was typed, on whichever page it stands; passwords are typed again."""

import re
from typing import Any

from flask import Flask
from markupsafe import escape
from werkzeug.datastructures import MultiDict

from app.accounts import actions
from app.pages.typed import MAX_FORMS, TypedForm, TypedForms, fill
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.i18n import Locale, translator_of
from app.resolutions import actions as resolutions
from tests.builders import build_meeting, build_seat, new_key, view_meeting
from tests.clients import Browser, open_browser
from tests.people import Cast

words = translator_of(Locale.ZH_HANS)
ODD = '老王 & <b>"三号楼"</b>'
HOST = "http://localhost"


def refused(browser: Browser, page: str, action: str, **form: Any) -> str:
    """The page that follows a form sent from it and refused."""
    sent = {"csrf": "the forgery token of this test's browser", "key": new_key(), **form}
    answer = browser.client.post(action, data=sent, headers={"Referer": f"{HOST}{page}"})
    assert answer.status_code == 303, answer.status
    assert answer.headers["Location"].removeprefix(HOST).split("#")[0] == page
    shown = browser.get(page).text
    assert "notice-error" in shown
    again = browser.get(page).text
    assert "notice-error" not in again and str(escape(ODD)) not in again
    return shown


def test_a_wrong_password_keeps_the_e_mail(browser: Browser) -> None:
    answer = browser.post("/account/sign-in", email="lin@example.org", password="wrong wrong", next="/office/cases")
    assert answer.status_code == 401
    assert 'value="lin@example.org"' in answer.text and 'value="/office/cases"' in answer.text
    assert words("errors.sign_in.failed") in answer.text
    assert "wrong wrong" not in answer.text and 'type="password"' in answer.text


def test_a_short_password_keeps_the_rest_of_the_set_up(app: Flask, services: Services) -> None:
    link = services.writer.run(lambda work: actions.make_setup_link(work, hours=1))
    path = f"/account/setup/{link}"
    page = refused(open_browser(app), path, path, place=ODD, email="ada@example.org", password="short")
    assert f'value="{escape(ODD)}"' in page and 'value="ada@example.org"' in page
    assert "short" not in page.split("<form", 1)[1]


def test_a_known_e_mail_is_said_and_keeps_the_form(app: Flask, services: Services, cast: Cast) -> None:
    ada = open_browser(app).sign_in(services, cast.ada)
    form = {"email": " LIN@example.org", "role": "recorder", "place": cast.elsewhere}
    page = refused(ada, "/office/staff", "/office/staff", **form)
    assert words("errors.staff.known", email="LIN@example.org") in page
    assert 'value=" LIN@example.org"' in page
    assert f'<option value="{cast.elsewhere}" selected>' in page and '<option value="recorder" selected>' in page
    answer = ada.post("/office/staff", **form, is_known="1")
    assert answer.status_code == 200 and "/account/link/" in answer.text
    assert 'value="lin' not in answer.text


def test_an_invalid_meeting_keeps_every_field(app: Flask, services: Services, cast: Cast) -> None:
    wen = open_browser(app).sign_in(services, cast.wen)
    form = {"place": cast.place, "title": " ", "question": ODD, "template": "T3", "results": "held", "is_reviewed": "1"}
    page = refused(wen, "/office/meetings/new", "/office/meetings/new", **form, stakes="业主\r\n租户")
    assert f'value="{escape(ODD)}"' in page
    assert "业主\r\n租户</textarea>" in page
    assert 'value="T3" checked' in page and 'value="T1" checked' not in page
    assert '<option value="held" selected>' in page
    assert re.search(r'name="is_reviewed" value="1"[^>]* checked>', page)


def test_what_is_too_long_is_said_and_kept_whole(app: Flask, services: Services, cast: Cast, meeting: str) -> None:
    code, long = view_meeting(services, meeting).code, "名" * 61
    page = refused(open_browser(app), f"/j/{code}", f"/j/{code}", alias=long, attendance="online")
    assert long in page and words("errors.alias.long", most=60) in page
    assert 'value="online" checked' in page and 'value="hall" checked' not in page
    seat = open_browser(app).take_seat(build_seat(services, meeting))
    text = ODD + "长" * 300
    page = refused(seat, f"/m/{meeting}/floor", f"/m/{meeting}/proposals", text=text)
    assert f"\n{escape(text)}</textarea>" in page and words("errors.proposal.long", most=300) in page


def draft(services: Services, cast: Cast, meeting: str, title: str) -> str:
    facts = {"meeting_id": meeting, "title": title, "text": "正文"}
    receipt = services.writer.run(lambda work: perform(work, resolutions.draft_resolution, cast.lin, **facts))
    resolution: str = receipt.fact("resolution")
    return resolution


def test_of_several_forms_the_right_one_is_filled_and_its_fold_opened(
    lin_browser: Browser, services: Services, cast: Cast
) -> None:
    meeting = build_meeting(services, cast.place, phase="decide")
    drafts = [draft(services, cast, meeting, f"决议{number}") for number in range(3)]
    action = f"/m/{meeting}/desk/resolutions/{drafts[1]}"
    answer = lin_browser.post(action, key=new_key(), title="", text=ODD)
    page = answer.text
    assert answer.status_code == 422 and words("errors.payload.invalid", field="title") not in page
    assert 'id="refused"' in page
    assert page.count(str(escape(ODD))) == 1
    form = page.split(f'action="{action}"')[1].split("</form>")[0]
    assert str(escape(ODD)) in form and 'value=""' in form
    assert page.count(">正文</textarea>") == 2
    assert page.split(f'action="{action}"')[0].rsplit("<details", 1)[1].split(">")[0].startswith(" open ")


def filled(form: str, **fields: str) -> str:
    return fill(f"<p>1\n{form}", TypedForm("/page", "/act", MultiDict(fields)))


def test_only_the_posted_form_is_filled() -> None:
    one = '<form method="post" action="/act"><input type="hidden" name="theme" value="t1"><input name="label"></form>'
    other = one.replace("t1", "t2")
    page = filled(one + other + one, theme="t2", label="新名")
    assert page.count("新名") == 1 and page.index("t2") < page.index("新名") < page.rindex("t1")
    assert filled(one, theme="t2", label="新名").count("新名") == 0
    assert filled('<form action="/act"><input name="label"></form>', label="x").count("x") == 0
    by_button = '<form method="post"><input name="label"><button formaction="/act">'
    assert 'value="x"' in filled(f"{by_button}</button></form>", label="x")


def test_every_kind_of_field_is_filled_and_markup_stays_text() -> None:
    fields = (
        '<input type="number" name="n" value="1"><input name="plain" value="old" required>'
        '<input type="password" name="secret"><input type="checkbox" name="c" value="1" checked>'
        '<input type="radio" name="r" value="a" checked><input type="radio" name="r" value="b">'
        '<select name="s"><option value="a" selected>A</option><option value="b">B</option></select>'
        '<textarea name="t">old\ntext</textarea>'
    )
    typed = {"n": "7", "plain": '"><script>', "secret": "x", "r": "b", "s": "b", "t": "</textarea>"}
    page = filled(f'<form method="post" action="/act">{fields}</form>', **typed)
    assert 'type="number" name="n" value="7"' in page
    assert 'name="plain" required value="&#34;&gt;&lt;script&gt;"' in page
    assert 'name="secret">' in page and 'name="c" value="1">' in page
    assert 'value="a">' in page and 'value="b" checked>' in page
    assert '<option value="a">A' in page and '<option value="b" selected>B' in page
    assert "\n&lt;/textarea&gt;</textarea>" in page and "old" not in page


def test_the_forms_kept_are_few_and_given_out_once() -> None:
    forms = TypedForms()
    names = [forms.keep(TypedForm("/page", "/act", MultiDict({"n": str(n)}))) for n in range(MAX_FORMS + 5)]
    assert forms.take(names[0], "/page") is None
    assert forms.take(names[-1], "/other") is None
    form = forms.take(names[-1], "/page")
    assert form is not None and form.fields["n"] == str(MAX_FORMS + 4)
    assert forms.take(names[-1], "/page") is None
