"""What may be proposed, how often, and what becomes of it."""

import pytest

from app.platform.errors import DomainError, ErrorKind
from app.proposals.rules import Standing, State, check_moderation, check_text, refusal_of_reaction, state_of_new


@pytest.mark.parametrize("length", [1, 60, 300])
def test_a_proposal_may_be_short_or_long(length: int) -> None:
    check_text("说" * length)


@pytest.mark.parametrize(("text", "code"), [("", "proposal.empty"), ("说" * 301, "proposal.long")])
def test_nothing_and_too_much_are_refused(text: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        check_text(text)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("standing", "state"),
    [
        (Standing(submitted=0, cards_per_seat=3, is_reviewed=False), State.VISIBLE),
        (Standing(submitted=2, cards_per_seat=3, is_reviewed=False), State.VISIBLE),
        (Standing(submitted=99, cards_per_seat=None, is_reviewed=False), State.VISIBLE),
        (Standing(submitted=0, cards_per_seat=3, is_reviewed=True), State.HELD),
    ],
)
def test_a_new_proposal_goes_to_the_wall_or_to_the_facilitator(standing: Standing, state: State) -> None:
    assert state_of_new(standing) is state


@pytest.mark.parametrize("submitted", [3, 4])
def test_a_seat_has_its_cards_and_no_more(submitted: int) -> None:
    with pytest.raises(DomainError) as refusal:
        state_of_new(Standing(submitted=submitted, cards_per_seat=3, is_reviewed=True))
    assert (refusal.value.code, refusal.value.params) == ("proposal.enough", {"most": 3})


def test_only_what_stands_on_the_wall_can_be_reacted_to() -> None:
    assert refusal_of_reaction(State.VISIBLE, is_time=True) is None
    for state in (State.HELD, State.HIDDEN, State.WITHDRAWN):
        refusal = refusal_of_reaction(state, is_time=True)
        assert refusal is not None
        assert (refusal.kind, refusal.code) == (ErrorKind.CLOSED, "proposal.gone")


def test_taking_down_needs_a_reason_that_the_author_reads() -> None:
    check_moderation(State.VISIBLE, State.HIDDEN, "含电话号码")
    check_moderation(State.HELD, State.VISIBLE, "")
    check_moderation(State.HIDDEN, State.VISIBLE, "")
    with pytest.raises(DomainError, match="proposal.reason_needed"):
        check_moderation(State.VISIBLE, State.HIDDEN, "")


def test_what_its_author_took_back_stays_back() -> None:
    with pytest.raises(DomainError, match="proposal.withdrawn"):
        check_moderation(State.WITHDRAWN, State.VISIBLE, "误撤")
