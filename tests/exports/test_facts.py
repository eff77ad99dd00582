"""The facts of a meeting in the dossier: what people have entered, what the record says by itself, what is missing."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from app.accounts import staffing
from app.exports.chain import PhaseRun
from app.exports.dossier import Dossier, dossier_of
from app.exports.facts import MeetingFacts, agenda_of, office_facts, parse_person
from app.exports.facts_words import (
    headcount_words,
    minutes_title,
    missing_words,
    person_words,
    result_words,
)
from app.meetings import actions as meetings
from app.meetings import facts as meeting_facts
from app.meetings.rules import find_template
from app.organisations import actions as organisations
from app.platform.access.actors import SYSTEM, Actor
from app.platform.access.services import Services
from app.platform.access.sights import FULL_VIEW, Sight
from app.platform.commands import perform
from app.platform.i18n import Locale, translator_of
from tests.builders import build_meeting, build_seat
from tests.clocks import NOON, StandingClock
from tests.exports.walk import Walk
from tests.people import Cast

words = translator_of(Locale.ZH_HANS)
ALL = ("time", "venue", "convener", "host", "recorder", "supervisor", "entitled", "on_leave", "in_attendance")


def facts_now(services: Services, meeting: str, **options: Any) -> MeetingFacts:
    with services.database.read() as session:
        return dossier_of(session, meeting, services.clock.now(), **options).facts


def record(services: Services, actor: Actor, meeting: str, **given: Any) -> None:
    services.writer.run(lambda work: perform(work, meeting_facts.record_facts, actor, meeting_id=meeting, facts=given))


def move(services: Services, actor: Actor, meeting: str, to: str, reason: str = "") -> None:
    services.writer.run(
        lambda work: perform(work, meetings.move_phase, actor, meeting_id=meeting, to=to, reason=reason)
    )


def test_of_a_new_meeting_everything_is_missing(services: Services, cast: Cast) -> None:
    meeting = build_meeting(services, cast.place, phase="prep", template="T1")
    facts = facts_now(services, meeting)
    assert facts.missing == ALL
    assert (facts.began_at, facts.ended_at, facts.absent, facts.on_leave) == (None, None, None, None)
    assert missing_words(words, facts) == "时间、地点、召集人、主持人、记录人、监督员、应到人数、请假人数、列席人"


def test_the_time_is_from_the_check_in_to_the_close(services: Services, cast: Cast, clock: StandingClock) -> None:
    meeting = build_meeting(services, cast.place, phase="prep", template="T1")
    build_seat(services, meeting)
    clock.advance(days=9)
    began = clock.now()
    move(services, cast.lin, meeting, "checkin")
    ended = clock.advance(minutes=89)
    services.writer.run(lambda work: perform(work, meetings.close_meeting, cast.lin, meeting_id=meeting))
    facts = facts_now(services, meeting)
    assert (facts.began_at, facts.ended_at) == (began, ended)
    assert "time" not in facts.missing


def test_without_a_preparation_the_first_who_checks_in_begins_it(
    services: Services, cast: Cast, clock: StandingClock
) -> None:
    meeting = build_meeting(services, cast.place, phase="open", template="T2")
    assert facts_now(services, meeting).began_at is None
    began = clock.advance(days=2)
    build_seat(services, meeting)
    clock.advance(minutes=4)
    move(services, cast.lin, meeting, "say")
    facts = facts_now(services, meeting)
    assert facts.began_at == began > NOON
    opening, saying = facts.agenda[:2]
    assert (opening.started_at, opening.minutes, opening.planned_minutes) == (began, 4, 5)
    assert (saying.started_at, saying.ended_at, saying.minutes) == (clock.now(), None, None)


def test_the_time_that_somebody_enters_goes_before(services: Services, cast: Cast, clock: StandingClock) -> None:
    meeting = build_meeting(services, cast.place, phase="checkin", template="T1")
    record(services, cast.fang, meeting, held_from=NOON)
    assert facts_now(services, meeting).began_at == NOON
    until = clock.advance(hours=1)
    record(services, cast.fang, meeting, held_until=until)
    assert facts_now(services, meeting).ended_at == until


def test_a_step_back_counts_once_with_all_its_minutes(services: Services, cast: Cast, clock: StandingClock) -> None:
    meeting = build_meeting(services, cast.place, phase="prep", template="T1")
    for to, minutes in (("checkin", 9), ("say", 15), ("cluster", 8), ("say", 5), ("cluster", 2), ("decide", 7)):
        move(services, cast.lin, meeting, to, reason="再说一轮")
        clock.advance(minutes=minutes)
    move(services, cast.lin, meeting, "close")
    agenda = {line.key: line for line in facts_now(services, meeting).agenda}
    assert "prep" not in agenda and list(agenda) == [p.key for p in find_template("T1").phases if p.key != "prep"]
    assert (agenda["say"].planned_minutes, agenda["say"].minutes, agenda["cluster"].minutes) == (15, 20, 10)
    assert (agenda["market"].started_at, agenda["market"].result) == (None, None)
    assert agenda["decide"].minutes == 7


def test_half_minutes_are_rounded_up_and_nothing_is_negative() -> None:
    phases = find_template("T2").phases
    runs = [PhaseRun("open", NOON, NOON.replace(minute=2, second=30), "")]
    assert agenda_of(phases, runs, NOON, Counter())[0].minutes == 3
    assert agenda_of(phases, runs, NOON.replace(hour=13), Counter())[0].minutes == 0


@pytest.mark.parametrize(
    ("entitled", "on_leave", "absent"), [(64, 2, 59), (4, 1, 0), (3, 3, 0), (64, None, None), (None, 2, None)]
)
def test_the_absent_are_counted_when_both_numbers_are_known(
    services: Services, cast: Cast, entitled: int | None, on_leave: int | None, absent: int | None
) -> None:
    meeting = build_meeting(services, cast.place)
    for where in ("hall", "hall", "online"):
        build_seat(services, meeting, attendance=where)
    record(services, cast.lin, meeting, entitled=entitled, on_leave=on_leave)
    facts = facts_now(services, meeting)
    assert (facts.present, facts.hall, facts.online, facts.absent) == (3, 2, 1, absent)


def test_the_headcount_is_one_sentence(services: Services, cast: Cast) -> None:
    meeting = build_meeting(services, cast.place)
    build_seat(services, meeting)
    record(services, cast.lin, meeting, entitled=4, on_leave=1)
    facts = facts_now(services, meeting)
    assert headcount_words(words, facts) == "应到4人，实到1人（现场1人，线上0人），请假1人，未到2人"
    unknown = replace(facts, entitled=None, on_leave=None, absent=None)
    assert headcount_words(words, unknown) == "实到1人（现场1人，线上0人）"


def test_the_host_is_who_ran_the_meeting_under_a_name(services: Services, cast: Cast) -> None:
    meeting = build_meeting(services, cast.place, phase="prep", template="T1")
    move(services, cast.lin, meeting, "checkin")
    record(services, cast.fang, meeting, venue="一楼")
    assert {"host", "recorder"} <= set(facts_now(services, meeting).missing), "nobody has given a name"
    for actor, name, office in ((cast.lin, "林晓", ""), (cast.fang, "方敏", "社区工作者")):
        services.writer.run(
            lambda work, who=actor, name=name, office=office: staffing.name_oneself(work, who, name=name, office=office)
        )
    facts = facts_now(services, meeting)
    assert facts.host and facts.recorder
    assert person_words(words, facts.host) == "林晓（引导师）"
    assert person_words(words, facts.recorder) == "方敏（社区工作者）"
    record(services, cast.fang, meeting, host="王建国（社区党组织书记）")
    assert facts_now(services, meeting).host == parse_person("王建国（社区党组织书记）")


def test_the_place_convenes_if_it_says_who_issues_its_papers(services: Services, cast: Cast) -> None:
    meeting = build_meeting(services, cast.place)
    assert facts_now(services, meeting).convener == ""
    lines = {"issuer": "桂花苑社区居民委员会", "contact": "三号楼一层"}
    services.writer.run(lambda work: perform(work, organisations.set_letterhead, SYSTEM, place_id=cast.place, **lines))
    facts = facts_now(services, meeting)
    assert (facts.convener, facts.issuer, facts.contact) == (lines["issuer"], *lines.values())
    record(services, cast.lin, meeting, convener="桂花苑业主委员会")
    assert facts_now(services, meeting).convener == "桂花苑业主委员会"


def test_names_of_those_on_leave_are_for_those_who_may_see_names(services: Services, cast: Cast) -> None:
    meeting = build_meeting(services, cast.place)
    record(services, cast.lin, meeting, on_leave_names=("赵一", "钱二"))
    assert facts_now(services, meeting).on_leave_names == ("赵一", "钱二")
    seen = facts_now(services, meeting, sights=FULL_VIEW - {Sight.NAMES})
    assert (seen.on_leave_names, seen.on_leave) == ((), 2)


def test_each_phase_tells_what_came_out_of_it(walk: Walk, dossier: Dossier) -> None:
    told = {line.key: result_words(words, line) for line in dossier.facts.agenda if line.result}
    assert told == {
        "say": "11条提议",
        "concede": "2条，0条成文",
        "decide": "表决1项，通过1项",
    }
    assert dossier.facts.present == 6
    with walk.services.database.read() as session:
        assert office_facts(session, walk.meeting) == replace(dossier.facts, agenda=())


@pytest.mark.parametrize(
    ("line", "name", "office"),
    [
        ("王建国（社区党组织书记）", "王建国", "社区党组织书记"),
        ("王建国 (书记)", "王建国", "书记"),
        ("王建国", "王建国", ""),
        ("（书记）", "（书记）", ""),
        ("王（甲）乙", "王（甲）乙", ""),
    ],
)
def test_a_line_names_a_person(line: str, name: str, office: str) -> None:
    person = parse_person(line)
    assert person is not None
    assert (person.name, person.office, person.role) == (name, office, "")


@pytest.mark.parametrize(
    ("title", "official"),
    [
        ("电动车怎么停、怎么充，大家才安心？", "关于电动车怎么停、怎么充，大家才安心的议事会纪要"),
        ("关于停车", "关于停车的议事会纪要"),
        ("？", "关于？的议事会纪要"),
    ],
)
def test_the_title_of_the_minutes_comes_from_the_meeting(dossier: Dossier, title: str, official: str) -> None:
    assert minutes_title(words, dossier.facts, title) == official
    assert minutes_title(words, replace(dossier.facts, minutes_title="某纪要"), title) == "某纪要"
