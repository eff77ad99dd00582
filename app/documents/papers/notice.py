"""The public notice (公示) of a resolution: its result, or the progress of carrying it out, to be hung on a board."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.cases.queries import CaseView
from app.documents.blocks import Block, Kind, Note, Paper, Paragraph, Seal, Section
from app.documents.editions import State
from app.documents.papers import polls
from app.documents.papers.facts import issuer_of, missing
from app.documents.papers.outline import Outline, break_title, topic_of
from app.documents.papers.resolution import channel_of, number_order
from app.documents.press import Press
from app.documents.text import prose, sentence
from app.exports.dossier import Dossier
from app.exports.facts_words import headcount_words
from app.platform.local_time import to_local
from app.resolutions.notices.queries import NoticeView
from app.resolutions.notices.rules import USUAL_DAYS, last_day
from app.resolutions.notices.rules import Kind as Subject
from app.resolutions.queries import ResolutionView
from app.resolutions.rules import PUBLIC_PATH
from app.resolutions.rules import State as TextState
from app.voting.queries import PollView

LAST_POINT = "objections"


@dataclass(frozen=True, slots=True)
class Posting:
    """What one notice tells of which resolution, where and how long; `notice` is None for a proposed one."""

    resolution: ResolutionView
    kind: str
    starts_on: date
    ends_on: date
    days: int
    notice: NoticeView | None = None


def papers_of(dossier: Dossier, press: Press) -> Sequence[Paper]:
    """Return a paper for each public notice; an adopted resolution without one gets a draft of fifteen days from today.

    A notice names bodies and offices, but no person and no vote of a person.
    """
    adopted = [one for one in dossier.resolutions if one.state == TextState.ADOPTED]
    adopted.sort(key=number_order)
    return tuple(_paper(posting, dossier, press) for one in adopted for posting in _postings(one, dossier))


def _postings(resolution: ResolutionView, dossier: Dossier) -> Iterator[Posting]:
    for one in resolution.notices:
        yield Posting(resolution, one.kind, one.starts_on, one.ends_on, one.days, one)
    if not resolution.notices:
        today = to_local(dossier.printed_at).date()
        yield Posting(resolution, Subject.RESULT, today, last_day(today, USUAL_DAYS), USUAL_DAYS)


def _paper(posting: Posting, dossier: Dossier, press: Press) -> Paper:
    notice, resolution = posting.notice, posting.resolution
    edition = press.edition_of(
        Kind.NOTICE, notice.id if notice else resolution.id, State.POSTED if notice else State.DRAFT
    )
    left, _ = press.footer_of(edition, number=resolution.number or "")
    return Paper(
        kind=Kind.NOTICE,
        locale=press.locale,
        title=_title(posting, dossier, press),
        number="",
        sections=(
            Section("content", tuple(_content(posting, dossier, press))),
            Section("seal", tuple(_end(posting, dossier, press))),
        ),
        footer=(left, press.words("documents.notice.hung_by")),
        mark=press.mark_of(edition),
        issuer=_issuer(posting, dossier),
        date=dossier.printed_at,
    )


def _title(posting: Posting, dossier: Dossier, press: Press) -> tuple[str, ...]:
    kind = "progress" if posting.kind == Subject.PROGRESS else "intention"
    poll = _poll(posting, dossier)
    if kind == "intention" and poll and poll.basis and poll.basis.is_statutory:
        kind = "result"
    title = press.words(f"documents.notice.title.{kind}", title=press.text(topic_of(posting.resolution.title)))
    return break_title(title, press.locale)


def _content(posting: Posting, dossier: Dossier, press: Press) -> Iterator[Block]:
    """Yield the opening sentence, then a point for each thing that a notice has to tell."""
    words, outline = press.words, Outline(press.locale)
    day = press.day(dossier.facts.began_at or posting.resolution.adopted_at) or missing(press, "day")
    facts = {"issuer": dossier.facts.convener or issuer_of(dossier), "day": day}
    yield Paragraph(words(f"documents.notice.opening.{posting.kind}", **facts, number=posting.resolution.number))
    for name, text in _points(posting, dossier, press):
        lead = outline.lead(words(f"documents.notice.point.{name}"))
        yield Paragraph(text, lead=lead, keeps_with_next=name == LAST_POINT)


def _points(posting: Posting, dossier: Dossier, press: Press) -> Iterator[tuple[str, str]]:
    words, notice = press.words, posting.notice
    yield "matter", sentence(words, press.text(dossier.question or dossier.title))
    if posting.kind == Subject.RESULT:
        yield "summary", _summary(dossier, press)
    yield "result", _result(posting, dossier, press)
    if posting.kind == Subject.PROGRESS:
        yield "progress", _progress(posting, dossier, press)
    yield "text", _text(posting, press)
    if posting.kind == Subject.RESULT:
        yield "next", _next(posting, press)
    period = {"first": press.day(posting.starts_on), "last": press.day(posting.ends_on), "count": posting.days}
    yield "period", words("documents.notice.period", **period)
    where = notice.posted_where if notice else ""
    yield "where", sentence(words, press.text(where) or missing(press, "posted_where"))
    contact = (notice.contact if notice else "") or channel_of(posting.resolution, dossier, press)
    yield LAST_POINT, words("documents.notice.objections", contact=press.text(contact) or missing(press, "channel"))


def _summary(dossier: Dossier, press: Press) -> str:
    """Return how many came and what they worked on, as far as there is something."""
    words = press.words
    present = sentence(words, headcount_words(words, dossier.facts))
    shown = sum(line.is_visible for line in dossier.proposals)
    counts = {"proposals": shown, "themes": len(dossier.themes), "concessions": len(dossier.concessions)}
    parts = [words(f"documents.notice.{name}", count=count) for name, count in counts.items() if count]
    worked = sentence(words, words("documents.headcount.comma").join(parts)) if parts else ""
    return prose(press.locale, (present, worked))


def _result(posting: Posting, dossier: Dossier, press: Press) -> str:
    """Return the result in words: the figures, the line to be passed, and whether it binds."""
    poll = _poll(posting, dossier)
    if poll is None:
        return missing(press, "result")
    return polls.figures_in_words(press.words, poll)


def _text(posting: Posting, press: Press) -> str:
    """Return the clauses in one paragraph, numbered in brackets if there are several."""
    clauses = posting.resolution.clauses
    if len(clauses) == 1:
        return press.text(clauses[0].text)
    numbered = (press.words("documents.notice.clause", number=one.number, text=one.text) for one in clauses)
    return press.text(prose(press.locale, numbered))


def _next(posting: Posting, press: Press) -> str:
    """Return who carries the resolution out from when, when it is looked at again, and where progress will hang."""
    words, facts, effective_on = press.words, posting.resolution.facts, posting.resolution.effective_on
    force = words("documents.resolution.effective_later")
    if effective_on:
        force = words("documents.resolution.effective", day=press.day(effective_on))
    sentences = [
        words(
            "documents.resolution.responsible",
            responsible=press.text(facts.responsible) or missing(press, "responsible"),
        ),
        force,
        words("documents.resolution.review", day=press.day(facts.review_on)) if facts.review_on else "",
        words("documents.notice.same_place"),
    ]
    return prose(press.locale, sentences)


def _progress(posting: Posting, dossier: Dossier, press: Press) -> str:
    """Return what the office has written, then each case of the resolution with its state and its day."""
    words, notice = press.words, posting.notice
    note = press.text(notice.note) if notice else ""
    own = [_case(case, press) for case in dossier.cases if case.resolution == posting.resolution.id]
    return prose(press.locale, (note, *own)) or words("documents.notice.no_case")


def _case(case: CaseView, press: Press) -> str:
    facts = {"number": case.number, "title": case.title, "state": press.words(f"domain.case.{case.state}")}
    due = press.words("documents.notice.due", day=press.day(case.due_on)) if case.due_on else ""
    return press.text(press.words("documents.notice.case", **facts, due=due))


def _end(posting: Posting, dossier: Dossier, press: Press) -> Iterator[Block]:
    notice, resolution, words = posting.notice, posting.resolution, press.words
    address = press.address(PUBLIC_PATH.format(id=resolution.id))
    yield Seal(
        issuer=_issuer(posting, dossier),
        date=press.day(posting.starts_on),
        hint=words("documents.seal_hint"),
        address=address,
        caption=words("documents.notice.qr", code=resolution.check_code or "") if address else "",
    )
    if notice and notice.taken_down_on:
        day, reason = press.day(notice.taken_down_on), press.text(notice.taken_down_reason)
        key = "documents.notice.taken_down" + ("_because" if reason else "")
        yield Note(words(key, day=day, reason=reason))


def _issuer(posting: Posting, dossier: Dossier) -> str:
    """Return who has posted a notice; where that is the bare name of the place, who issues the papers of the place."""
    issuer = posting.notice.issuer if posting.notice else ""
    return issuer if issuer not in ("", dossier.place) else issuer_of(dossier)


def _poll(posting: Posting, dossier: Dossier) -> PollView | None:
    return polls.counted_poll(dossier.polls_on(posting.resolution.id))
