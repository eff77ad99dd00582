"""Decides which ledger entries a reader may see whole.

A redacted payload is left out, but its salted hash stays, so that the chain can still be verified.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.exports.chain import EntryLine
from app.meetings import queries as meetings
from app.meetings.rules import ResultsVisibility
from app.platform.access.sights import Sight, Sights
from app.platform.ids import MeetingId
from app.platform.small_groups import SMALLEST_GROUP
from app.proposals import queries as proposals
from app.voting import queries as voting
from app.voting.queries import PollView


@dataclass(frozen=True, slots=True)
class View:
    """One reader's view of a meeting: the reader's sights, and the facts of the meeting that make a sight necessary."""

    sights: Sights
    hidden: frozenset[str]
    """Proposals that are not on the wall."""
    is_held: bool
    """Residents do not see the counts yet."""
    has_small_stakeholder_group: bool
    """A declared stakeholder group is so small that it would identify its seats."""
    polls: Mapping[str, PollView]

    @property
    def sees_hidden(self) -> bool:
        return Sight.HIDDEN_TEXTS in self.sights

    @property
    def sees_counts(self) -> bool:
        return not self.is_held or Sight.HELD_RESULTS in self.sights

    @property
    def sees_reactions(self) -> bool:
        return (Sight.HELD_REACTIONS if self.is_held else Sight.REACTIONS) in self.sights

    @property
    def sees_names(self) -> bool:
        return Sight.NAMES in self.sights

    @property
    def small_polls(self) -> bool:
        """Whether a closed poll has so few ballots that nobody is shown how they were cast."""
        return any(is_small(poll) for poll in self.polls.values())

    @property
    def left_out(self) -> tuple[str, ...]:
        """Codes of what the reader may not see of this meeting; `documents.left_out.<code>` says it in words."""
        named = [poll for poll in self.polls.values() if not poll.is_secret]
        missing = {
            "hidden_texts": bool(self.hidden) and not self.sees_hidden,
            "held_results": not self.sees_counts,
            "reactions": not self.sees_reactions,
            "names": not self.sees_names,
            "small_stakes": self.has_small_stakeholder_group,
            "open_choices": any(poll.is_open for poll in named),
            "named_choices": any(not poll.is_open for poll in named) and Sight.NAMED_CHOICES not in self.sights,
            "small_polls": self.small_polls,
        }
        return tuple(code for code, is_missing in missing.items() if is_missing)


def view_of(session: Session, meeting_id: MeetingId, sights: Sights) -> View:
    """Return what a reader with these sights may see of a meeting."""
    stakeholder_groups = meetings.stakeholder_groups_of(session, meeting_id)
    return View(
        sights=sights,
        hidden=frozenset(one.id for one in proposals.texts_of(session, meeting_id) if not one.is_shown),
        is_held=meetings.results_of(session, meeting_id) is not ResultsVisibility.IMMEDIATE,
        has_small_stakeholder_group=any(count < SMALLEST_GROUP for count in stakeholder_groups.values()),
        polls={poll.id: poll for poll in voting.polls_of(session, meeting_id)},
    )


def is_small(poll: PollView) -> bool:
    """Return whether a closed poll has so few ballots that its split would identify people."""
    return not poll.is_open and poll.cast < SMALLEST_GROUP


def redact(line: EntryLine, view: View) -> EntryLine:
    """Return an entry as a reader may see it: unchanged, or without its payload."""
    if line.payload is None or _may_see(line, view):
        return line
    return replace(line, payload=None, is_redacted=True)


def _may_see(line: EntryLine, view: View) -> bool:
    rule = _RULES.get(line.kind)
    return rule is None or rule(line, view)


def _text(line: EntryLine, view: View) -> bool:
    return view.sees_hidden or line.facts.get("proposal") not in view.hidden


def _merge(line: EntryLine, view: View) -> bool:
    return view.sees_hidden or not view.hidden & {line.facts.get("proposal"), line.facts.get("original")}


def _reaction(_line: EntryLine, view: View) -> bool:
    return view.sees_reactions


def _ballot(line: EntryLine, view: View) -> bool:
    facts = line.facts
    if "choice" not in facts:
        return True
    poll = view.polls.get(str(facts.get("poll")))
    if poll is None or is_small(poll):
        return False
    return (Sight.OPEN_CHOICES if poll.is_open else Sight.NAMED_CHOICES) in view.sights


def _count(line: EntryLine, view: View) -> bool:
    """Return whether the closing entry of a poll may be shown; that of a small poll only if it holds no split."""
    facts = line.facts
    poll = view.polls.get(str(facts.get("poll")))
    tells = "yes" in (facts.get("count") or {}) or bool((facts.get("outcome") or {}).get("tests"))
    return poll is None or not is_small(poll) or not tells


def _seat(_line: EntryLine, view: View) -> bool:
    """Return whether this view shows entries about seats.

    If a stakeholder group is too small to be shown, no entry about a seat is: leaving out only the seats of that group
    would give them away.
    """
    return view.sees_names and not view.has_small_stakeholder_group


def _rating(_line: EntryLine, view: View) -> bool:
    return Sight.REACTIONS in view.sights


_RULES: Mapping[str, Callable[[EntryLine, View], bool]] = {
    "proposal.submitted": _text,
    "proposal.moderated": _text,
    "proposal.merged": _merge,
    "reaction.cast": _reaction,
    "reaction.withdrawn": _reaction,
    "ballot.cast": _ballot,
    "poll.closed": _count,
    "seat.joined": _seat,
    "case.rated": _rating,
}
