"""The states of a paper: each move, each refusal, one version after the other, and the record of it all."""

import hashlib
from typing import Any

import pytest

from app.documents.editions import State
from app.meetings.facts import recorded_facts
from app.platform.storage.ledger.record import check_record
from app.registry import REPLAYS
from tests.papers.conftest import Papers


def check_rows(papers: Papers) -> None:
    """The rows are what the ledger says."""
    assert papers.hall.read(check_record, papers.hall.services.signer, REPLAYS).faults == []


def test_a_paper_that_nobody_has_touched_is_the_first_draft(papers: Papers) -> None:
    minutes, resolution = papers.views()
    assert (minutes["kind"], minutes["version"], minutes["state"]) == ("minutes", 1, "draft")
    assert (resolution["kind"], resolution["resolution"]) == ("resolution", papers.resolution)
    assert minutes["id"] is None


def test_the_whole_way_from_draft_to_archive(papers: Papers) -> None:
    papers.open(days=2)
    papers.clock.advance(days=3)
    papers.finalise()
    papers.sign()
    papers.ask("posting", posted_where="一号楼公告栏")
    papers.ask("archive", archive_number="2026-社-012")
    view = papers.view()
    assert [move["to"] for move in view["moves"]] == [state.value for state in State if state is not State.DRAFT]
    assert (view["posted_where"], view["posted_on"], view["archive_number"]) == (
        "一号楼公告栏",
        papers.day(),
        "2026-社-012",
    )
    assert papers.hall.entries("paper.archived")
    check_rows(papers)


def test_final_minutes_finalise_the_facts_and_record_the_hashes(papers: Papers) -> None:
    papers.finalise()
    view = papers.view()
    (entry,) = papers.hall.entries("paper.finalised")
    assert entry.payload["files"] == view["files"]
    assert len(papers.hall.entries("facts.finalised")) == 1
    assert papers.hall.read(recorded_facts, papers.hall.meeting).final_at is not None
    for format in ("docx", "pdf"):
        assert hashlib.sha256(papers.file(format)).hexdigest() == view["files"]["zh-Hans"][format]


def test_the_paper_of_a_resolution_leaves_the_facts_of_the_meeting_open(papers: Papers) -> None:
    papers.finalise(**papers.of_resolution())
    assert papers.view("resolution")["state"] == "final"
    assert papers.view("minutes")["state"] == "draft"
    assert papers.hall.entries("facts.finalised") == []


