"""Acts on cards that say the same, as the tests of merging need them."""

from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.errors import DomainError
from app.platform.storage.ledger import Receipt
from app.proposals import actions, queries
from app.proposals.duplicates import actions as duplicates
from app.proposals.queries import Tally
from tests.builders import new_key


def merge(services: Services, lin: Actor, meeting: str, copy: str, original: str, key: str | None = None) -> Receipt:
    """The facilitator puts two together."""
    return services.writer.run(
        lambda work: perform(
            work,
            duplicates.merge_proposal,
            lin,
            meeting_id=meeting,
            proposal_id=copy,
            original_id=original,
            reason="说的是一回事",
            key=key or new_key(),
        )
    )


def take_back(services: Services, seat: Actor, meeting: str, card: str) -> None:
    services.writer.run(
        lambda work: perform(work, actions.withdraw_reaction, seat, meeting_id=meeting, proposal_id=card, key=new_key())
    )


def try_to(services: Services, lin: Actor, meeting: str, copy: str, original: str) -> bool:
    try:
        merge(services, lin, meeting, copy, original)
    except DomainError:
        return False
    return True


def unmerge(services: Services, lin: Actor, meeting: str, copy: str) -> Receipt:
    return services.writer.run(
        lambda work: perform(
            work, duplicates.unmerge_proposal, lin, meeting_id=meeting, proposal_id=copy, key=new_key()
        )
    )


def suggest(services: Services, actor: Actor, meeting: str, copy: str, original: str) -> Receipt:
    return services.writer.run(
        lambda work: perform(
            work,
            duplicates.suggest_merge,
            actor,
            meeting_id=meeting,
            proposal_id=copy,
            original_id=original,
            key=new_key(),
        )
    )


def answer(services: Services, actor: Actor, meeting: str, copy: str, original: str, *, is_same: bool) -> Receipt:
    return services.writer.run(
        lambda work: perform(
            work,
            duplicates.answer_merge,
            actor,
            meeting_id=meeting,
            proposal_id=copy,
            original_id=original,
            is_same=is_same,
            key=new_key(),
        )
    )


def tallies(services: Services, meeting: str) -> dict[str, Tally]:
    with services.database.read() as session:
        return dict(queries.tallies_of(session, meeting))


def folded(services: Services, meeting: str) -> dict[str, list[str]]:
    """{card on the wall: the copies under it}."""
    with services.database.read() as session:
        return {view.id: [copy.id for copy in view.copies] for view in queries.wall_of(session, meeting)}
