"""`withdraw_proposal` and `moderate_proposal`: authors take back, the desk shows, holds and hides."""

import pytest

from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.errors import DomainError
from app.platform.storage.ledger import Receipt
from app.proposals import actions, queries
from app.proposals.rules import State
from tests.builders import build_proposal, new_key
from tests.people import Cast


@pytest.fixture
def card(services: Services, mei: Actor, meeting: str) -> str:
    """Mei's proposal."""
    return build_proposal(services, mei, meeting)


def withdraw(services: Services, actor: Actor, meeting: str, card: str, key: str | None = None) -> Receipt:
    return services.writer.run(
        lambda work: perform(work, actions.withdraw_proposal, actor, meeting_id=meeting, proposal_id=card, key=key)
    )


def moderate(
    services: Services, actor: Actor, meeting: str, card: str, state: State, *, reason: str = "", key: str | None = None
) -> Receipt:
    return services.writer.run(
        lambda work: perform(
            work,
            actions.moderate_proposal,
            actor,
            meeting_id=meeting,
            proposal_id=card,
            state=state,
            reason=reason,
            key=key,
        )
    )


def state_of(services: Services, card: str) -> tuple[str, str]:
    with services.database.read() as session:
        view = queries.proposal_of(session, card)
        return view.state, view.reason


def test_an_author_takes_back(services: Services, mei: Actor, meeting: str, card: str) -> None:
    withdraw(services, mei, meeting, card)
    assert state_of(services, card) == ("withdrawn", "")
    with services.database.read() as session:
        assert queries.wall_of(session, meeting) == []
        assert [view.id for view in queries.own_proposals(session, mei.id)] == [card]


def test_what_was_taken_back_is_not_taken_back_again(services: Services, mei: Actor, meeting: str, card: str) -> None:
    withdraw(services, mei, meeting, card, new_key())
    with pytest.raises(DomainError, match="proposal.withdrawn"):
        withdraw(services, mei, meeting, card, new_key())


def test_nobody_takes_back_anothers(services: Services, bo: Actor, cast: Cast, meeting: str, card: str) -> None:
    for actor in (bo, cast.lin):
        with pytest.raises(DomainError, match="not_found"):
            withdraw(services, actor, meeting, card)
    with pytest.raises(DomainError, match="not_found"):
        withdraw(services, bo, meeting, "nosuchproposal")
    assert state_of(services, card)[0] == "visible"


def test_taking_back_again_with_the_same_key_is_the_same(
    services: Services, mei: Actor, meeting: str, card: str
) -> None:
    key = new_key()
    assert withdraw(services, mei, meeting, card, key) == withdraw(services, mei, meeting, card, key)


def test_the_desk_hides_with_a_reason_and_shows_again(services: Services, cast: Cast, meeting: str, card: str) -> None:
    moderate(services, cast.lin, meeting, card, State.HIDDEN, reason="写了别人的电话")
    assert state_of(services, card) == ("hidden", "写了别人的电话")
    moderate(services, cast.lin, meeting, card, State.VISIBLE)
    assert state_of(services, card) == ("visible", "")


def test_hiding_without_a_reason_is_refused(services: Services, cast: Cast, meeting: str, card: str) -> None:
    with pytest.raises(DomainError, match="proposal.reason_needed"):
        moderate(services, cast.lin, meeting, card, State.HIDDEN)


def test_what_was_taken_back_stays_so(services: Services, cast: Cast, mei: Actor, meeting: str, card: str) -> None:
    withdraw(services, mei, meeting, card)
    with pytest.raises(DomainError, match="proposal.withdrawn"):
        moderate(services, cast.lin, meeting, card, State.VISIBLE)


def test_a_proposal_elsewhere_is_not_found(services: Services, cast: Cast, away: str, card: str) -> None:
    with pytest.raises(DomainError, match="not_found"):
        moderate(services, cast.hai, away, card, State.HIDDEN, reason="不是我们的")
    assert state_of(services, card)[0] == "visible"


def test_moderating_again_with_the_same_key_is_the_same(
    services: Services, cast: Cast, meeting: str, card: str
) -> None:
    key = new_key()
    first = moderate(services, cast.lin, meeting, card, State.HELD, key=key)
    moderate(services, cast.lin, meeting, card, State.VISIBLE)
    assert moderate(services, cast.lin, meeting, card, State.HELD, key=key) == first
    assert state_of(services, card)[0] == "visible"
