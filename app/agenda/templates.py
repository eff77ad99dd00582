"""The templates of meetings as data: phases, their minutes, and what residents may do in each phase."""

from app.meetings.rules import CHECK_IN, Act, Phase, Template

_HOUR = 60
_JOIN = frozenset({CHECK_IN})
_PROPOSE = _JOIN | {Act("propose")}
_SAY = _PROPOSE | {Act("react")}
_WEIGH = _JOIN | {Act("react")}
_SORT = _WEIGH | {Act("sort")}
_CONCEDE = _WEIGH | {Act("concede")}
_DECIDE = _JOIN | {Act("vote")}

TEMPLATES: tuple[Template, ...] = (
    Template(
        "T1",
        (
            Phase("prep", 0, _PROPOSE),
            Phase("checkin", 10, _JOIN),
            Phase("open", 8, _JOIN),
            Phase("say", 15, _SAY),
            Phase("cluster", 7, _SORT),
            Phase("heat", 5, _WEIGH),
            Phase("market", 5, _WEIGH),
            Phase("discuss", 25, _WEIGH),
            Phase("report", 12, _WEIGH),
            Phase("debate", 10, _WEIGH),
            Phase("concede", 12, _CONCEDE),
            Phase("decide", 8, _DECIDE),
            Phase("plan", 8, _JOIN),
            Phase("close", 5, _JOIN),
        ),
        cards_per_seat=3,
    ),
    Template(
        "T2",
        (
            Phase("open", 5, _JOIN),
            Phase("say", 20, _SAY),
            Phase("triage", 5, _WEIGH),
            Phase("discuss", 15, _CONCEDE),
            Phase("decide", 10, _DECIDE),
            Phase("close", 5, _JOIN),
        ),
        cards_per_seat=None,
    ),
    Template(
        "T3",
        (
            Phase("prep", 0, _SAY),
            Phase("checkin", 15, _JOIN),
            Phase("open", 10, _JOIN),
            Phase("say", 10, _SAY),
            Phase("cluster", 15, _SORT),
            Phase("heat", 10, _WEIGH),
            Phase("discuss", 30, _WEIGH),
            Phase("report", 15, _WEIGH),
            Phase("concede", 20, _CONCEDE),
            Phase("decide", 15, _DECIDE),
            Phase("close", 10, _JOIN),
        ),
        cards_per_seat=3,
    ),
    Template(
        "T4",
        (
            Phase("say", 72 * _HOUR, _SAY),
            Phase("heat", 24 * _HOUR, _WEIGH),
            Phase("concede", 48 * _HOUR, _CONCEDE),
            Phase("decide", 24 * _HOUR, _DECIDE),
            Phase("close", 0, _JOIN),
        ),
        cards_per_seat=None,
    ),
)
