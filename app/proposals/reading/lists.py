"""Reads a list of proposals from a file, one per row, and reports every row that is left out."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from app.platform.errors import DomainError, ErrorKind
from app.platform.i18n import Locale, translator_of
from app.platform.spreadsheets import Row, Sheet, read_sheets
from app.platform.text import Text, clean_line
from app.platform.web.payloads import parse_field
from app.proposals.actions import ImportedProposal
from app.proposals.polis import MODERATED_OUT
from app.proposals.reading.heads import (
    EXACT,
    Head,
    UnclearColumnError,
    find_head,
    head_named,
    is_head_word,
    list_without_head,
    words_of,
)
from app.proposals.reading.report import Reason, Report
from app.proposals.rules import State

LONGEST = 2000
"""Longest text (characters) of an imported proposal."""
MAX_HEADS = 12
_TEXT = Annotated[str, Text(LONGEST)]
_ERROR_VALUE = re.compile(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|GETTING_DATA|SPILL!|CALC!)")
_GUARDED = re.compile("'(?=[=+\\-@\t\r|\uff1d\uff0b\uff0d\uff20\uff5c])")
"""An apostrophe that keeps a spreadsheet from running the text after it as a formula."""
_INSTRUCTIONS = re.compile("说明|說明|须知|須知|示例|样例|樣例|范例|範例|字典|instruct|readme|guide|example|help")
"""Words in the name of a sheet with instructions."""
_CLOSING = " 。.!！；;,，"


@dataclass(frozen=True, slots=True)
class ProposalList:
    """Proposals ready for import, and the report of the file."""

    proposals: tuple[ImportedProposal, ...]
    report: Report


@dataclass(frozen=True, slots=True)
class _States:
    """The columns with the state of a proposal, in this product's export or in Polis's `comments.csv`.

    Attributes:
        number, state, copy_of, is_meta: columns, from 0; None if the file has no such column.
        words: {word in the column `state`: state}; with any other word the proposal is visible.
    """

    number: int
    state: int
    words: Mapping[str, State]
    copy_of: int | None = None
    is_meta: int | None = None


def read_list(content: bytes, name: str, *, column: str = "", sheet: str = "") -> ProposalList:
    """Read the proposals of a file, one per row.

    Args:
        content: the whole file.
        name: the file's name.
        column: the head of the column with the proposals, or its number (from 1) or letter; "" finds the column by
            the words of the heads.
        sheet: the name of the only sheet to read, hidden or not; "" reads every visible sheet with such a column.

    Raises:
        DomainError: as `spreadsheets.read_sheets`; `import.sheet_missing`, `import.sheet_hidden`,
            `import.column_missing`, `import.column_unknown`, `import.column_unclear`, `import.empty`,
            `import.only_formulas`.
    """
    sheets = read_sheets(content, name, lambda cell: is_head_word(cell) or bool(column) and cell == column)
    report = Report(name)
    chosen = _choose_sheets(sheets, report, column, sheet)
    proposals: list[ImportedProposal] = []
    for one, head in chosen:
        _tell_how(report, one, head, has_several=len(chosen) > 1)
        proposals += _read_sheet(
            one, head, report, prefix=f"{one.name}!" if len(chosen) > 1 else "", start=len(proposals)
        )
    if not proposals:
        only_formulas = set(report.left_out) - {Reason.HIDDEN_SHEET, Reason.OTHER_SHEET} == {Reason.FORMULA}
        code = "import.only_formulas" if only_formulas else "import.empty"
        raise DomainError(ErrorKind.INVALID, code, file=name)
    report.taken = len(proposals)
    return ProposalList(_put_together(proposals, report), report)


def _choose_sheets(sheets: Sequence[Sheet], report: Report, column: str, wanted: str) -> list[tuple[Sheet, Head]]:
    """Return the sheets to read with their heads; report the other sheets as left out."""
    shown = _named(sheets, report.file, wanted) if wanted else [one for one in sheets if not one.is_hidden]
    with_head = _with_heads(shown, column, report.file)
    chosen = [pair for pair in with_head if _own_states(*pair)] or _surest(with_head)
    if not wanted and all(head.rank >= EXACT for _, head in chosen):
        _check_hidden(sheets, column, report.file)
    filled = [one for one in shown if one.rows]
    if not chosen and not column and len(filled) == 1 and (head := list_without_head(filled[0])) is not None:
        chosen = [(filled[0], head)]
    if not chosen:
        raise _no_column(filled, column, report.file)
    read = {one.name for one, _ in chosen}
    for one in sheets:
        if one.rows and one.name not in read:
            report.leave_out(Reason.HIDDEN_SHEET if one.is_hidden else Reason.OTHER_SHEET, one.name)
    return chosen


def _named(sheets: Sequence[Sheet], file: str, wanted: str) -> list[Sheet]:
    named = [one for one in sheets if one.name.strip() == wanted.strip()]
    if not named:
        names = ", ".join(one.name for one in sheets)
        raise DomainError(ErrorKind.INVALID, "import.sheet_missing", file=file, sheet=wanted, sheets=names)
    return named


def _with_heads(sheets: Sequence[Sheet], column: str, file: str) -> list[tuple[Sheet, Head]]:
    return [(one, head) for one in sheets if (head := _head(one, column, file)) is not None]


def _check_hidden(sheets: Sequence[Sheet], column: str, file: str) -> None:
    """Refuse a workbook with a hidden sheet whose head surely names proposals; called only if no visible head does."""
    hidden = _with_heads([one for one in sheets if one.is_hidden], column, file)
    names = ", ".join(one.name for one, head in hidden if head.rank < EXACT)
    if names:
        raise DomainError(ErrorKind.INVALID, "import.sheet_hidden", file=file, sheets=names)


def _surest(heads: list[tuple[Sheet, Head]]) -> list[tuple[Sheet, Head]]:
    """Drop sheets of instructions, then sheets whose head does not surely name proposals, unless none would be left."""
    named = [pair for pair in heads if not _INSTRUCTIONS.search(pair[0].name.lower())] or heads
    return [pair for pair in named if pair[1].rank < EXACT] or named


def _head(sheet: Sheet, column: str, file: str) -> Head | None:
    if column:
        return head_named(sheet, column)
    try:
        return find_head(sheet)
    except UnclearColumnError as error:
        heads = _listed(error.words)
        raise DomainError(ErrorKind.INVALID, "import.column_unclear", file=file, heads=heads) from error


def _no_column(sheets: Sequence[Sheet], column: str, file: str) -> DomainError:
    if not sheets:
        return DomainError(ErrorKind.INVALID, "import.empty", file=file)
    heads = _listed([word for one in sheets for word in words_of(one)])
    code = "import.column_missing" if column else "import.column_unknown"
    return DomainError(ErrorKind.INVALID, code, file=file, column=column, heads=heads)


def _listed(words: Sequence[str]) -> str:
    shown = [word if len(word) <= 30 else f"{word[:29]}…" for word in dict.fromkeys(words)]
    return " | ".join(shown[:MAX_HEADS]) + (" …" if len(shown) > MAX_HEADS else "")


def _tell_how(report: Report, sheet: Sheet, head: Head, *, has_several: bool) -> None:
    """Add remarks about how the sheet was read: encoding and separator or sheet, column, lone quotation marks."""
    if sheet.encoding:
        report.remark("encoding", encoding=sheet.encoding.upper(), separator=_shown(sheet.separator))
    elif sheet.name:
        report.remark("sheet", sheet=sheet.name)
    if head.row is None:
        report.remark("without_head")
    else:
        report.remark("column", column=" ".join(head.word.split()), row=head.row)
    if sheet.lone_quotes:
        places = ", ".join(map(str, sheet.lone_quotes[:20]))
        report.remark("lone_quotes", count=len(sheet.lone_quotes), places=places)


def _shown(separator: str) -> str:
    return {"\t": "Tab", "": "—"}.get(separator, separator)


def _read_sheet(sheet: Sheet, head: Head, report: Report, *, prefix: str, start: int) -> list[ImportedProposal]:
    states = _states_of(sheet, head)
    proposals: list[ImportedProposal] = []
    for row in sheet.rows[head.first :]:
        report.rows += 1
        text, reason = _text_of(row, head, sheet.separator)
        if reason is not None:
            report.leave_out(reason, f"{prefix}{row.number}")
            continue
        number = start + len(proposals) + 1
        proposal = ImportedProposal(str(number), text)
        proposals.append(_with_state(proposal, row, states) if states else proposal)
    return proposals


def _text_of(row: Row, head: Head, separator: str) -> tuple[str, Reason | None]:
    """Return the text of a row and None, or "" and the reason to leave the row out."""
    cells, column = row.cells, head.column
    extra = [cell for cell in cells[len(head.words) :] if cell] if separator and head.words else []
    raw = row.cell(column)
    if extra and column == len(head.words) - 1:
        raw = separator.join(cells[column:]).rstrip(separator + " ")
    reason = _why_not(row, column, raw, head)
    if reason is None and extra and column != len(head.words) - 1:
        reason = Reason.TOO_MANY_CELLS
    if reason is not None:
        return "", reason
    if len(raw) > LONGEST:
        return "", Reason.LONG
    try:
        text: str = parse_field(_TEXT, _GUARDED.sub("", raw, count=1) if raw.startswith("'") else raw, "text")
    except DomainError:
        return "", Reason.UNUSABLE
    return text, None if text else Reason.NO_TEXT


def _why_not(row: Row, column: int, raw: str, head: Head) -> Reason | None:
    if column in row.uncomputed:
        return Reason.FORMULA
    if column in row.covered:
        return Reason.MERGED
    if not raw:
        return Reason.NO_TEXT
    if _ERROR_VALUE.fullmatch(raw):
        return Reason.ERROR_VALUE
    return Reason.HEAD_AGAIN if head.row is not None and row.cells == head.words else None


def _states_of(sheet: Sheet, head: Head) -> _States | None:
    return _own_states(sheet, head) or _polis_states(head)


def _own_states(sheet: Sheet, head: Head) -> _States | None:
    """Return the state columns of this product's export; None if a head or a state is not a word of the export."""
    at = {word: column for column, word in reversed(list(enumerate(head.words)))}
    number, state = at.get(_column_word("number")), at.get(_column_word("state"))
    if number is None or state is None or head.word != _column_word("text"):
        return None
    words = {translator_of(locale)(f"domain.state.{one}"): one for locale in Locale for one in State}
    said = {row.cell(state) for row in sheet.rows[head.first :] if row.cell(head.column)}
    return _States(number, state, words, at.get(_column_word("copy_of"))) if said and said <= set(words) else None


