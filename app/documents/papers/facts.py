"""The facts of a meeting that several papers begin with, and the names under which a place issues papers."""

from app.documents.blocks import Fact
from app.documents.press import Press
from app.exports.dossier import Dossier
from app.exports.facts_words import headcount_words, person_words
from app.platform.local_time import to_local


def meeting_facts(dossier: Dossier, press: Press, names: tuple[str, ...] = ("topic", "time")) -> tuple[Fact, ...]:
    """Return the named facts of a meeting; a fact that nobody has given is named as missing."""
    return tuple(
        Fact(press.words(f"documents.label.{name}"), _value(name, dossier, press) or missing(press)) for name in names
    )


def missing(press: Press) -> str:
    """Return the words in place of a fact that nobody has given."""
    return press.words("documents.fact.not_filled")


def issuer_of(dossier: Dossier) -> str:
    """Return who issues the papers of a meeting: as the place has set it, else the convener, else the place."""
    return dossier.facts.issuer or dossier.facts.convener or dossier.place


def held_on(dossier: Dossier, press: Press) -> str:
    """Return the day of a meeting; "" if nobody knows it."""
    return press.day(dossier.facts.began_at)


def _value(name: str, dossier: Dossier, press: Press) -> str:
    facts, words = dossier.facts, press.words
    match name:
        case "topic":
            return dossier.question or dossier.title
        case "meeting":
            return dossier.title
        case "time":
            return _span(dossier, press)
        case "place":
            return facts.venue
        case "convener":
            return facts.convener
        case "host":
            return person_words(words, facts.host) if facts.host else ""
        case "recorder":
            return person_words(words, facts.recorder) if facts.recorder else ""
        case "present":
            return headcount_words(words, facts)
    raise LookupError(name)


def _span(dossier: Dossier, press: Press) -> str:
    """Return day, beginning and end of a meeting in local time."""
    began, ended = dossier.facts.began_at, dossier.facts.ended_at
    if began is None:
        return ""
    start = f"{press.day(began)} {to_local(began):%H:%M}"
    if ended is None:
        return press.words("documents.minutes.from", start=start)
    is_same_day = to_local(began).date() == to_local(ended).date()
    end = f"{to_local(ended):%H:%M}" if is_same_day else f"{press.day(ended)} {to_local(ended):%H:%M}"
    return press.words("documents.minutes.until", start=start, end=end)
