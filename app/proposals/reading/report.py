"""What an import has read and what it has left out, as data and in words."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MOST_NAMED = 20
"""Rows that are named for each reason; the count says how many there are."""
Words = Callable[..., str]


class Reason(StrEnum):
    """Why a row, or a sheet, is left out."""

    NO_TEXT = "no_text"
    MERGED = "merged"
    FORMULA = "formula"
    ERROR_VALUE = "error_value"
    LONG = "long"
    UNUSABLE = "unusable"
    HEAD_AGAIN = "head_again"
    TOO_MANY_CELLS = "too_many_cells"
    HIDDEN_SHEET = "hidden_sheet"
    OTHER_SHEET = "other_sheet"
    SAME_ID = "same_id"
    NO_ID = "no_id"
    NO_VOTE = "no_vote"
    UNKNOWN_STATEMENT = "unknown_statement"


@dataclass(slots=True)
class Report:
    """An account of one file.

    Attributes:
        file: its name.
        rows: rows read below the head, or statements and votes of a conversation; blank rows do not count.
        taken: of these, the rows that were brought in.
        left_out: {reason: where}; a place is a row's number, with the sheet or file before it where there are several.
        remarks: further things to say: (key of the catalogue below `office.import`, values).
    """

    file: str
    rows: int = 0
    taken: int = 0
    left_out: dict[Reason, list[str]] = field(default_factory=lambda: defaultdict(list))
    remarks: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)

    def leave_out(self, reason: Reason, place: str | int) -> None:
        self.left_out[reason].append(str(place))

    def remark(self, key: str, **values: object) -> None:
        self.remarks.append((key, values))

    @property
    def as_facts(self) -> dict[str, object]:
        """The account as JSON: file, rows, taken, left_out {reason: places}."""
        left_out = {reason.value: list(places) for reason, places in self.left_out.items()}
        return {"file": self.file, "rows": self.rows, "taken": self.taken, "left_out": left_out}

    def in_words(self, words: Words) -> list[str]:
        """One sentence for what was read, and one for each reason why something was left out."""
        count = self.rows - self.taken
        lines = [words("office.import.read", file=self.file, rows=self.rows, taken=self.taken, count=count)]
        lines += [words(f"office.import.{key}", **values) for key, values in self.remarks]
        for reason, places in self.left_out.items():
            named = ", ".join(places[:MOST_NAMED]) + ("…" if len(places) > MOST_NAMED else "")
            lines.append(words(f"office.import.left_out.{reason.value}", count=len(places), places=named))
        return lines
