"""Amendments: asked for by attendees and for them, answered with reasons, and printed when accepted."""

import pytest

from tests.documents.reading import text_of
from tests.papers.conftest import Papers


def texts(papers: Papers) -> list[tuple[str, str, str]]:
    return [(one["wording"], one["answer"], one["reason"]) for one in papers.view()["amendments"]]


def test_an_attendee_asks_and_staff_ask_for_somebody(papers: Papers) -> None:
    papers.open()
    papers.amend(papers.mei, asked_by="别人")
    papers.amend(papers.fang, "议题写全", asked_by="三幢的王阿姨")
    mei, wang = papers.view()["amendments"]
    assert (mei["by"], wang["by"]) == ("梅", "三幢的王阿姨")
    entries = papers.hall.entries("amendment.proposed")
    assert [entry.actor for entry in entries] == [papers.hall.mei.id, papers.hall.cast.fang.id]
    assert not any("王阿姨" in str(entry.payload) for entry in entries)


def test_accepted_and_declined_and_opened_again(papers: Papers) -> None:
    papers.open()
    first, second = papers.amend(), papers.amend(wording="删去第三段")
    papers.answer(first, is_accepted=True)
    papers.answer(second, is_accepted=False, reason="记录如此")
    assert texts(papers) == [("请假改为三人", "accepted", ""), ("删去第三段", "declined", "记录如此")]
    papers.lin.ask("POST", f"/amendments/{second}/reopen", {})
    papers.lin.ask("POST", f"/amendments/{second}/reopen", {})
    assert texts(papers)[1] == ("删去第三段", "open", "")
    assert len(papers.hall.entries("amendment.reopened")) == 1


def test_an_answer_needs_a_reason_to_decline_and_is_given_once(papers: Papers) -> None:
    papers.open()
    amendment = papers.amend()
    path = f"/amendments/{amendment}/answer"
    assert papers.lin.refusal("POST", path, {"is_accepted": False}) == (422, "amendment.reason_needed")
    papers.answer(amendment, is_accepted=True)
    assert papers.lin.refusal("POST", path, {"is_accepted": True}) == (409, "amendment.answered")
    assert papers.mei.refusal("POST", path, {"is_accepted": True}) == (403, "forbidden")


def test_no_answer_changes_after_the_paper_is_final(papers: Papers) -> None:
    papers.open(days=0)
    amendment = papers.amend()
    papers.answer(amendment, is_accepted=True)
    papers.clock.advance(days=1)
    papers.finalise()
    assert papers.lin.refusal("POST", f"/amendments/{amendment}/reopen", {}) == (409, "paper.final")


def test_the_last_day_counts_and_the_next_does_not(papers: Papers) -> None:
    papers.open(days=0)
    papers.amend(papers.mei)
    papers.clock.advance(days=1)
    asked = {"passage": "一", "wording": "晚了"}
    assert papers.refusal("amendments", papers.mei, **asked) == (409, "paper.comments_over")


def test_one_seat_asks_for_ten_at_most(papers: Papers) -> None:
    papers.open()
    for at in range(10):
        papers.amend(papers.mei, f"第{at}处")
    assert papers.refusal("amendments", papers.mei, passage="一", wording="再改") == (409, "amendment.many")
    papers.amend(papers.fang, "替别人提")


@pytest.mark.parametrize("kind", ["minutes", "resolution"])
def test_the_paper_prints_what_was_accepted_alone(papers: Papers, kind: str) -> None:
    facts = papers.of_resolution() if kind == "resolution" else {}
    papers.ask("comments", until=papers.day(), **facts)
    first, second = papers.amend(**facts), papers.amend(wording="删去第三段", **facts)
    papers.answer(first, is_accepted=True)
    papers.answer(second, is_accepted=False, reason="不必")
    text = text_of(papers.file("docx", kind, resolution=papers.resolution) if facts else papers.file("docx"))
    assert "一、出席：请假改为三人" in text
    assert "删去第三段" not in text
