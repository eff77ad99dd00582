"""The report of an import: rows read, rows imported and rows left out, as data and as sentences."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MAX_NAMED = 20
"""Most rows listed for each reason; the count in the sentence includes all rows."""
Words = Callable[..., str]


class Reason(StrEnum):
    """Why an import leaves out a row or a sheet."""

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
    """The report of one imported file.

    Attributes:
        file: the file's name.
        rows: the number of rows below the head, or of statements and votes in a conversation, without blank rows.
        taken: the number of imported rows.
        left_out: {reason: places}; a place is a row number, after the name of the sheet or file if there are several,
            or the name of a sheet.
        remarks: (catalogue key below `office.import`, values) of further sentences.
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
        """The report as JSON data: file, rows, taken, left_out {reason: places}."""
        left_out = {reason.value: list(places) for reason, places in self.left_out.items()}
        return {"file": self.file, "rows": self.rows, "taken": self.taken, "left_out": left_out}

    def in_words(self, words: Words) -> list[str]:
        """Return the report as sentences: what was read, the remarks, and each reason for left-out rows."""
        count = self.rows - self.taken
        lines = [words("office.import.read", file=self.file, rows=self.rows, taken=self.taken, count=count)]
        lines += [words(f"office.import.{key}", **values) for key, values in self.remarks]
        for reason, places in self.left_out.items():
            named = ", ".join(places[:MAX_NAMED]) + ("…" if len(places) > MAX_NAMED else "")
            lines.append(words(f"office.import.left_out.{reason.value}", count=len(places), places=named))
        return lines
