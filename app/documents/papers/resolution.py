"""The resolution (決議书) of a meeting, one paper for each text: clauses, vote, reservations, force and term."""

from collections.abc import Sequence

from app.documents.blocks import (
    Attachment,
    Block,
    Kind,
    Note,
    Paper,
    Paragraph,
    Seal,
    Section,
    Signatures,
)
from app.documents.papers import polls
from app.documents.papers.amendments import amendments_of
from app.documents.papers.facts import issuer_of, missing
from app.documents.papers.outline import Outline, break_title, topic_of
from app.documents.papers.reservations import reservation_words
from app.documents.press import Press
from app.documents.text import prose, sentence
from app.exports.dossier import Dossier
from app.exports.facts_words import headcount_words
from app.platform.i18n import Locale
from app.resolutions.queries import ClauseView, Incorporation, ResolutionLink, ResolutionView
from app.resolutions.rules import PUBLIC_PATH
from app.resolutions.rules import State as TextState
from app.voting.queries import PollView

SIGNERS = ("host", "recorder", "observer", "resident")
UNADOPTED = (TextState.CARRIED, TextState.VOTING, TextState.DRAFT)


def papers_of(dossier: Dossier, press: Press) -> Sequence[Paper]:
    """Return a paper for each adopted resolution by number, then for each text that may still be adopted.

    The papers of texts that are not adopted have the mark of a draft. Rejected texts are printed only if the meeting
    has no other, with 未通过 in the title.
    """
    adopted = sorted((one for one in dossier.resolutions if one.state == TextState.ADOPTED), key=number_order)
    others = [one for state in UNADOPTED for one in dossier.resolutions if one.state == state]
    return tuple(_paper(one, dossier, press) for one in (*adopted, *others) or dossier.resolutions)


def title_of(resolution: ResolutionView, dossier: Dossier, press: Press) -> tuple[str, ...]:
    """Return the title of a resolution's paper in lines; an intention of the consultation is called one."""
    key, poll = "statutory", polls.counted_poll(dossier.polls_on(resolution.id))
    if resolution.state == TextState.REJECTED:
        key = "rejected"
    elif poll is None or poll.basis is None or not poll.basis.is_statutory:
        key = "intention"
    topic = press.text(topic_of(resolution.title))
    return break_title(press.words(f"documents.resolution.title.{key}", title=topic), press.locale)


def number_order(resolution: ResolutionView) -> tuple[int, str]:
    """Order numbers such as 桂花苑议〔2026〕10号 by their count: a longer number is a later one."""
    number = resolution.number or ""
    return (len(number), number)


def _paper(resolution: ResolutionView, dossier: Dossier, press: Press) -> Paper:
    edition, outline = press.edition_of(Kind.RESOLUTION, resolution.id), Outline(press.locale)
    is_adopted = resolution.state == TextState.ADOPTED
    return Paper(
        kind=Kind.RESOLUTION,
        locale=press.locale,
        title=title_of(resolution, dossier, press),
        number=resolution.number or "",
        sections=(
            Section("basis", (Paragraph(_basis(resolution, dossier, press)),)),
            Section("clauses", _clauses(resolution, press, outline)),
            Section("result", _result(resolution, dossier, press, outline)),
            Section("reservations", _reservations(resolution, press, outline)),
            Section("effect", _effect(resolution, dossier, press, outline)),
            Section(
                "signatures",
                (*amendments_of(edition, press, outline), *_signatures(resolution, dossier, press)),
            ),
            Section("attachments", _attachments(resolution, press) if is_adopted else ()),
        ),
        footer=press.footer_of(edition, number=resolution.number or "", code=resolution.check_code or ""),
        mark=press.mark_of(edition) if is_adopted else press.words("documents.draft_mark"),
        issuer=issuer_of(dossier),
        date=resolution.adopted_at or dossier.printed_at,
        subject=resolution.id,
    )


