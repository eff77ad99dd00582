"""One limit for each text, counted in the same unit at every door: code points of the cleaned text."""

import json
import re
from typing import Annotated, Any

import pytest
from flask import Flask
from pydantic import TypeAdapter, ValidationError

from app.accounts import rules as accounts
from app.meetings import rules as meetings
from app.pages.limits import _limits, most
from app.platform.access.services import Services
from app.platform.errors import DomainError
from app.platform.i18n import Locale, translator_of
from app.platform.lengths import LONGEST_NAME
from app.platform.text import Line, Text, clean
from app.platform.web.payloads import misfit
from app.proposals import rules as proposals
from app.proposals.schemas import SubmitProposal
from tests.builders import view_meeting
from tests.clients import Browser, Phone
from tests.servers import ROOT

EXAMPLES = json.loads((ROOT / "tests" / "data" / "lengths.json").read_text(encoding="utf-8"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FAMILY = "👨‍👩‍👧‍👦"
NAMES = [
    "买买提吐尔逊·阿卜杜热西提",
    "Nguyễn Thị Ánh",
    f"{FAMILY}{FAMILY}一家（3号楼）",
    "José María de la Santísima Trinidad",
    "👍🏽" * 30,
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: repr(example["text"][:12]))
def test_the_server_counts_as_the_pages_do(example: dict[str, Any]) -> None:
    assert len(clean(example["text"], 2000)) == example["length"]


def test_no_browser_cuts_a_text_off() -> None:
    """`maxlength` counts UTF-16 units and drops the rest without a word."""
    with_limit = [str(path.relative_to(ROOT)) for path in TEMPLATES if re.search(r"maxlength", path.read_text())]
    assert with_limit == []


def test_every_limit_on_a_page_is_that_of_a_schema() -> None:
    named = {name for path in TEMPLATES for name in re.findall(r"(?:most\(|limit=)'([\w.]+)'[,)]", path.read_text())}
    assert len(named) >= 20
    assert named <= _limits().keys()
    typed = [path for path in TEMPLATES if re.search(r"data-most(?!(=\"\{\{|': )\s?most\()", path.read_text())]
    assert typed == []


@pytest.mark.parametrize("sign", ["字", "👍", "𠮷", "e\u0301", "각"])
@pytest.mark.parametrize("kind", [Text(30), Line(30), Line(30, code="alias.long")])
def test_a_field_takes_just_as_many_as_it_says(kind: Text, sign: str) -> None:
    field: TypeAdapter[str] = TypeAdapter(Annotated[str, kind])
    assert len(field.validate_python(sign * 30)) == 30
    for count in (31, 1000):
        with pytest.raises(ValidationError) as refused:
            field.validate_python(sign * count)
        error = misfit(refused.value)
        assert (error.code, error.params) == (kind.code, {"most": 30})
        assert "30" in translator_of(Locale.EN)(f"errors.{error.code}", **error.params)


def test_rules_and_doors_have_the_same_limits() -> None:
    assert most("SubmitProposal.text") == most("FindSimilar.text") == proposals.LONGEST
    assert most("TakeSeat.alias") == most("AddPlace.name") == most("SetUp.place") == LONGEST_NAME
    assert most("CreateMeeting.title") == most("ChangeMeeting.title") == most("DraftResolution.title") == 120
    meetings.check_alias("名" * LONGEST_NAME)
    accounts.check_name("名" * LONGEST_NAME)
    for check in (meetings.check_alias, accounts.check_name):
        with pytest.raises(DomainError):
            check("名" * (LONGEST_NAME + 1))


@pytest.mark.parametrize("name", NAMES)
def test_people_are_called_what_they_are_called(
    services: Services, app: Flask, browser: Browser, meeting: str, name: str
) -> None:
    code = view_meeting(services, meeting).code
    assert browser.post(f"/j/{code}", alias=name, attendance="hall").status_code == 303
    program = app.test_client()
    joined = program.post("/api/v1/meetings/join", json={"code": code, "alias": name})
    assert joined.status_code == 201
    refused = program.post("/api/v1/meetings/join", json={"code": code, "alias": "名" * 61})
    assert (refused.status_code, refused.get_json()["code"]) == (422, "alias.long")


def test_a_proposal_of_emoji_fits_whole_at_each_door(
    services: Services, mei_browser: Browser, mei_phone: Phone, lin_browser: Browser, meeting: str
) -> None:
    text = "门口" + "👍" * (proposals.LONGEST - 2)
    assert mei_browser.post(f"/m/{meeting}/proposals", text=text).status_code == 303
    assert mei_phone.ask("proposal:submit", key="k" * 8, text=text)["ok"]
    assert lin_browser.post(f"/m/{meeting}/desk/proposals", text=text).status_code == 303
    assert lin_browser.get(f"/m/{meeting}/desk").text.count(text) >= 3
    assert mei_phone.refusal("proposal:submit", key="j" * 8, text=text + "！") == ("invalid", "proposal.long")
    schema = SubmitProposal.model_json_schema()["properties"]["text"]
    assert schema["maxLength"] == proposals.LONGEST


def test_the_field_in_the_page_says_its_limit(mei_browser: Browser, meeting: str) -> None:
    page = mei_browser.get(f"/m/{meeting}/floor").text
    assert re.search(r'<textarea[^>]*name="text"[^>]*data-most="300"', page)
