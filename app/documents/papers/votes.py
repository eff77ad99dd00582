"""The vote detail (表決明細): each poll with its counts, receipt codes without choices, pseudonyms with choices."""

from collections.abc import Iterator, Sequence

from app.documents.blocks import Block, Fact, Kind, Paper, Paragraph, Section, Side, Table
from app.documents.papers import polls
from app.documents.papers.facts import issuer_of, meeting_facts, moment_words
from app.documents.papers.outline import Outline, break_title, topic_of
from app.documents.press import Press
from app.exports.ballots import PollBallots
from app.exports.dossier import Dossier
from app.voting.queries import PollView

CODES_PER_ROW, BALLOTS_PER_ROW = 2, 3


def papers_of(dossier: Dossier, press: Press) -> Sequence[Paper]:
    """Return the vote detail of a meeting; no paper shows which person has cast a secret ballot how."""
    edition = press.edition_of(Kind.VOTES)
    title = press.words("documents.votes.title", title=press.text(topic_of(dossier.title)))
    return (
        Paper(
            kind=Kind.VOTES,
            locale=press.locale,
            title=break_title(title, press.locale),
            number="",
            sections=(
                Section("facts", meeting_facts(dossier, press, "topic", "time", "headcount")),
                Section("rows", tuple(_polls(dossier, press))),
            ),
            footer=press.footer_of(edition),
            mark=press.mark_of(edition),
            issuer=issuer_of(dossier),
            date=dossier.printed_at,
        ),
    )


def _polls(dossier: Dossier, press: Press) -> Iterator[Block]:
    if not dossier.polls:
        yield Paragraph(press.words("documents.votes.none"))
    outline, ballots = Outline(press.locale), {one.poll: one for one in dossier.ballots}
    titles = {one.id: one.title for one in dossier.resolutions}
    for poll in dossier.polls:
        question = titles.get(poll.subject, poll.question) if poll.subject else poll.question
        yield outline.section(press.text(question))
        yield from _poll(poll, press)
        yield from _ballots(poll, ballots[poll.id], press)


def _poll(poll: PollView, press: Press) -> Iterator[Block]:
    """Yield the facts of a poll, its counts and what they come to."""
    words = press.words
    facts = {
        "ballot": words(f"documents.ballot.{'secret' if poll.is_secret else 'open'}"),
        "opened": moment_words(press, poll.opened_at),
        "ended": moment_words(press, poll.closed_at) if poll.closed_at else "",
    }
    for name, value in facts.items():
        if value:
            yield Fact(words(f"documents.label.{name}"), value)
    if not poll.is_open:
        yield polls.result_table(words, [(words("documents.votes.poll", number=poll.number), poll)])
    yield Paragraph(polls.majority_words(words, poll))
    yield Paragraph(polls.rule_words(words, poll))


def _ballots(poll: PollView, ballots: PollBallots, press: Press) -> Iterator[Block]:
    """Yield the codes of a secret poll, or the ballots of a named one with a sentence where they are left out."""
    words = press.words
    if poll.is_open or poll.void_reason is not None:
        return
    if poll.is_secret:
        yield Paragraph(words("documents.votes.codes", count=len(ballots.codes)), keeps_with_next=True)
        yield from _in_columns([(code,) for code in ballots.codes], ("code_of_ballot",), CODES_PER_ROW, press)
    elif ballots.ballots:
        yield Paragraph(words("documents.votes.named"), keeps_with_next=True)
        rows = [(str(one.voter), words(f"domain.choice.{one.choice}")) for one in ballots.ballots]
        yield from _in_columns(rows, ("voter", "choice"), BALLOTS_PER_ROW, press)
    elif poll.tally is not None:
        yield Paragraph(words("documents.left_out.named_choices"))


def _in_columns(cells: Sequence[tuple[str, ...]], names: tuple[str, ...], across: int, press: Press) -> Iterator[Block]:
    """Yield a table with several records in each row, to be read from left to right; nothing without a record."""
    if not cells:
        return
    head = tuple(press.words(f"documents.column.{name}") for name in names) * across
    blank = ("",) * len(names)
    padded = [*cells, *(blank for _ in range(-len(cells) % across))]
    rows = [sum(padded[at : at + across], ()) for at in range(0, len(padded), across)]
    yield Table(head, tuple(rows), sides=(Side.CENTRE,) * len(head))