def _basis(resolution: ResolutionView, dossier: Dossier, press: Press) -> str:
    """Return when and by whom the meeting was held, what came before it, who attended, and how it decided."""
    words, facts = press.words, resolution.facts
    poll = polls.counted_poll(dossier.polls_on(resolution.id))
    is_statutory = poll is not None and poll.basis is not None and poll.basis.is_statutory
    day = press.day(dossier.facts.began_at or (poll.closed_at if poll else None)) or missing(press, "day")
    sentences = [
        words(
            f"documents.resolution.convened.{'statutory' if is_statutory else 'intention'}",
            day=day,
            convener=dossier.facts.convener or missing(press, "convener"),
            topic=press.text(dossier.question or dossier.title),
        )
    ]
    if facts.noticed_on or is_statutory:
        sentences.append(_noticed(resolution, press))
    if facts.branch_studied_on or facts.branch_minute or is_statutory:
        studied = press.day(facts.branch_studied_on) or missing(press, "studied_on")
        minute = facts.branch_minute or missing(press, "branch_minute")
        sentences.append(words("documents.resolution.studied", day=studied, minute=minute))
    sentences += [_attendance(poll, dossier, press), _ballot(resolution, poll, press)]
    return prose(press.locale, sentences)


def _noticed(resolution: ResolutionView, press: Press) -> str:
    """Return when the matter was announced, and whether that was as long before the vote as the rule requires."""
    day, prior = press.day(resolution.facts.noticed_on) or missing(press, "noticed_on"), resolution.prior_notice
    if prior is None or not prior.days_required:
        return press.words("documents.resolution.noticed", day=day)
    key = f"documents.resolution.noticed.{'met' if prior.is_met else 'missed'}"
    return press.words(key, day=day, days=prior.days, required=prior.days_required)


def _attendance(poll: PollView | None, dossier: Dossier, press: Press) -> str:
    present = sentence(press.words, headcount_words(press.words, dossier.facts))
    quorum = poll.decision[press.locale].quorum if poll and press.locale in poll.decision else ""
    return prose(press.locale, (present, quorum))


def _ballot(resolution: ResolutionView, poll: PollView | None, press: Press) -> str:
    if poll is None or resolution.state in (TextState.DRAFT, TextState.VOTING):
        return press.words(f"documents.resolution.decided.{resolution.state}")
    ballot = press.words(f"documents.ballot.{'secret' if poll.is_secret else 'open'}")
    state = "rejected" if resolution.state == TextState.REJECTED else "carried"
    if state == "carried" and poll.basis and not poll.basis.is_statutory:
        state = "intention"
    return press.words(f"documents.resolution.decided.{state}", ballot=ballot)


def _clauses(resolution: ResolutionView, press: Press, outline: Outline) -> tuple[Block, ...]:
    """Return the clauses, each with the concessions that it takes up, then the concessions of the whole text."""
    heading = outline.section(press.words("documents.resolution.clauses"))
    whole = (Paragraph(_whole_concession(one, press)) for one in resolution.concessions)
    return (heading, *(Paragraph(_clause(clause, press)) for clause in resolution.clauses), *whole)


def _clause(clause: ClauseView, press: Press) -> str:
    gap = " " if press.locale is Locale.EN else ""
    concessions = (one.in_words[press.locale] for one in clause.concessions)
    return press.text(f"{clause.number}.{gap}{prose(press.locale, (clause.text, *concessions))}")


def _whole_concession(one: Incorporation, press: Press) -> str:
    key = "documents.resolution.concession" + ("" if one.stakeholder_group else "_unnamed")
    told = press.words(key, group=one.stakeholder_group or "", condition=one.condition, gives=one.offer)
    return press.text(told)


def _result(resolution: ResolutionView, dossier: Dossier, press: Press, outline: Outline) -> tuple[Block, ...]:
    """Return the table of the polls on the text, the arithmetic of the one that counts, and its rule."""
    words, heading = press.words, outline.section(press.words("documents.resolution.result"))
    held = dossier.polls_on(resolution.id)
    closed = [poll for poll in held if not poll.is_open]
    if not closed:
        return (heading, Paragraph(words(f"documents.resolution.no_result.{'open' if held else 'none'}")))
    whole = words("documents.resolution.whole")
    again = [words("documents.resolution.whole_again", number=at) for at in range(1, len(closed) + 1)]
    table = polls.result_table(words, list(zip(again if len(closed) > 1 else [whole], closed, strict=True)))
    poll = polls.counted_poll(closed) or closed[-1]
    return (
        heading,
        table,
        Paragraph(polls.majority_words(words, poll)),
        Paragraph(polls.rule_words(words, poll)),
    )


def _reservations(resolution: ResolutionView, press: Press, outline: Outline) -> tuple[Block, ...]:
    heading = outline.section(press.words("documents.resolution.reservations"))
    if not resolution.dissent:
        return (heading, Paragraph(press.words("documents.resolution.no_reservations")))
    ordered = sorted(resolution.dissent, key=lambda one: (one.clause is None, one.clause))
    return (heading, *(Paragraph(reservation_words(one, press)) for one in ordered))