def _polis_states(head: Head) -> _States | None:
    at = {word.lower(): column for column, word in reversed(list(enumerate(head.words)))}
    if not {"comment-id", "moderated", "comment-body"} <= at.keys():
        return None
    return _States(at["comment-id"], at["moderated"], {MODERATED_OUT: State.HIDDEN}, is_meta=at.get("is-meta"))


def _column_word(name: str) -> str:
    return translator_of(Locale.ZH_HANS)(f"documents.column.{name}")


def _with_state(proposal: ImportedProposal, row: Row, states: _States) -> ImportedProposal:
    """Return the proposal with the number, the state and the original that its row gives."""
    copy_of = row.cell(states.copy_of) if states.copy_of is not None else ""
    return replace(
        proposal,
        external_id=clean_line(row.cell(states.number)[:100]) or proposal.external_id,
        state=states.words.get(row.cell(states.state), State.VISIBLE),
        copy_of=copy_of or None,
        is_meta=states.is_meta is not None and row.cell(states.is_meta).lower() == "true",
    )


def _put_together(proposals: Sequence[ImportedProposal], report: Report) -> tuple[ImportedProposal, ...]:
    """Merge visible proposals of equal text under the first one, so that the wall shows one and no row is lost."""
    proposals = _with_ids_of_their_own(proposals)
    ids = {one.external_id for one in proposals}
    firsts: dict[str, ImportedProposal] = {}
    together, repeats = [], []
    for one in proposals:
        copy_of = one.copy_of if one.copy_of in ids and one.copy_of != one.external_id else None
        if copy_of is None and one.state is State.VISIBLE:
            first = firsts.setdefault(_folded(one.text), one)
            if first is not one:
                copy_of = first.external_id
                repeats.append(one.external_id)
        together.append(replace(one, copy_of=copy_of))
    if repeats:
        report.remark("repeats", count=len(repeats))
    return tuple(together)


def _with_ids_of_their_own(proposals: Sequence[ImportedProposal]) -> list[ImportedProposal]:
    """Return the proposals with unique ids; repeated ids of the file get a suffix."""
    seen: set[str] = set()
    unique = []
    for at, one in enumerate(proposals, 1):
        external_id = one.external_id
        while external_id in seen:
            external_id = f"{one.external_id}.{at}"
            at += len(proposals)
        seen.add(external_id)
        unique.append(replace(one, external_id=external_id))
    return unique


def _folded(text: str) -> str:
    """Return a text without differences of width, case, blanks and closing marks, to compare texts."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).casefold().strip(_CLOSING) or text
