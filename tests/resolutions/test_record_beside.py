"""What is recorded beside the text: terms, preparation, dissent and concessions; correction by a new resolution."""

from datetime import date

import pytest

from app.concessions import actions as concessions
from app.concessions import queries as concession_queries
from app.organisations import actions as organisations
from app.platform.commands import perform
from app.platform.storage.ledger.record import check_record
from app.registry import REPLAYS
from app.resolutions import actions, queries
from app.resolutions.queries import ResolutionView
from app.resolutions.rules import Dissent
from app.voting.models import Poll
from tests.builders import build_meeting, build_seat, new_key
from tests.clients import Phone
from tests.hall import Hall

CLAUSES = "一、车棚设在3幢北侧。\n二、夜间十点断电。"
TERMS = {
    "responsible": "物业服务站",
    "valid_until": date(2027, 12, 31),
    "review_on": date(2027, 6, 30),
    "objection_phone": "0574-00000000",
}


def view(hall: Hall, resolution: str) -> ResolutionView:
    seen: ResolutionView = hall.read(queries.resolution_of, resolution)
    return seen


def drafted(hall: Hall, text: str = CLAUSES, **facts: str) -> str:
    receipt = hall.do(actions.draft_resolution, hall.cast.lin, title="建电动车棚", text=text, **facts)
    return str(receipt.data["resolution"])


def record_agrees(hall: Hall) -> bool:
    report = hall.read(check_record, hall.services.signer, REPLAYS)
    assert report.faults == []
    return True


def make_statutory(hall: Hall, resolution: str) -> None:
    """Let the poll be one under a rule of law, which no meeting can open without a roll yet."""
    poll = view(hall, resolution).poll
    assert poll is not None

    def change(work) -> None:  # type: ignore[no-untyped-def]
        row = work.session.get(Poll, poll.id)
        row.terms = {**row.terms, "is_statutory": True, "notice_days": 10}

    hall.services.writer.run(change)


def test_terms_and_preparation_are_recorded_until_adoption(hall: Hall) -> None:
    resolution = drafted(hall)
    hall.do(actions.set_terms, hall.cast.fang, resolution_id=resolution, **TERMS)
    hall.do(actions.prepare_resolution, hall.cast.fang, resolution_id=resolution, noticed_on=date(2026, 1, 2))
    facts = view(hall, resolution).facts
    assert (facts.responsible, facts.valid_until, facts.noticed_on) == (
        "物业服务站",
        date(2027, 12, 31),
        date(2026, 1, 2),
    )
    hall.carry(resolution)
    hall.do(actions.set_terms, hall.cast.fang, resolution_id=resolution, **{**TERMS, "responsible": "业委会"})
    hall.adopt(resolution)
    settled = ("closed", "resolution.settled")
    assert hall.refusal(actions.set_terms, hall.cast.fang, resolution_id=resolution, **TERMS) == settled
    assert hall.refusal(actions.prepare_resolution, hall.cast.fang, resolution_id=resolution) == settled
    assert view(hall, resolution).facts.responsible == "业委会"
    assert record_agrees(hall)


def test_a_term_that_ends_before_it_begins_is_refused(hall: Hall) -> None:
    facts = {"resolution_id": drafted(hall), "effective_on": date(2027, 1, 2), "valid_until": date(2027, 1, 1)}
    assert hall.refusal(actions.set_terms, hall.cast.fang, **facts) == ("invalid", "resolution.term_backwards")


def test_dissent_stands_beside_its_clause_and_names_no_small_group(hall: Hall) -> None:
    resolution = drafted(hall)
    large = {"text": "离窗太近", "clause": 1, "group": "低层住户", "people": 6, "wanted": "离窗十米"}
    small = {"text": "太早", "clause": 2, "group": "租户骑手", "people": 3}
    for dissent in (large, small):
        hall.do(actions.add_dissent, hall.cast.fang, resolution_id=resolution, **dissent)
    hall.do(actions.add_dissent, hall.cast.fang, resolution_id=resolution, text="记错了")
    hall.do(actions.remove_dissent, hall.cast.fang, resolution_id=resolution, number=3)
    first, second = view(hall, resolution).clauses
    assert first.dissent == (Dissent("离窗太近", 1, "低层住户", 6, "离窗十米"),)
    assert second.dissent == (Dissent("太早", 2, "", 3, ""),)
    hall.carry(resolution)
    hall.adopt(resolution, reservations=("担心噪声", Dissent("费用不清", 2)))
    assert view(hall, resolution).reservations == ("离窗太近", "太早", "担心噪声", "费用不清")
    assert "租户骑手" not in str(hall.entries("resolution.dissent_added"))
    assert record_agrees(hall)


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"text": ""}, "dissent.text_missing"), ({"text": "太吵", "clause": 3}, "resolution.clause_unknown")],
)
def test_dissent_without_a_reason_or_from_no_clause_is_refused(hall: Hall, facts: dict[str, str], code: str) -> None:
    assert hall.refusal(actions.add_dissent, hall.cast.fang, resolution_id=drafted(hall), **facts) == ("invalid", code)