def _effect(resolution: ResolutionView, dossier: Dossier, press: Press, outline: Outline) -> tuple[Block, ...]:
    """Return force, term and review, then objections and corrections in a paragraph that the signatures stay with."""
    heading = outline.section(press.words("documents.resolution.effect"))
    first = (_force(resolution, dossier, press), *_term(resolution, press))
    last = (
        objections_of(resolution, dossier, press),
        _correction("corrects", resolution.corrects, press),
        _correction("corrected_by", resolution.corrected_by, press),
    )
    return (
        heading,
        Paragraph(prose(press.locale, first)),
        Paragraph(prose(press.locale, last), keeps_with_next=True),
    )


def _force(resolution: ResolutionView, dossier: Dossier, press: Press) -> str:
    poll = polls.counted_poll(dossier.polls_on(resolution.id))
    if poll is None or poll.basis is None:
        return ""
    kind = "statutory" if poll.basis.is_statutory else "intention"
    return press.words(f"documents.resolution.force.{kind}", cite=poll.basis.cite)


def _term(resolution: ResolutionView, press: Press) -> tuple[str, ...]:
    words, facts = press.words, resolution.facts
    responsible = press.text(facts.responsible) or missing(press, "responsible")
    force = words("documents.resolution.effective_later")
    if resolution.effective_on:
        force = words("documents.resolution.effective", day=press.day(resolution.effective_on))
    return (
        words("documents.resolution.responsible", responsible=responsible),
        force,
        words("documents.resolution.valid_until", day=press.day(facts.valid_until)) if facts.valid_until else "",
        words("documents.resolution.review", day=press.day(facts.review_on)) if facts.review_on else "",
    )


def objections_of(resolution: ResolutionView, dossier: Dossier, press: Press) -> str:
    """Return where and until when objections are taken, named as missing if nobody knows."""
    facts, words = resolution.facts, press.words
    channel = channel_of(resolution, dossier, press) or missing(press, "channel")
    if facts.objection_until is None:
        return words("documents.resolution.objection", channel=channel)
    return words("documents.resolution.objection_until", channel=channel, day=press.day(facts.objection_until))


def channel_of(resolution: ResolutionView, dossier: Dossier, press: Press) -> str:
    """Return where objections go: address and telephone of the resolution, else the contact of the place."""
    facts, words = resolution.facts, press.words
    if facts.objection_address and facts.objection_phone:
        both = {"address": press.text(facts.objection_address), "phone": facts.objection_phone}
        return words("documents.resolution.channel", **both)
    phone = words("documents.resolution.phone", phone=facts.objection_phone) if facts.objection_phone else ""
    return press.text(facts.objection_address) or phone or dossier.facts.contact


def _correction(key: str, link: ResolutionLink | None, press: Press) -> str:
    if link is None:
        return ""
    return press.words(
        f"documents.resolution.{key}",
        number=link.number or missing(press, "resolution_number"),
        title=press.text(link.title),
    )


def _signatures(resolution: ResolutionView, dossier: Dossier, press: Press) -> tuple[Block, ...]:
    words, blank = press.words, press.words("documents.blank_date")
    is_adopted = resolution.state == TextState.ADOPTED
    address = press.address(PUBLIC_PATH.format(id=resolution.id)) if is_adopted else ""
    return (
        Signatures(tuple(words(f"documents.signer.{name}") for name in SIGNERS), blank),
        Seal(
            issuer=issuer_of(dossier),
            date=press.day(resolution.adopted_at) or blank,
            hint=words("documents.seal_hint"),
            address=address,
            caption=words("documents.resolution.qr") if address else "",
        ),
    )


def _attachments(resolution: ResolutionView, press: Press) -> tuple[Block, ...]:
    """Return the whole hash of the text, and how anybody checks it."""
    words, address = press.words, press.address(PUBLIC_PATH.format(id=resolution.id))
    is_folded = press.text(resolution.title + resolution.text) != resolution.title + resolution.text
    return (
        Attachment(words("documents.resolution.check.label"), words("documents.resolution.check.title")),
        Paragraph(words("documents.resolution.check.lead", number=resolution.number, title=resolution.title)),
        Note(resolution.text_hash or ""),
        Paragraph(words("documents.resolution.check.how", code=resolution.check_code)),
        *((Paragraph(words("documents.resolution.check.address")), Note(address)) if address else ()),
        *((Paragraph(words("documents.resolution.check.folded")),) if is_folded else ()),
    )
