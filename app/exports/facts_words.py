"""The facts of a meeting in words, for every paper and page; `words` gives the language."""

from app.accounts.queries import Signature
from app.exports.facts import AgendaLine, MeetingFacts
from app.platform.i18n import Translator

_ENDS = " ？?！!。.，,"
"""Signs that a title loses when it becomes part of a longer one."""


def minutes_title(words: Translator, facts: MeetingFacts, title: str) -> str:
    """Return the title of the minutes: the one that somebody has entered, else one made of the meeting's title."""
    return facts.minutes_title or usual_title(words, title)


def usual_title(words: Translator, title: str) -> str:
    """Return the title of minutes that is made of the meeting's title, unless somebody enters another."""
    topic = title.strip(_ENDS).removeprefix("关于").removeprefix("關於") or title
    return words("documents.minutes.official_title", title=topic)


def person_words(words: Translator, person: Signature) -> str:
    """Return a person as papers print one: the name with the office, else with the role; the role alone without a name.

    A person whom somebody has entered by the name alone has neither office nor role.
    """
    office = person.office or (words(f"domain.role.{person.role}") if person.role else "")
    if not person.name:
        return office
    return words("documents.person", name=person.name, office=office) if office else person.name


def people_words(words: Translator, people: tuple[Signature, ...]) -> str:
    """Return several people, one after the other; "" for nobody."""
    return words("documents.minutes.comma").join(person_words(words, person) for person in people)


def headcount_words(words: Translator, facts: MeetingFacts) -> str:
    """Return who should come, who came, who is on leave and who is absent, such as 应到64人，实到61人（…）."""
    counts = {"entitled": facts.entitled, "present": facts.present, "on_leave": facts.on_leave, "absent": facts.absent}
    known = {name: count for name, count in counts.items() if count is not None}
    parts = [
        words(f"documents.headcount.{name}", count=count, hall=facts.hall, online=facts.online)
        for name, count in known.items()
    ]
    return words("documents.headcount.comma").join(parts)


def result_words(words: Translator, line: AgendaLine) -> str:
    """Return what came out of a phase in one line; "" for a phase without a result."""
    return words(f"documents.result.{line.result.code}", **line.result.counts) if line.result else ""


def fact_words(words: Translator, name: str) -> str:
    """Return the name of a fact, as `MeetingFacts.missing` lists it."""
    return words(f"documents.fact.{name}")


def missing_words(words: Translator, facts: MeetingFacts) -> str:
    """Return the names of the facts that nobody has given; "" if all are there."""
    return words("documents.minutes.comma").join(fact_words(words, name) for name in facts.missing)