def test_a_concession_is_a_clause_and_follows_it(hall: Hall) -> None:
    offered = hall.do(concessions.offer_concession, hall.cast.lin, condition="十点断电", offer="接受车棚")
    card, resolution = offered.data["concession"], drafted(hall)
    hall.do(actions.take_concession, hall.cast.lin, concession_id=card, resolution_id=resolution, clause=2)
    (taken,) = view(hall, resolution).clauses[1].concessions
    assert taken.in_words["zh-Hans"] == "此条写入一项让步：只要十点断电，可以退到接受车棚。"
    text = f"先清三辆车。\n{CLAUSES}"
    hall.do(actions.revise_resolution, hall.cast.lin, resolution_id=resolution, title="建电动车棚", text=text)
    assert [len(clause.concessions) for clause in view(hall, resolution).clauses] == [0, 0, 1]
    (concession,) = hall.read(concession_queries.concessions_of, hall.meeting)
    assert (concession.state, concession.resolution, concession.clause) == ("taken", resolution, 3)
    unknown = {"concession_id": card, "resolution_id": resolution, "clause": 9}
    assert hall.refusal(actions.take_concession, hall.cast.lin, **unknown) == ("invalid", "resolution.clause_unknown")
    assert record_agrees(hall)


@pytest.mark.parametrize(("size", "begins"), [(5, "此条写入租户的让步："), (4, "此条写入一项让步：")])
def test_a_concession_names_its_group_from_five_people_up(hall: Hall, size: int, begins: str) -> None:
    hall.meeting = build_meeting(
        hall.services, hall.cast.place, phase="concede", template="T1", stakeholder_groups=("租户", "业主")
    )
    first, *_ = [build_seat(hall.services, hall.meeting, stakeholder_group="租户") for _ in range(size)]
    offered = hall.do(concessions.offer_concession, first, condition="十点断电", offer="接受车棚")
    facts = {"concession_id": offered.data["concession"], "resolution_id": drafted(hall), "clause": 2}
    hall.do(actions.take_concession, hall.cast.lin, **facts)
    (taken,) = view(hall, facts["resolution_id"]).clauses[1].concessions
    assert taken.in_words["zh-Hans"].startswith(begins)


def test_a_statutory_vote_needs_the_legal_check_and_the_study(hall: Hall) -> None:
    resolution = drafted(hall)
    hall.carry(resolution)
    make_statutory(hall, resolution)
    adopt = {"resolution_id": resolution}
    missing = hall.refusal(actions.adopt_resolution, hall.cast.wen, **adopt)
    assert missing == ("conflict", "resolution.legal_check_missing")
    checked = {"is_legally_checked": True, "noticed_on": date(2026, 1, 1)}
    hall.do(actions.prepare_resolution, hall.cast.wen, resolution_id=resolution, **checked)
    missing = hall.refusal(actions.adopt_resolution, hall.cast.wen, **adopt)
    assert missing == ("conflict", "resolution.study_missing")
    study = {"branch_studied_on": date(2026, 1, 3), "branch_minute": "桂支纪〔2026〕4号"}
    hall.do(actions.prepare_resolution, hall.cast.wen, resolution_id=resolution, **checked, **study)
    prior = view(hall, resolution).prior_notice
    assert prior is not None and prior.days_required == 10 and prior.is_met is (prior.days >= 10)
    hall.adopt(resolution)
    assert view(hall, resolution).state == "adopted"


def test_a_correction_is_a_new_resolution_and_the_old_text_stays(hall: Hall) -> None:
    old = hall.adopted()
    new = drafted(hall, corrects=old)
    assert view(hall, old).corrected_by is None
    other = drafted(hall, corrects=old)
    for resolution in (new, other):
        hall.carry(resolution)
    hall.adopt(new)
    before, after = view(hall, old), view(hall, new)
    assert (before.corrected_by.number, after.corrects.id) == (after.number, old)
    assert before.text_hash == queries.rules.hash_text(queries.rules.Draft(before.title, before.text))
    refused = ("conflict", "resolution.not_corrigible")
    assert hall.refusal(actions.adopt_resolution, hall.cast.wen, resolution_id=other) == refused
    draft = {"title": "再改", "text": "改。", "corrects": drafted(hall)}
    assert hall.refusal(actions.draft_resolution, hall.cast.lin, **draft) == refused
    assert record_agrees(hall)


def test_a_place_sets_its_own_prefix_and_numbers_given_stay(hall: Hall) -> None:
    first = hall.adopted()
    facts = {"place_id": hall.cast.place, "key": new_key()}
    hall.services.writer.run(
        lambda work: perform(work, organisations.set_prefix, hall.cast.wen, resolution_prefix="桂社居议", **facts)
    )
    assert view(hall, hall.adopted("装路灯")).number == "桂社居议〔2026〕2号"
    assert view(hall, first).number == "桂花苑议〔2026〕1号"
    assert record_agrees(hall)


def test_residents_record_nothing(hall: Hall, mei_phone: Phone) -> None:
    resolution = drafted(hall)
    for event, facts in (("resolution:terms", {}), ("resolution:prepare", {}), ("dissent:add", {"text": "太吵"})):
        refusal = mei_phone.refusal(event, key=new_key(), resolution=resolution, **facts)
        assert refusal == ("forbidden", "forbidden")
