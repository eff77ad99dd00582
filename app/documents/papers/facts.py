"""The facts of a meeting that several papers begin with, and who issues the papers of a place."""

from datetime import datetime

from app.documents.blocks import Fact
from app.documents.press import Press
from app.exports.dossier import Dossier
from app.exports.facts_words import headcount_words, person_words
from app.platform.local_time import to_local


def meeting_facts(dossier: Dossier, press: Press, *names: str) -> tuple[Fact, ...]:
    """Return the named facts of a meeting; a fact that nobody has given is named as missing.

    Args:
        names: of topic, time, place, convener, host, recorder and headcount.
    """
    facts, words = dossier.facts, press.words
    known = {
        "topic": press.text(dossier.question or dossier.title),
        "time": period_words(press, facts.began_at, facts.ended_at),
        "place": facts.venue,
        "convener": facts.convener,
        "host": person_words(words, facts.host) if facts.host else "",
        "recorder": person_words(words, facts.recorder) if facts.recorder else "",
        "headcount": headcount_words(words, facts),
    }
    return tuple(Fact(words(f"documents.label.{name}"), known[name] or missing(press)) for name in names)


def period_words(press: Press, began_at: datetime | None, ended_at: datetime | None) -> str:
    """Return from when until when a meeting was held, with the day of the week; empty if nobody knows."""
    if began_at is None:
        return ""
    words, start = press.words, to_local(began_at)
    weekday = words(f"documents.weekday.{start.isoweekday()}")
    text = words("documents.minutes.begin", day=press.day(began_at), weekday=weekday, time=f"{start:%H:%M}")
    if ended_at is None:
        return text
    end = to_local(ended_at)
    day = "" if end.date() == start.date() else press.day(ended_at)
    return words("documents.minutes.until", start=text, end=f"{day}{end:%H:%M}")


def moment_words(press: Press, at: datetime) -> str:
    """Return day and local time of a moment."""
    return press.words("documents.moment", day=press.day(at), time=f"{to_local(at):%H:%M}")


def missing(press: Press, fact: str = "") -> str:
    """Return the words in place of a fact that nobody has given.

    Args:
        fact: names the fact inside a sentence; empty beside a label, which names it already.
    """
    if not fact:
        return press.words("documents.fact.not_filled")
    return press.words("documents.fact.not_filled_in", fact=press.words(f"documents.fact.{fact}"))


def issuer_of(dossier: Dossier) -> str:
    """Return who issues the papers of a meeting: as the place has set it, else the convener, else the place."""
    return dossier.facts.issuer or dossier.facts.convener or dossier.place
