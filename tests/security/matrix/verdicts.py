"""What the permission table says about a cell of the role matrix, worked out without the gate's own code."""

from collections import Counter
from enum import StrEnum

from app.platform.access.permissions import ANYONE, GRANTS, SEAT, Permission, Scope
from tests.security.matrix.parties import Party


class Verdict(StrEnum):
    ADMITTED = "admitted"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"


STATUS = {Verdict.UNAUTHENTICATED: 401, Verdict.FORBIDDEN: 403, Verdict.NOT_FOUND: 404}


def verdict_of(party: Party, permission: Permission, scope: Scope | None, *, is_missing: bool = False) -> Verdict:
    """The verdict at a gate.

    Args:
        scope: where the things named belong; None when nothing is named.
        is_missing: something is named that does not exist.
    """
    granted = GRANTS[permission]
    if party.is_rejected:
        return Verdict.UNAUTHENTICATED
    if ANYONE in granted:
        return Verdict.NOT_FOUND if is_missing else Verdict.ADMITTED
    if not party.is_staff and party.meeting is None:
        return Verdict.UNAUTHENTICATED
    if is_missing:
        return Verdict.NOT_FOUND
    parties: set[object]
    if party.is_staff:
        parties = {role for place, role in party.roles if scope is None or place in (None, scope.place)}
    else:
        parties = {SEAT} if scope is not None and scope.meeting == party.meeting else set()
    if not parties:
        return Verdict.NOT_FOUND
    return Verdict.ADMITTED if parties & granted else Verdict.FORBIDDEN


def shares_of(verdicts: Counter[Verdict]) -> str:
    """How many cells have which verdict, as a line of text."""
    return ", ".join(f"{count:,} {verdict}" for verdict, count in sorted(verdicts.items()))