def test_the_same_key_makes_final_once(papers: Papers) -> None:
    key = "same-key-final"
    answers = [papers.lin.ask("POST", f"{papers.root}/final", {"kind": "minutes"}, key=key) for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(papers.hall.entries("paper.finalised")) == 1


def test_a_correction_is_a_new_draft_that_names_the_version_it_replaces(papers: Papers) -> None:
    papers.finalise()
    first = papers.file()
    papers.ask("versions", status=201, reason="请假人数有误")
    second, old = [view for view in papers.views() if view["kind"] == "minutes"]
    assert (second["version"], second["state"], second["replaces"], second["reason"]) == (2, "draft", 1, "请假人数有误")
    assert (old["version"], old["state"], old["replaced_by"]) == (1, "final", 2)
    assert papers.file(version=1) == first
    assert papers.file() != first
    papers.finalise()
    assert papers.view()["files"] != old["files"]
    check_rows(papers)


def test_the_last_day_moves_and_the_comments_end_early(papers: Papers) -> None:
    papers.open(days=2)
    papers.open(days=5)
    papers.open(days=5)
    assert papers.view()["comments_until"] == papers.day(5)
    assert len(papers.hall.entries("paper.opened")) == 2
    papers.ask("comments/end")
    assert (papers.view()["state"], papers.view()["comments_until"]) == ("draft", None)
    papers.finalise()
    check_rows(papers)


def test_another_scan_counts_until_the_paper_is_posted(papers: Papers) -> None:
    papers.finalise()
    papers.sign()
    papers.sign()
    papers.sign(name="第二次.pdf", content=PDF_AGAIN)
    assert papers.view()["scan"]["sha256"] == hashlib.sha256(PDF_AGAIN).hexdigest()
    assert len(papers.hall.entries("paper.signed")) == 2
    papers.ask("posting", posted_where="门厅")
    assert papers.refusal("scan", name="a.pdf", content="JVBERi0xLjcKJSVFT0YK") == (409, "paper.scan_settled")


PDF_AGAIN = b"%PDF-1.4\n%%EOF\n"


@pytest.mark.parametrize(
    ("what", "facts", "refused"),
    [
        ("comments/end", {}, (409, "paper.no_comments")),
        ("comments", {"until": "2020-01-01"}, (422, "paper.until_past")),
        ("comments", {"until": "2099-01-01"}, (422, "paper.until_far")),
        ("amendments", {"passage": "一", "wording": "改"}, (409, "paper.no_comments")),
        ("scan", {"name": "a.pdf", "content": "JVBERi0xLjcKJSVFT0YK"}, (409, "paper.not_final")),
        ("posting", {"posted_where": "门厅"}, (409, "paper.not_final")),
        ("archive", {"archive_number": "1"}, (409, "paper.not_final")),
        ("versions", {"reason": "错字"}, (409, "paper.not_final")),
        ("final", {"kind": "votes"}, (422, "paper.kind")),
        ("final", {"kind": "resolution"}, (422, "paper.no_resolution")),
    ],
)
def test_what_a_draft_refuses(papers: Papers, what: str, facts: dict[str, Any], refused: tuple[int, str]) -> None:
    assert papers.refusal(what, **facts) == refused
    assert papers.view()["id"] is None


@pytest.mark.parametrize(
    ("what", "facts", "refused"),
    [
        ("final", {}, (409, "paper.final")),
        ("comments/end", {}, (409, "paper.final")),
        ("amendments", {"passage": "一", "wording": "改"}, (409, "paper.final")),
        ("posting", {"posted_where": "门厅"}, (409, "paper.not_signed")),
        ("archive", {"archive_number": "1"}, (409, "paper.not_signed")),
    ],
)
def test_what_a_final_paper_refuses(papers: Papers, what: str, facts: dict[str, Any], refused: tuple[int, str]) -> None:
    papers.finalise()
    assert papers.refusal(what, **facts) == refused
    assert papers.refusal("comments", until=papers.day(1)) == (409, "paper.final")


def test_what_a_signed_and_an_archived_paper_refuse(papers: Papers) -> None:
    papers.finalise()
    papers.sign()
    assert papers.refusal("posting", posted_where="门厅", posted_on=papers.day(1)) == (422, "paper.posted_late")
    assert papers.refusal("posting", posted_where="门厅", posted_on=papers.day(-1)) == (422, "paper.posted_early")
    papers.ask("archive", archive_number="12")
    assert papers.refusal("archive", archive_number="13") == (409, "paper.archived")
    assert papers.refusal("posting", posted_where="门厅") == (409, "paper.posted")


def test_minutes_of_a_running_meeting_are_not_final(running: Papers) -> None:
    assert running.refusal("final") == (409, "paper.meeting_open")


def test_the_paper_of_a_draft_resolution_is_not_final(running: Papers) -> None:
    draft = running.hall.draft("装喷淋")
    assert running.refusal("final", kind="resolution", resolution=draft) == (409, "paper.not_adopted")


def test_a_paper_is_not_final_before_its_comments_are_over_and_answered(papers: Papers) -> None:
    papers.open(days=2)
    amendment = papers.amend()
    assert papers.refusal("final") == (409, "paper.comments_running")
    papers.clock.advance(days=3)
    assert papers.refusal("final") == (409, "paper.unanswered")
    papers.answer(amendment, is_accepted=True)
    papers.finalise()
    check_rows(papers)


def test_a_resolution_of_another_meeting_is_not_found(papers: Papers) -> None:
    assert papers.refusal("final", kind="resolution", resolution="a" * 16) == (404, "not_found")
    assert papers.refusal("final", resolution=papers.resolution) == (404, "not_found")


def test_the_recorder_edits_but_does_not_issue(papers: Papers) -> None:
    papers.ask("comments", papers.fang, until=papers.day(2))
    assert papers.refusal("final", papers.fang) == (403, "forbidden")
    assert papers.refusal("comments/end", papers.mei) == (403, "forbidden")
