"""A text that is frozen, voted on, numbered and hashed."""

import hashlib

import pytest

from app.platform.errors import DomainError, ErrorKind
from app.resolutions.rules import (
    Draft,
    State,
    check_adoptable,
    check_draft,
    check_revisable,
    check_votable,
    hash_text,
    number_of,
)


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (Draft("", "正文"), "title.missing"),
        (Draft("题" * 121, "正文"), "title.long"),
        (Draft("车棚", ""), "resolution.text_missing"),
        (Draft("车棚", "文" * 5001), "resolution.text_long"),
    ],
)
def test_a_draft_without_words_or_with_too_many_is_refused(draft: Draft, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        check_draft(draft)
    assert refusal.value.code == code


def test_a_draft_may_fill_its_page() -> None:
    check_draft(Draft("题" * 120, "文" * 5000))


@pytest.mark.parametrize("state", list(State))
def test_only_a_draft_is_revised_and_put_to_the_vote(state: State) -> None:
    if state is State.DRAFT:
        check_revisable(state)
        check_votable(state)
        return
    with pytest.raises(DomainError) as refusal:
        check_revisable(state)
    assert (refusal.value.kind, refusal.value.code) == (ErrorKind.CLOSED, "resolution.frozen")
    with pytest.raises(DomainError, match="resolution.not_draft"):
        check_votable(state)


@pytest.mark.parametrize("state", list(State))
def test_only_what_was_carried_is_adopted_and_only_once(state: State) -> None:
    if state is State.CARRIED:
        check_adoptable(state)
        return
    with pytest.raises(DomainError, match="resolution.not_carried"):
        check_adoptable(state)


def test_a_number_has_six_angled_brackets_and_no_leading_zero() -> None:
    assert number_of("桂花苑", 2026, 3) == "桂花苑〔2026〕3号"


def test_the_hash_is_of_title_and_text() -> None:
    draft = Draft("车棚", "3幢北侧建棚。")
    assert hash_text(draft) == hashlib.sha256("车棚\n3幢北侧建棚。".encode()).hexdigest()
    assert hash_text(Draft("车棚", "3幢北侧建棚")) != hash_text(draft)
