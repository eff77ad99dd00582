"""Finds the head of a sheet, that is the row or rows with the names of the columns, and the column of the proposals."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.platform.spreadsheets import Row, Sheet

DEEPEST = 40
"""Number of rows at the top of a sheet that are searched for a head."""
LONGEST_WORD = 40
LONGEST_QUESTION = 200
_LONGEST_GROUPED = 12
"""Longest word (characters) in the second row of a head."""
NO_MATCH = 9
EXACT = 3
"""A rank below this means that the word surely names a column of proposals."""
_NEAR, _QUESTION, _ANY_QUESTION = 3, 4, 5

_SIMPLIFY = str.maketrans(
    "議見訴內詳題問點饋應運條與寫請嗎誰幾麼個會們對於這諮詢發處辦審類別編號時間狀態來電話結單級標註匯總數門員選",
    "议见诉内详题问点馈应运条与写请吗谁几么个会们对于这咨询发处办审类别编号时间状态来电话结单级标注汇总数门员选",
)
_DECORATION = re.compile(
    r"[(\[【<〔《][^)\]】>〕》]*[)\]】>〕》]|^\W*[qQ]?\d{1,3}\s*[.、:)．]\s*|[*※#:\s\"'“”]|必填|选填|required|optional"
)
_SPOKEN = "提议|提案|建议|意见|意见建议|诉求|留言|反映|反馈|议题|来电|受理|信件|来信|求助|投诉|咨询|帖子|发言|需求|心愿"
_BY_WHOM = "(居民|业主|群众|市民|您的|你的|主要|具体)?"
_RANKS = tuple(
    re.compile(pattern)
    for pattern in (
        r"text|comment[-_]?(body|text)|proposals?|proposal[-_]?text"
        rf"|({_SPOKEN})的?(内容|详情|描述|正文|明细|详细内容|事项)"
        rf"|{_BY_WHOM}(意见|建议|诉求|问题)[和与及、/或]?的?(意见|建议|诉求)|居民提议|提议事项",
        rf"{_BY_WHOM}(提议|提案|议案|建议|意见|诉求|留言|发言|点子|想法|需求|心愿|微心愿|反映问题)"
        r"|suggestions?|opinions?|comments?|feedback|statements?|ideas?|requests?|concerns?|body([/_-][\w-]+)?",
        r"内容|详情|正文|描述|(具体|主要|详细|事项|问题|事件|工单|情况)(内容|描述|详情|说明)|主要问题|存在问题|内容摘要"
        r"|contents?|descriptions?|details?|messages?|answers?|responses?",
    )
)
_NEAR_WORD = re.compile(r"提议|提案|建议|意见|诉求|留言|想法|suggest|opinion|proposal|comment|feedback|idea")
_OTHER_END = re.compile(
    r"(人|者|姓名|类型|类别|分类|性质|编号|序号|号|时间|日期|数|量|状态|来源|渠道|电话|结果|部门|单位|等级|汇总表|表|标题|题目"
    r"|[-_ ]?(id|counts?|dates?|time|votes?|types?|categor(y|ies)|status|author|by|url|link|title|notes?))$"
)
_OTHER_WORD = re.compile(r"答复|回复|回覆|处理|办理|审核|批示|领导|备注|是否|internal|reply|answered|moderat")
_IS_QUESTION = re.compile(
    r"[?？]\s*(?:[(（【\[][^)）】\]]*[)）】\]])?\s*$"
    r"|^(您|你|请|(what|how|which|why|where|do|does|would|could|should|is|are)\b)"
)
_OPEN_QUESTION = re.compile(
    r"提议|建议|意见|诉求|希望|想法|改善|改进|改变|困难|最想|期待|还有什么|suggest|improve|like to see|change|wish|idea"
)
_SHORTEST_ANSWER = 8
"""Shortest median length (characters) of free-text answers; multiple-choice answers are shorter."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a sheet: one or two rows with the names of the columns, or nothing in a list without a head.

    Attributes:
        row: the number of the row with the name of the column; None for a list without a head.
        first: the index in `Sheet.rows` of the first row below the head.
        column: the column of the proposals, from 0.
        words: the names of all columns.
        rank: how surely the name of the column means proposals, as `rank_of`; 0 for a column that the caller named.
    """

    row: int | None
    first: int
    column: int
    words: tuple[str, ...]
    rank: int

    @property
    def word(self) -> str:
        return self.words[self.column] if self.column < len(self.words) else ""


class UnclearColumnError(Exception):
    """Raised if several columns may contain the proposals; `words` are their names."""

    def __init__(self, words: Iterable[str]) -> None:
        super().__init__("several columns")
        self.words = tuple(dict.fromkeys(words))


def is_head_word(cell: str) -> bool:
    """Return whether a cell names a column of proposals or of a conversation, or is an open survey question."""
    return rank_of(cell) < EXACT or _plain(cell) in _OF_CONVERSATIONS or _is_open_question(cell)


def rank_of(cell: str) -> int:
    """Return how surely a word names the column of proposals, from 0 (surest) to 9 (`NO_MATCH`).

    Ranks 0 to 2 are known names, 3 contains a word for proposal, 4 is an open question, 5 is any other question.
    """
    word = _plain(cell)
    if not word or len(cell) > LONGEST_QUESTION:
        return NO_MATCH
    if len(word) <= LONGEST_WORD:
        for rank, pattern in enumerate(_RANKS):
            if pattern.fullmatch(word):
                return rank
    if _is_question(cell):
        return _QUESTION if _is_open_question(cell) else _ANY_QUESTION
    is_other = _OTHER_END.search(word) or _OTHER_WORD.search(word) or len(word) > LONGEST_WORD // 2
    return _NEAR if not is_other and _NEAR_WORD.search(word) else NO_MATCH


def find_head(sheet: Sheet) -> Head | None:
    """Find the head of a sheet by its words; return None if no row is a head.

    A row with a surer word replaces an earlier candidate only if it has more filled cells, because a title above the
    head has fewer cells, or if the candidate has a single cell. A head may have a second row, under merged cells or
    under a word that spans several columns.

    Raises:
        UnclearColumnError: if several columns are equally likely.
    """
    best: tuple[int, int, int] | None = None
    for at, row in enumerate(sheet.rows[:DEEPEST]):
        rank = min((rank_of(cell) for cell in row.cells), default=NO_MATCH)
        if rank == NO_MATCH or (rank > EXACT and row.filled == 1 and _is_wide(sheet)):
            continue
        if best is None or (rank < best[1] and (row.filled > best[2] or best[2] == 1)):
            best = at, rank, row.filled
    if best is None or (best[1] == _ANY_QUESTION and best[0] + 1 >= len(sheet.rows)):
        return None
    at, rank, _ = best
    column = _choose(sheet, at, rank)
    return None if column is None else _with_second_row(sheet, at, column, rank)


def head_named(sheet: Sheet, wanted: str) -> Head | None:
    """Find the head of a sheet whose column has a name, else the column with a letter or number (from 1), else None."""
    widest, number = _widest(sheet), _numbered(wanted)
    if widest is None:
        return None
    if not wanted.isdigit():
        for at, row in enumerate(sheet.rows[: widest + 2]):
            columns = _columns_named(row, _plain(wanted))
            if columns:
                column = next((one for one in columns if _answers(sheet, at, one)), columns[0])
                return Head(row.number, at + 1, column, row.cells, 0)
    if number is None or number >= len(sheet.rows[widest].cells):
        return None
    return Head(sheet.rows[widest].number, widest + 1, number, sheet.rows[widest].cells, 0)


def _columns_named(row: Row, name: str) -> list[int]:
    """Return the columns with a name, else the only column whose name contains that name, else []."""
    words = [_plain(cell) for cell in row.cells]
    exact = [column for column, word in enumerate(words) if word and word == name]
    near = [column for column, word in enumerate(words) if len(name) > 1 and name in word]
    return exact or (near if len(near) == 1 else [])


def list_without_head(sheet: Sheet) -> Head | None:
    """Return an empty head for a sheet with only one filled column, a list from the first row on; else None."""
    columns = {column for row in sheet.rows for column, cell in enumerate(row.cells) if cell}
    return Head(None, 0, columns.pop(), (), NO_MATCH) if len(columns) == 1 else None


def words_of(sheet: Sheet) -> tuple[str, ...]:
    """Return the words of the likely head row of a sheet, for an error message."""
    at = _widest(sheet)
    return () if at is None else tuple(cell for cell in sheet.rows[at].cells if cell)


def _choose(sheet: Sheet, at: int, rank: int) -> int | None:
    """Return the column whose word in row `at` has a rank; of several such columns, the only one with answers below.

    For `_ANY_QUESTION`, only columns with free-text answers are considered; None if there is none.
    """
    cells = sheet.rows[at].cells
    columns = [column for column, cell in enumerate(cells) if rank_of(cell) == rank]
    if rank == _ANY_QUESTION:
        columns = [column for column in columns if _is_in_words(_answers(sheet, at, column))]
        if not columns:
            return None
    if len(columns) > 1:
        columns = [column for column in columns if _answers(sheet, at, column)] or columns[:1]
    if len(columns) > 1:
        raise UnclearColumnError(cells[column] for column in columns)
    return columns[0]


def _with_second_row(sheet: Sheet, at: int, column: int, rank: int) -> Head:
    """Return the head that begins in row `at`, together with the following rows that belong to the head."""
    row = sheet.rows[at]
    words, first = row.cells, at + 1
    end = next((one for one in range(column + 1, len(words)) if words[one]), max(len(words), column + 1))
    while first < len(sheet.rows) and column in sheet.rows[first].covered:
        first += 1
    if first == at + 1 and first < len(sheet.rows):
        below = sheet.rows[first]
        span = range(column, max(end, column + 1) if not _all_blank_above(row, below) else len(below.cells))
        named = [one for one in span if _is_second_word(below.cell(one), is_wide=end > column + 1)]
        fills_gaps = any(cell and not row.cell(one) for one, cell in enumerate(below.cells))
        if named and (fills_gaps or end > column + 1):
            best = min(named, key=lambda one: rank_of(below.cell(one)))
            names = tuple(below.cell(one) or row.cell(one) for one in range(max(len(words), len(below.cells))))
            return Head(below.number, first + 1, best, names, rank)
        if fills_gaps and not below.cell(column) and column not in below.uncomputed and not _has_serial(row, below):
            first += 1
    return Head(row.number, first, column, words, rank)


def _all_blank_above(row: Row, below: Row) -> bool:
    return all(not row.cell(one) for one, cell in enumerate(below.cells) if cell)


def _has_serial(row: Row, below: Row) -> bool:
    """Return whether the row below the head is data: its first filled cell then has a word of the head above."""
    first = next((one for one, cell in enumerate(below.cells) if cell), None)
    return first is not None and bool(row.cell(first))


def _is_second_word(cell: str, *, is_wide: bool) -> bool:
    return bool(cell) and len(cell) <= _LONGEST_GROUPED and rank_of(cell) < (EXACT + 1 if is_wide else EXACT)


def _answers(sheet: Sheet, at: int, column: int) -> list[str]:
    return [row.cell(column) for row in sheet.rows[at + 1 :] if row.cell(column) or column in row.uncomputed]


def _is_in_words(answers: Sequence[str]) -> bool:
    """Return whether answers are free text: their median length is at least 8, and two thirds of them are distinct."""
    if not answers:
        return False
    usual = sorted(len(answer) for answer in answers)[len(answers) // 2]
    return usual >= _SHORTEST_ANSWER and 3 * len(set(answers)) >= 2 * len(answers)


def _is_wide(sheet: Sheet) -> bool:
    return sum(row.filled > 1 for row in sheet.rows) * 2 > len(sheet.rows)


def _widest(sheet: Sheet) -> int | None:
    """Return the index of the first row with the most filled cells, among the rows searched for a head."""
    rows = sheet.rows[:DEEPEST]
    return max(range(len(rows)), key=lambda at: (rows[at].filled, -at)) if rows else None


def _numbered(wanted: str) -> int | None:
    if wanted.isascii() and wanted.isdigit() and 0 < int(wanted) <= 16_384:
        return int(wanted) - 1
    if re.fullmatch(r"[A-Za-z]{1,2}", wanted):
        column = 0
        for letter in wanted.upper():
            column = 26 * column + ord(letter) - ord("A") + 1
        return column - 1
    return None


def _is_question(cell: str) -> bool:
    return bool(_IS_QUESTION.search(_without_number(cell).lower()))


def _is_open_question(cell: str) -> bool:
    plain = _without_number(cell).lower().translate(_SIMPLIFY)
    return _is_question(cell) and len(cell) <= LONGEST_QUESTION and bool(_OPEN_QUESTION.search(plain))


def _without_number(cell: str) -> str:
    return re.sub(r"^\W*[qQ]?\d{1,3}\s*[.、:)．：]\s*", "", unicodedata.normalize("NFKC", cell)).strip()


def _plain(cell: str) -> str:
    """Return a head word in lower case and simplified characters, without marks, numbers and bracketed remarks."""
    word = unicodedata.normalize("NFKC", cell).strip().lower()
    return _DECORATION.sub("", word).translate(_SIMPLIFY)


_OF_CONVERSATIONS = frozenset(
    map(_plain, ("comment-id", "voter-id", "statement", "participant", "comment-body", "vote", "author-id"))
)
