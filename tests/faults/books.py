"""Compare what voters remember with what the product holds: acks, rows, ledger, tallies."""

import json
from collections import Counter
from dataclasses import dataclass

from app.meetings import queries as meetings
from app.platform.access.services import Services
from app.platform.storage import ledger
from app.platform.storage.ledger.record import check_record
from app.proposals import queries as proposals
from app.registry import REPLAYS
from tests.faults.voters import Vote, count_choices, last_words


@dataclass(frozen=True, slots=True)
class Figures:
    """What went wrong, counted; all zero when nothing did."""

    unanswered: int = 0
    lost: int = 0
    double: int = 0
    never_sent: int = 0
    wrong_version: int = 0


def look(services: Services, meeting: str, votes: list[Vote]) -> Figures:
    """Compare what the voters remember with what the ledger holds."""
    with services.database.read() as session:
        entries = [entry for entry in ledger.entries_of(session, meeting) if entry.kind == "reaction.cast"]
        stored = {(entry.actor, entry.key): entry.seq for entry in entries}
    answered = [vote for vote in votes if vote.version is not None]
    sent = {(vote.seat, vote.key) for vote in votes if vote.sent}
    return Figures(
        unanswered=len(votes) - len(answered),
        lost=sum((vote.seat, vote.key) not in stored for vote in answered),
        double=len(entries) - len(stored),
        never_sent=len(set(stored) - sent),
        wrong_version=sum(stored.get((vote.seat, vote.key)) != vote.version for vote in answered),
    )


def check_books(services: Services, meeting: str) -> None:
    """S10: the rows are what the ledger says, recounted from both, and the chain and its signature hold."""
    services.signer.witness.flush()
    with services.database.read() as session:
        report = check_record(session, services.signer, REPLAYS, chain=meeting)
    faults = [str(fault) for fault in report.faults]
    assert faults == [], faults


def check_tallies(services: Services, meeting: str, votes: list[Vote]) -> None:
    """What the stage shows = the rows = a recount of the ledger = what the voters meant; and the chain holds."""
    meant = last_words(votes)
    with services.database.read() as session:
        tallies = proposals.tallies_of(session, meeting)
        rows = {(row.seat, row.proposal): row.choice for row in proposals.raw_reactions_of(session, meeting)}
        recount: dict[tuple[str, str], str] = {}
        for entry in ledger.entries_of(session, meeting):
            if entry.kind == "reaction.cast":
                facts = json.loads(entry.payload or "{}")
                recount[(entry.actor, facts["proposal"])] = facts["choice"]
        assert meetings.meeting_of(session, meeting).phase == "say"
    check_books(services, meeting)
    assert rows == meant
    assert recount == meant
    shown = {
        proposal: Counter({"agree": tally.agree, "disagree": tally.disagree, "pass": tally.passes})
        for proposal, tally in tallies.items()
    }
    assert {proposal: +counts for proposal, counts in shown.items()} == count_choices(meant)
