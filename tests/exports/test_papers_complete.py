"""Every poll, concession and case of a meeting stands in each of its papers, whatever became of it."""

from collections import Counter
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cases.models import Case
from app.concessions.models import Concession
from app.exports.dossier import Dossier, dossier_of
from app.platform.access.services import Services
from app.voting.models import Poll
from tests.clients import Browser, open_browser
from tests.exports.meeting_maker import Maker, make_meeting
from tests.exports.packing import pack
from tests.exports.paper_reader import (
    on_paper,
    page_line_of,
    read_case_table,
    read_json,
    read_minutes,
    read_page,
    read_workbook,
    said_in_model,
    unpack,
)
from tests.people import Cast

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MEETINGS = [
    pytest.param(24, id="24-meetings"),
    pytest.param(200, id="200-meetings", marks=[pytest.mark.nightly, pytest.mark.timeout(1800)]),
]


@pytest.mark.parametrize("meetings", MEETINGS)
def test_what_the_database_holds_stands_in_every_paper(
    app: Flask, services: Services, cast: Cast, meetings: int
) -> None:
    office = open_browser(app).sign_in(services, cast.wen)
    kinds: Counter[str] = Counter()
    for seed in range(meetings):
        made = make_meeting(services, cast, seed)
        _check_model(services, made)
        _check_papers(office, services, made)
        kinds.update(poll.result[:4] for poll in made.polls)
        kinds.update(card.state for card in made.concessions)
        kinds["cases"] += len(made.cases)
    assert kinds["cases"] and kinds["这次表决"] and kinds["已收回"], "the seeds make every kind of thing"


def _check_model(services: Services, made: Maker) -> None:
    """The model knows of as many things as there are rows."""
    with services.database.read() as session:
        rows = [
            session.scalar(select(func.count()).select_from(model).where(model.meeting == made.meeting))
            for model in (Poll, Concession, Case)
        ]
    assert rows == [len(made.polls), len(made.concessions), len(made.cases)]


def _check_papers(office: Browser, services: Services, made: Maker) -> None:
    files, expected = unpack(pack(_dossier(services, made))), said_in_model(made)
    assert read_minutes(files["文书/会议纪要.docx"]) == on_paper(expected), made.meeting
    assert read_workbook(files["会议台账.xlsx"]) == expected, made.meeting
    assert read_json(files["会议数据.json"]) == expected, made.meeting
    assert read_case_table(files["事项台账.csv"]) == expected.cases
    page = read_page(office.get(f"/office/meetings/{made.meeting}").text)
    assert page == replace(expected, concessions=Counter(map(page_line_of, made.concessions))), made.meeting


def _dossier(services: Services, made: Maker) -> Dossier:
    with services.database.read() as session:
        return dossier_of(session, made.meeting, services.clock.now(), signer=services.signer)
