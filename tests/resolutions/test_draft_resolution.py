"""`draft_resolution` and `revise_resolution`: a text is written, and changed until it is voted on."""

import pytest

from app.platform.storage import ledger
from app.resolutions import actions, queries
from app.themes import actions as themes
from app.themes.rules import DraftTheme
from tests.builders import build_proposal, new_key
from tests.clients import Phone
from tests.conftest import Told
from tests.hall import TEXT, Hall

BAD = [
    ({"title": "", "text": TEXT}, "title.missing"),
    ({"title": "题" * 121, "text": TEXT}, "title.long"),
    ({"title": "建车棚", "text": ""}, "resolution.text_missing"),
    ({"title": "建车棚", "text": "文" * 5001}, "resolution.text_long"),
]
GOOD = {"title": "建车棚", "text": "建在三号楼北侧。"}


def drafts(hall: Hall) -> list[tuple[str, str, str]]:
    return [(view.title, view.text, view.state) for view in hall.read(queries.resolutions_of, hall.meeting)]


def test_a_text_is_drafted(hall: Hall, told: Told) -> None:
    receipt = hall.do(actions.draft_resolution, hall.cast.fang, **GOOD)
    (view,) = hall.read(queries.resolutions_of, hall.meeting)
    assert (view.id, view.title, view.text, view.state) == (receipt.data["resolution"], *GOOD.values(), "draft")
    assert (view.number, view.theme, view.text_hash, view.adopted_at, view.poll) == (None,) * 5
    assert receipt.version == hall.read(ledger.version_of, hall.meeting, "resolution")
    assert (hall.meeting, "resolution") in told.touched


def test_a_text_can_be_on_a_theme_and_bears_its_name(hall: Hall) -> None:
    card = build_proposal(hall.services, hall.mei, hall.meeting)
    theme = DraftTheme("shed", "车棚", ("车棚",), (card,), card, 0.5)
    hall.services.writer.run(lambda work: themes.store_draft(work, meeting_id=hall.meeting, themes=[theme], alone=[]))
    hall.do(actions.draft_resolution, hall.cast.fang, **GOOD, theme="shed")
    (view,) = hall.read(queries.resolutions_of, hall.meeting)
    assert (view.theme, view.theme_label) == ("shed", "车棚")


def test_a_theme_that_is_not_there_is_refused(hall: Hall) -> None:
    refusal = hall.refusal(actions.draft_resolution, hall.cast.fang, **GOOD, theme="shed")
    assert refusal == ("not_found", "theme.unknown")
    assert drafts(hall) == []


@pytest.mark.parametrize(("facts", "code"), BAD)
def test_a_text_without_words_or_with_too_many_is_refused(hall: Hall, facts: dict[str, str], code: str) -> None:
    assert hall.refusal(actions.draft_resolution, hall.cast.fang, **facts) == ("invalid", code)
    resolution = hall.draft()
    refusal = hall.refusal(actions.revise_resolution, hall.cast.fang, resolution_id=resolution, **facts)
    assert refusal == ("invalid", code)
    assert drafts(hall) == [("建电动车棚", TEXT, "draft")]


def test_a_draft_is_revised_and_both_texts_are_in_the_record(hall: Hall) -> None:
    resolution = hall.draft()
    hall.do(actions.revise_resolution, hall.cast.wen, resolution_id=resolution, **GOOD)
    assert drafts(hall) == [(*GOOD.values(), "draft")]
    (first,), (second,) = hall.entries("resolution.drafted"), hall.entries("resolution.revised")
    assert (first.payload["text"], second.payload["text"]) == (TEXT, GOOD["text"])
    assert (first.actor, second.actor) == (hall.cast.fang.id, hall.cast.wen.id)


def test_what_was_put_to_the_vote_is_frozen_for_good(hall: Hall) -> None:
    resolution = hall.draft()
    poll = hall.put_to_vote(resolution, is_secret=False)
    frozen = ("closed", "resolution.frozen")
    assert hall.refusal(actions.revise_resolution, hall.cast.fang, resolution_id=resolution, **GOOD) == frozen
    hall.vote(poll, hall.mei)
    hall.close_poll(poll)
    assert hall.refusal(actions.revise_resolution, hall.cast.fang, resolution_id=resolution, **GOOD) == frozen
    hall.adopt(resolution)
    assert hall.refusal(actions.revise_resolution, hall.cast.fang, resolution_id=resolution, **GOOD) == frozen
    assert drafts(hall) == [("建电动车棚", TEXT, "adopted")]


def test_a_draft_of_another_meeting_or_none_is_not_found(hall: Hall) -> None:
    there, resolution = hall.elsewhere(), hall.draft()
    for facts in ({"meeting_id": there, "resolution_id": resolution}, {"resolution_id": "nosuchresolution"}):
        refusal = hall.refusal(actions.revise_resolution, hall.cast.fang, **facts, **GOOD)
        assert refusal == ("not_found", "not_found")


def test_the_same_key_is_one_draft_and_one_revision(hall: Hall) -> None:
    key, again = new_key(), new_key()
    first = hall.do(actions.draft_resolution, hall.cast.fang, title="建车棚", text=TEXT, key=key)
    assert hall.do(actions.draft_resolution, hall.cast.fang, title="建车棚", text=TEXT, key=key) == first
    asked = {"resolution_id": first.data["resolution"], **GOOD}
    revised = hall.do(actions.revise_resolution, hall.cast.fang, **asked, key=again)
    hall.do(actions.revise_resolution, hall.cast.fang, **{**asked, "text": "后来的字。"})
    assert hall.do(actions.revise_resolution, hall.cast.fang, **asked, key=again) == revised
    assert drafts(hall) == [("建车棚", "后来的字。", "draft")]


def test_two_at_once_with_one_key(hall: Hall) -> None:
    key = new_key()
    outcomes = hall.race(*(hall.act(actions.draft_resolution, hall.cast.fang, key=key, **GOOD) for _ in range(3)))
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert len(drafts(hall)) == 1


def test_strangers_and_residents_write_nothing(hall: Hall, lin_desk: Phone, mei_phone: Phone, away: str) -> None:
    asked = {"key": new_key(), **GOOD}
    assert lin_desk.refusal("resolution:draft", **asked, meeting=away) == ("not_found", "not_found")
    assert mei_phone.refusal("resolution:draft", **asked, meeting=hall.meeting) == ("forbidden", "forbidden")
    theirs = hall.do(actions.draft_resolution, hall.cast.hai, meeting_id=away, **GOOD).data["resolution"]
    for resolution in (theirs, "nosuchresolution"):
        assert lin_desk.refusal("resolution:revise", **asked, resolution=resolution) == ("not_found", "not_found")
    mine = hall.draft()
    assert mei_phone.refusal("resolution:revise", **asked, resolution=mine) == ("forbidden", "forbidden")
