"""The papers of a meeting in one table, and which of them have something to print."""

from collections.abc import Callable, Mapping

from app.documents.blocks import Kind
from app.documents.papers import cases, concessions, minutes, notice, proposals, resolution, signin, votes
from app.documents.press import PapersOf
from app.exports.dossier import Dossier
from app.resolutions.rules import State

PAPERS: Mapping[Kind, PapersOf] = {
    Kind.MINUTES: minutes.papers_of,
    Kind.RESOLUTION: resolution.papers_of,
    Kind.NOTICE: notice.papers_of,
    Kind.SIGN_IN: signin.papers_of,
    Kind.CONCESSIONS: concessions.papers_of,
    Kind.VOTES: votes.papers_of,
    Kind.CASES: cases.papers_of,
    Kind.PROPOSALS: proposals.papers_of,
}
"""How each paper is made, in the order in which a clerk reads them; the sign-in sheet has masked names."""
_CONTENT: Mapping[Kind, Callable[[Dossier], bool]] = {
    Kind.MINUTES: lambda _dossier: True,
    Kind.RESOLUTION: lambda dossier: bool(dossier.resolutions),
    Kind.NOTICE: lambda dossier: any(one.state == State.ADOPTED for one in dossier.resolutions),
    Kind.SIGN_IN: lambda dossier: bool(dossier.attendees),
    Kind.CONCESSIONS: lambda dossier: bool(dossier.concessions),
    Kind.VOTES: lambda dossier: bool(dossier.polls),
    Kind.CASES: lambda dossier: bool(dossier.cases),
    Kind.PROPOSALS: lambda dossier: bool(dossier.proposals),
}


def printable_kinds(dossier: Dossier) -> list[Kind]:
    """Return the papers for which a meeting has something to print."""
    return [kind for kind in PAPERS if _CONTENT[kind](dossier)]
