"""A poll of fewer than five tells no split; a secret poll of one or two tells no outcome either."""

import pytest

from app.resolutions import queries as resolutions
from app.resolutions.rules import State
from app.voting import actions
from app.voting.models import SealedBallot, SecretBallot
from app.voting.rules import Choice, find_rule
from app.voting.rules.secrecy import gives_ballots_away, is_split_told
from tests.hall import Hall

YES, NO, ABSTAIN = Choice.YES, Choice.NO, Choice.ABSTAIN


def voted(hall: Hall, *choices: Choice, is_secret: bool) -> str:
    poll = hall.open_poll(is_secret=is_secret)
    for seat, choice in zip(hall.seats(len(choices)), choices, strict=True):
        hall.vote(poll, seat, choice)
    return poll


@pytest.mark.parametrize("is_secret", [True, False])
@pytest.mark.parametrize("ballots", [3, 4])
def test_three_or_four_ballots_tell_the_outcome_alone(hall: Hall, ballots: int, is_secret: bool) -> None:
    poll = voted(hall, *[YES, YES, NO, YES][:ballots], is_secret=is_secret)
    said = hall.close_poll(poll).data
    view = hall.poll(poll)
    assert (said["cast"], said["count"], said["outcome"]["tests"]) == (ballots, None, [])
    assert (view.cast, view.tally, view.outcome.is_carried, view.outcome.tests) == (ballots, None, True, ())
    assert not view.is_withheld


@pytest.mark.parametrize("choices", [(YES,), (NO,), (ABSTAIN,), (YES, YES), (YES, NO), (ABSTAIN, NO)])
def test_one_or_two_secret_ballots_are_deleted_uncounted(hall: Hall, choices: tuple[Choice, ...]) -> None:
    poll = voted(hall, *choices, is_secret=True)
    said = hall.close_poll(poll).data
    view = hall.poll(poll)
    assert (view.is_withheld, view.tally, view.outcome, view.cast) == (True, None, None, len(choices))
    assert said == {"poll": poll, "cast": len(choices), "entitled": view.entitled, "outcome": None}
    assert hall.read(lambda session: (session.query(SecretBallot).count(), session.query(SealedBallot).count())) == (
        0,
        0,
    )
    assert not {"yes", "no", "abstain"} & set(str(hall.entries("poll.closed")).replace("'", '"').split('"'))


def test_a_resolution_without_an_outcome_is_a_draft_again(hall: Hall) -> None:
    resolution = hall.draft()
    poll = hall.put_to_vote(resolution)
    hall.vote(poll, hall.mei)
    hall.close_poll(poll)
    assert hall.read(resolutions.resolution_of, resolution).state == State.DRAFT
    hall.carry(resolution, YES)
    assert hall.read(resolutions.resolution_of, resolution).state == State.CARRIED


def test_a_named_vote_of_one_is_decided(hall: Hall) -> None:
    poll = voted(hall, YES, is_secret=False)
    hall.close_poll(poll)
    view = hall.poll(poll)
    assert (view.outcome.is_carried, view.tally, view.is_withheld) == (True, None, False)


@pytest.mark.parametrize(
    ("rule", "cast", "gives_away"),
    [("R0", 0, False), ("R0", 1, True), ("R0", 2, True), ("R0", 3, False), ("R0", 4, False), ("R0", 5, False)],
)
def test_an_outcome_is_withheld_where_it_could_tell_every_ballot(rule: str, cast: int, gives_away: bool) -> None:
    assert gives_ballots_away(find_rule(rule), cast, entitled=20) is gives_away
    assert is_split_told(cast) is (cast >= 5)


def test_a_three_quarters_rule_gives_three_ballots_away(hall: Hall) -> None:
    """4Y >= 3P with three ballots is met by three times yes alone."""
    rule = find_rule("OA-S")
    heads = rule.__class__(**{**vars_of(rule), "valid": (), "carry": (rule.carry[0],)})
    assert gives_ballots_away(heads, 3, entitled=20)
    assert not gives_ballots_away(heads, 4, entitled=20)


def vars_of(rule: object) -> dict[str, object]:
    return {name: getattr(rule, name) for name in rule.__slots__}  # type: ignore[attr-defined]


def test_a_voided_poll_counts_nothing_and_says_why(hall: Hall) -> None:
    resolution = hall.draft()
    poll = hall.put_to_vote(resolution)
    for seat in hall.seats(6):
        hall.vote(poll, seat)
    hall.do(actions.void_poll, hall.cast.lin, poll_id=poll, reason="钥匙丢了")
    view = hall.poll(poll)
    assert (view.is_open, view.outcome, view.tally, view.void_reason) == (False, None, None, "钥匙丢了")
    assert not view.is_withheld
    assert hall.read(resolutions.resolution_of, resolution).state == State.DRAFT
    assert hall.read(lambda session: session.query(SealedBallot).count()) == 0
    assert hall.services.keys.names("poll-") == []
    assert hall.refusal(actions.close_poll, hall.cast.lin, poll_id=poll) == ("closed", "poll.closed")


def test_a_voided_poll_needs_a_reason(hall: Hall) -> None:
    poll = hall.open_poll()
    assert hall.refusal(actions.void_poll, hall.cast.lin, poll_id=poll, reason="") == ("invalid", "poll.reason_missing")
    assert hall.poll(poll).is_open
