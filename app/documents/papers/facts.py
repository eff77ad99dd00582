"""The facts of a meeting that several papers begin with, and who issues the papers of a place."""

from datetime import datetime

from app.documents.blocks import Fact
from app.documents.papers.minutes import period_words
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


def moment_words(press: Press, at: datetime) -> str:
    """Return day and local time of a moment."""
    return f"{press.day(at)} {to_local(at):%H:%M}"


def missing(press: Press) -> str:
    """Return the words in place of a fact that nobody has given."""
    return press.words("documents.fact.not_filled")


def issuer_of(dossier: Dossier) -> str:
    """Return who issues the papers of a meeting: as the place has set it, else the convener, else the place."""
    return dossier.facts.issuer or dossier.facts.convener or dossier.place
