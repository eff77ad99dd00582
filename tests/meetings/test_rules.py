"""Templates and their phases, join codes, names and the other small rules of a meeting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import registry
from app.meetings.rules import (
    CHECK_IN,
    TEMPLATES,
    Act,
    Phase,
    Template,
    acts_in,
    check_alias,
    check_attendance,
    check_move,
    check_stage_view,
    check_stakeholder_group,
    check_title,
    find_template,
    format_code,
    parse_code,
    parse_qr_token,
    register_agenda,
)
from app.platform.errors import DomainError
from app.platform.i18n import Locale, translator_of
from app.proposals.rules import PROPOSE
from app.voting.rules import VOTE


def test_the_standard_council_goes_its_fourteen_steps() -> None:
    assert [(phase.key, phase.minutes) for phase in find_template("T1").phases] == [
        ("prep", 0),
        ("checkin", 10),
        ("open", 8),
        ("say", 15),
        ("cluster", 7),
        ("heat", 5),
        ("market", 5),
        ("discuss", 25),
        ("report", 12),
        ("debate", 10),
        ("concede", 12),
        ("decide", 8),
        ("plan", 8),
        ("close", 5),
    ]


def test_a_say_day_takes_an_hour_and_an_online_meeting_a_week() -> None:
    assert sum(phase.minutes for phase in find_template("T2").phases) == 60
    assert sum(phase.minutes for phase in find_template("T4").phases) == 7 * 24 * 60


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_every_meeting_says_then_decides(template: str) -> None:
    phases = [phase.key for phase in TEMPLATES[template].phases]
    assert len(phases) == len(set(phases))
    assert phases.index("say") < phases.index("decide")
    assert PROPOSE in acts_in(template, "say")
    assert [phase.key for phase in TEMPLATES[template].phases if VOTE in phase.acts] == ["decide"]


@pytest.mark.parametrize("locale", list(Locale))
def test_every_template_and_phase_has_a_name(locale: Locale) -> None:
    keys = {f"domain.template.{template}" for template in TEMPLATES}
    keys |= {f"domain.phase.{phase.key}" for template in TEMPLATES.values() for phase in template.phases}
    assert keys - set(translator_of(locale).entries) == set()


def test_a_phase_gives_no_right_that_nobody_asks_for() -> None:
    template = Template("T0", (Phase("close", 0, frozenset({CHECK_IN, Act("rate")})),), cards_per_seat=None)
    with pytest.raises(ValueError, match="T0: no action asks for \\['rate'\\]"):
        register_agenda([template], registry.ACTS, [])
    assert {act for one in TEMPLATES.values() for phase in one.phases for act in phase.acts} == set(registry.ACTS)
    assert "T0" not in TEMPLATES


def test_nobody_proposes_while_all_decide() -> None:
    assert acts_in("T1", "decide") == {CHECK_IN, VOTE}


def test_forward_is_free_and_backward_needs_a_reason() -> None:
    assert check_move("T1", "say", "decide", reason="").key == "decide"
    assert check_move("T1", "say", "say", reason="").key == "say"
    assert check_move("T1", "decide", "concede", reason="新条件").key == "concede"
    with pytest.raises(DomainError, match="phase.reason_needed"):
        check_move("T1", "decide", "concede", reason="")


def test_strange_phases_and_templates_are_refused() -> None:
    with pytest.raises(DomainError, match="phase.unknown"):
        check_move("T2", "say", "market", reason="")
    with pytest.raises(DomainError, match="template.unknown"):
        acts_in("T9", "say")


@pytest.mark.parametrize(
    "typed",
    [
        "123456789",
        "123 456 789",
        " 123-456-789 ",
        "１２３　４５６　７８９",
        "123–456·789",
        "123、456、789",
        "123，456，789。",
        "123_456_789",
        "123/456/789",
        "123ー456ー789",
        "123一456一789",
        "「123 456 789」",
        "【1 2 3 4 5 6 7 8 9】",
        "邀请码：123456789",
        "会议号：123 456 789",
        "加入码 123-456-789（涼亭下）",
        "Code: 123.456.789, see you at 7",
        "11月28日 19:30 在3号楼，会议号 123 456 789",
        "有事打 13800138000，123-456-789 进会",
        "19:30 123 456 789",
        "http://192.168.1.20:8000/j/123456789",
        "http://192.168.1.20/j 会议号 123 456 789",
        "123456789，再说一遍：123 456 789",
        "12345转6789",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert parse_code(typed) == "123456789"


SIGNS = " \t-–—.·,，、。/_|:：()（）「」【】《》'\"*#+~"


@given(
    st.from_regex(r"[0-9]{9}", fullmatch=True),
    st.text(SIGNS, max_size=4),
    st.text(SIGNS, max_size=4),
    st.sampled_from(["", "邀请码", "會議號是", "Code ", "碼", "пароль "]),
    st.sampled_from(["", "涼亭下", " please", "号"]),
)
def test_a_code_is_read_between_any_signs_and_words(code: str, one: str, two: str, before: str, after: str) -> None:
    assert parse_code(f"{before}{one}{code[:3]}{two}{code[3:6]}{two}{code[6:]}{one}{after}") == code


@pytest.mark.parametrize("typed", ["123456789 或 987654321", "123 456 789 012", "13800138000", "1" * 400])
def test_more_than_one_code_is_none(typed: str) -> None:
    assert parse_code(typed) is None


def test_the_secret_of_a_square_is_read_from_its_link() -> None:
    token = "aB3-_xY9" * 3
    for typed in (token, f" {token} ", f"https://hall.example/j/{token}", f"http://192.168.1.20:8000/j/{token}/"):
        assert parse_qr_token(typed) == token
    assert [parse_qr_token(typed) for typed in ("", "123 456 789", f"{token}！", f"{token} {token}")] == [None] * 4


@pytest.mark.parametrize("typed", ["", "12345678", "1234567890", "12345678a", "一二三四五六七八九", "١٢٣٤٥٦٧٨٩"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert parse_code(typed) is None


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_a_code_is_read_as_it_is_shown(code: str) -> None:
    assert parse_code(format_code(code)) == code
    assert [len(part) for part in format_code(code).split(" ")] == [3, 3, 3]


def test_names_and_titles_have_a_length() -> None:
    check_alias("")
    check_alias("名" * 60)
    check_title("题" * 120)
    with pytest.raises(DomainError, match="alias.long"):
        check_alias("名" * 61)
    with pytest.raises(DomainError, match="title.missing"):
        check_title("")
    with pytest.raises(DomainError, match="title.long"):
        check_title("题" * 121)


def test_a_stakeholder_group_is_one_that_the_meeting_names() -> None:
    check_stakeholder_group(None, ())
    check_stakeholder_group("低层", ("低层", "高层"))
    with pytest.raises(DomainError, match="stake.unknown"):
        check_stakeholder_group("车主", ("低层", "高层"))


def test_one_attends_in_the_hall_or_online_and_the_stage_shows_what_it_has() -> None:
    assert [check_attendance(word) for word in ("hall", "online")] == ["hall", "online"]
    check_stage_view("ground")
    check_stage_view("themes:t1")
    with pytest.raises(DomainError, match="attendance.unknown"):
        check_attendance("phone")
    for unknown in ("secrets", "ground:t1"):
        with pytest.raises(DomainError, match="stage_view.unknown"):
            check_stage_view(unknown)
