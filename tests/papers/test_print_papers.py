"""The files of papers: drafts print the stored state, and of a final paper every door gives the same bytes."""

import hashlib
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest

from app.documents.papers import minutes
from app.export_jobs.actions import ask_for_export
from app.papers.printing import open_press
from app.papers.texts import read_text, write_text
from app.platform.i18n import Locale
from app.registry import JOBS
from app.worker import Worker
from tests.api.programs import staff_program
from tests.builders import new_key
from tests.documents.reading import footers_of, marks_of, text_of
from tests.papers.conftest import Papers

DRAFT, FINAL = "草稿\u3000第1版", "定稿\u3000第1版"


def test_a_draft_prints_its_state_and_its_mark(papers: Papers) -> None:
    content = papers.export("minutes-docx")
    assert DRAFT in footers_of(content)[0]
    assert marks_of(content) == [True]
    papers.open(days=2)
    day = papers.clock.now() + timedelta(days=2)
    assert f"征求补正，截至{day.year}年{day.month}月{day.day}日" in footers_of(papers.export("minutes-docx"))[0]


def test_after_the_final_text_every_door_gives_the_same_file(papers: Papers) -> None:
    papers.finalise()
    made = papers.view()["files"]["zh-Hans"]
    for format in ("docx", "pdf"):
        content = papers.export(f"minutes-{format}")
        assert hashlib.sha256(content).hexdigest() == made[format]
        assert content == papers.file(format)
    assert FINAL in footers_of(papers.export("minutes-docx"))[0]
    assert marks_of(papers.export("minutes-docx")) == [False]


@pytest.mark.parametrize("language", [locale.value for locale in Locale])
def test_a_final_paper_is_the_same_in_each_language(papers: Papers, language: str) -> None:
    papers.finalise()
    content = papers.file("pdf", language=language)
    assert hashlib.sha256(content).hexdigest() == papers.view()["files"][language]["pdf"]


def test_facts_corrected_after_the_final_text_do_not_change_it(papers: Papers) -> None:
    before = papers.file("docx")
    papers.finalise()
    frozen = papers.file("docx")
    facts = {"facts": {"venue": "改了的地方"}, "reason": "写错了"}
    papers.lin.ask("PATCH", f"/meetings/{papers.hall.meeting}/facts", facts)
    assert papers.export("minutes-docx") == frozen != before
    papers.ask("versions", status=201, reason="地点有误")
    draft = papers.export("minutes-docx")
    assert "改了的地方" in text_of(draft)
    assert "草稿\u3000第2版（替代第1版）" in footers_of(draft)[0]
    assert "改了的地方" not in text_of(papers.file("docx", version=1))


def test_the_worker_and_the_bundle_give_the_frozen_file(papers: Papers) -> None:
    papers.finalise()
    made = papers.view()["files"]["zh-Hans"]
    assert hashlib.sha256(make_export(papers, "minutes-pdf")).hexdigest() == made["pdf"]
    with zipfile.ZipFile(io.BytesIO(make_export(papers, "bundle"))) as bundle:
        digests = {hashlib.sha256(bundle.read(name)).hexdigest() for name in bundle.namelist()}
    assert {made["docx"], made["pdf"]} <= digests


def test_a_final_resolution_keeps_its_text_beside_a_draft_one(running: Papers) -> None:
    running.hall.draft("装喷淋")
    running.finalise(**running.of_resolution())
    footers = footers_of(running.export("resolution-docx"))
    assert ["定稿" in footer for footer in footers] == [True, False]
    assert marks_of(running.export("resolution-docx")) == [False, True]


def test_an_old_draft_that_never_was_final_is_no_file(papers: Papers) -> None:
    papers.finalise()
    answer = papers.lin.send("GET", f"{papers.root}/minutes/files/pdf?version=7")
    assert answer.status_code == 404
    assert papers.lin.send("GET", f"{papers.root}/minutes/files/xlsx").status_code == 404
    assert papers.lin.send("GET", f"{papers.root}/votes/files/pdf").status_code == 422


def test_a_file_that_is_gone_or_changed_is_never_made_anew(papers: Papers) -> None:
    papers.finalise()
    path = papers.hall.services.settings.papers / papers.view()["files"]["zh-Hans"]["pdf"]
    path.write_bytes(path.read_bytes() + b" ")
    assert refused(papers) == (503, "paper.file_damaged")
    path.unlink()
    assert refused(papers) == (503, "paper.file_missing")


def test_an_observer_gets_the_same_final_file(papers: Papers) -> None:
    papers.finalise()
    wen = staff_program(papers.wen.app, papers.hall.services, "wen")
    answer = wen.send("GET", f"{papers.root}/minutes/files/pdf")
    assert answer.data == papers.file("pdf")
    assert papers.mei.refusal("GET", f"{papers.root}/minutes/files/pdf") == (403, "forbidden")


@pytest.mark.parametrize("locale", list(Locale))
def test_a_text_is_read_as_it_was_written(papers: Papers, dossier_of_papers: Any, locale: Locale) -> None:
    services = papers.hall.services
    with services.database.read() as session:
        press = open_press(services, session, papers.hall.meeting, locale)
    (paper,) = minutes.papers_of(dossier_of_papers, press)
    assert read_text(write_text(paper)) == paper


@pytest.fixture
def dossier_of_papers(papers: Papers) -> Any:
    from app.exports.access import OPERATOR, open_dossier

    return open_dossier(papers.hall.services, OPERATOR, papers.hall.meeting, "minutes-docx")


def refused(papers: Papers) -> tuple[int, str]:
    return papers.lin.refusal("GET", f"{papers.root}/minutes/files/pdf")


def make_export(papers: Papers, format: str) -> bytes:
    """A file that the worker has made."""
    services, asked = papers.hall.services, {"meeting_id": papers.hall.meeting, "format": format}
    job = services.writer.run(
        lambda work: ask_for_export(work, papers.hall.cast.lin, **asked, language="zh-Hans", key=new_key())
    )
    worker = Worker(services, JOBS)
    while worker.run_one():
        pass
    return (services.settings.exports / job).read_bytes()
