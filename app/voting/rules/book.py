"""The decision rules as versioned data, each with its source."""

from dataclasses import dataclass
from enum import StrEnum


class Compare(StrEnum):
    """How a figure is compared with a share: `gt` is 過半數, more than; `ge` is 以上, at least (民法典 1259)."""

    GT = "gt"
    GE = "ge"


class Proxy(StrEnum):
    """The proxy votes that a rule allows: none, with a written proxy, or by household."""

    NONE = "none"
    WRITTEN = "written"
    HOUSEHOLD = "household"


@dataclass(frozen=True, slots=True)
class Condition:
    """Compares the figure `x` with the share numerator/denominator of the figure `of`."""

    x: str
    compare: Compare
    numerator: int
    denominator: int
    of: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a decision rule; the catalogue key of its name is `domain.rule.<id>`.

    A vote is valid if all `valid` conditions hold, and carried if all `carry` conditions hold as well.

    Figures in people: P took part, Y yes, V yes or no, N entitled (owners, members), N18 adult residents,
    H households, M members of the body, O owners whose own part is occupied, C those owners who consent.
    Figures in area: A all, Ap took part, Ay yes.

    `as_of` is the day from which, or on which, the cited text is known to be in force; None where the law
    is silent.
    """

    id: str
    version: str
    valid: tuple[Condition, ...]
    carry: tuple[Condition, ...]
    cite: str
    is_statutory: bool
    as_of: str | None = None
    notice_days: int | None = None
    proxy: Proxy | None = None


def more_than_half(x: str, of: str) -> Condition:
    """Return the condition 過半數 (more than half): 2 * x > of."""
    return Condition(x, Compare.GT, 1, 2, of)


def at_least(numerator: int, denominator: int, x: str, of: str) -> Condition:
    """Return the condition 以上 (at least): denominator * x >= numerator * of."""
    return Condition(x, Compare.GE, numerator, denominator, of)


_MAJORITY = (more_than_half("Y", "P"),)
_OWNERS_QUORUM = (at_least(2, 3, "P", "N"), at_least(2, 3, "Ap", "A"))
_OWNERS_SPECIAL = (at_least(3, 4, "Y", "P"), at_least(3, 4, "Ay", "Ap"))
_RESIDENTS = "2026-01-01"  # 居委會組織法, revised 2025-10-28, in force since this day
_VILLAGERS = "2026-07-01"  # 村委會組織法, numbering of the 2025 amendment, as read
_CIVIL_CODE = "2021-01-01"
_OWNERS_NOTICE = 15


def _residents(id: str, quorum: Condition, cite: str, notice_days: int | None = None) -> Rule:
    return Rule(id, "2026-01", (quorum,), _MAJORITY, cite, True, as_of=_RESIDENTS, notice_days=notice_days)


def _villagers(id: str, quorum: Condition, cite: str, notice_days: int | None = None) -> Rule:
    return Rule(id, "2026-07", (quorum,), _MAJORITY, cite, True, as_of=_VILLAGERS, notice_days=notice_days)


def _owners(id: str, carry: tuple[Condition, ...], cite: str) -> Rule:
    return Rule(
        id,
        "2021-01",
        _OWNERS_QUORUM,
        carry,
        cite,
        True,
        as_of=_CIVIL_CODE,
        notice_days=_OWNERS_NOTICE,
        proxy=Proxy.WRITTEN,
    )


RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        Rule("R0", "2026-01", (), _MAJORITY, "协商意向，非法定表决", False),
        _residents("RC-A", more_than_half("P", "N18"), "居民委员会组织法第26、27条", 10),
        _residents("RC-H", more_than_half("P", "H"), "居民委员会组织法第26、27条", 10),
        _residents("RC-R", at_least(2, 3, "P", "M"), "居民委员会组织法第29条"),
        # The law says 少数服从多数 and gives no formula: more than half of all members is this product's reading.
        Rule(
            "RC-C",
            "2026-01",
            (),
            (more_than_half("Y", "M"),),
            "居民委员会组织法第33条",
            True,
            as_of=_RESIDENTS,
        ),
        _villagers("VC-A", more_than_half("P", "N18"), "村民委员会组织法第26条", 10),
        _villagers("VC-H", at_least(2, 3, "P", "H"), "村民委员会组织法第26条", 10),
        _villagers("VC-R", at_least(2, 3, "P", "M"), "村民委员会组织法第30条", 3),  # notice: Zhejiang
        # Article 32 lets a group of villagers meet by adults or by households: two rules.
        _villagers("VC-G", at_least(2, 3, "P", "N18"), "村民委员会组织法第32条"),
        _villagers("VC-GH", at_least(2, 3, "P", "H"), "村民委员会组织法第32条"),
        _owners(
            "OA-G",
            (more_than_half("Y", "P"), more_than_half("Ay", "Ap")),
            "民法典第278条第(一)至(五)、(九)项",
        ),
        _owners("OA-S", _OWNERS_SPECIAL, "民法典第278条第(六)至(八)项"),
        _owners("OA-L", (*_OWNERS_SPECIAL, at_least(1, 1, "C", "O")), "民法典第278条；既有住宅加装电梯办法"),
        Rule("OA-X", "2021-01", (), (at_least(1, 1, "Y", "N"),), "民法典第279条", True, as_of=_CIVIL_CODE),
        Rule(
            "OC",
            "2022-04",
            (more_than_half("P", "M"),),
            (more_than_half("Y", "M"),),
            "宁波市住宅小区物业管理条例第33条",
            True,
            as_of="2022-04-01",
            notice_days=3,
            proxy=Proxy.NONE,
        ),
        Rule(
            "RE-M",
            "2025-05",
            (at_least(2, 3, "P", "N"),),
            (at_least(2, 3, "Y", "N"),),
            "农村集体经济组织法第27条",
            True,
            as_of="2025-05-01",
            proxy=Proxy.HOUSEHOLD,
        ),
    )
}
