"""Every figure in every paper of generated meetings is the one that the rows of the database come to."""

import io
from collections import Counter
from collections.abc import Iterator

import pytest
from openpyxl import load_workbook

from app.documents.papers import cases, concessions, minutes, notice, resolution, signin, votes
from app.documents.press import PapersOf
from app.exports import xlsx
from app.exports.dossier import Dossier, dossier_of
from app.platform.access.services import Services
from tests.documents.reading import cells_of, text_of
from tests.exports.counted import Counted, count
from tests.exports.meeting_maker import make_meeting
from tests.exports.packing import PRESS
from tests.people import Cast

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FIRST = 5000
MEETINGS = [
    pytest.param(12, id="12-meetings"),
    pytest.param(200, id="200-meetings", marks=[pytest.mark.nightly, pytest.mark.timeout(3000)]),
]
SPLIT = ["同意", "反对", "弃权", "参加表决", "应参加"]
Rows = list[list[str]]


@pytest.mark.parametrize("meetings", MEETINGS)
def test_every_figure_is_that_of_the_database(services: Services, cast: Cast, meetings: int) -> None:
    faults: list[str] = []
    kinds: Counter[str] = Counter()
    for seed in range(FIRST, FIRST + meetings):
        made = make_meeting(services, cast, seed)
        with services.database.read() as session:
            counted = count(session, made.meeting)
            dossier = dossier_of(session, made.meeting, services.clock.now(), signer=services.signer)
        faults += [f"{seed}: {fault}" for fault in _faults(dossier, counted)]
        kinds.update(_kinds(counted))
    assert faults == []
    wanted = {"told", "few", "void", "open", "rated", "unrated", "concession", "absent", "uncounted", "reactions"}
    assert wanted <= set(kinds), "the seeds make every kind of figure"


def _kinds(counted: Counted) -> Iterator[str]:
    for poll in counted.polls:
        yield "open" if not poll.is_over else "void" if poll.is_void else "told" if poll.split else "few"
    yield from ("rated" if case.stars else "unrated" for case in counted.cases)
    yield from ["concession"] * counted.concessions
    yield "uncounted" if None in (counted.entitled, counted.on_leave) else "absent"
    yield "reactions" if counted.reactions else "silence"


def _faults(dossier: Dossier, counted: Counted) -> Iterator[str]:
    yield from _minutes(_docx(minutes.papers_of, dossier), counted)
    yield from _votes(_docx(votes.papers_of, dossier), counted)
    yield from _lists(dossier, counted)
    yield from _workbook(xlsx.render(dossier), counted)
    if counted.resolutions:
        yield from _resolution(_docx(resolution.papers_of, dossier), counted)
    if any(state == "adopted" for state in counted.resolutions.values()):
        yield from _lacking("notice", text_of(_docx(notice.papers_of, dossier)), [f"{counted.attendance}。"])


def _docx(papers_of: PapersOf, dossier: Dossier) -> bytes:
    return PRESS.write_docx(papers_of(dossier, PRESS))


def _lacking(paper: str, text: str, sentences: list[str]) -> Iterator[str]:
    """Sentences that a paper does not print, or prints less often."""
    for sentence, times in Counter(sentences).items():
        if text.count(sentence) < times:
            yield f"{paper} lacks {sentence}"


def _unequal(paper: str, printed: object, right: object) -> Iterator[str]:
    if printed != right:
        yield f"{paper}: {printed}, not {right}"


def _tables(content: bytes, *names: str) -> list[Rows]:
    """The rows below the head of each table with these columns, in that order of columns."""
    tables = [table for table in cells_of(content) if set(names) <= set(table[0])]
    return [[[row[head.index(name)] for name in names] for row in rows] for head, *rows in tables]


def _minutes(content: bytes, counted: Counted) -> Iterator[str]:
    text = text_of(content)
    told = [poll for poll in counted.polls if poll.split]
    summary = f"会议收到提议{len(counted.proposals)}条，{counted.voters}人表态{counted.reactions}次。"
    yield from _lacking("minutes", text, [counted.attendance, summary, *(poll.arithmetic for poll in told)])
    splits = Counter(tuple(row) for table in _tables(content, *SPLIT) for row in table)
    right = Counter(tuple(map(str, (*(poll.split or ()), poll.cast, poll.entitled))) for poll in told)
    yield from _unequal("minutes, splits", splits, right)
    (listed,) = _tables(content, "编号", "全场赞同") or [[]]
    yield from _unequal("minutes, heads", listed, [[str(one.number), one.heads] for one in counted.proposals])
    (rated,) = _tables(content, "编号", "承办", "评价") or [[]]
    ratings = {number: rating for number, _, rating in rated}
    yield from _unequal("minutes, ratings", ratings, {case.number: case.rating for case in counted.cases})
    ((*results,),) = _tables(content, "环节", "结果")
    voted = [poll for poll in counted.over if not poll.is_void]
    outcomes = {
        "签到": f"实到{counted.present}人",
        "说：提议": f"{len(counted.proposals)}条提议",
        "让步": f"{counted.concessions}条，{counted.taken}条成文",
        "表决": f"表决{len(voted)}项，通过{sum(poll.is_carried for poll in voted)}项",
    }
    for phase, result in results:
        if phase in outcomes and result != "未进行":
            yield from _unequal(f"minutes, {phase}", result, outcomes[phase])


def _resolution(content: bytes, counted: Counted) -> Iterator[str]:
    printed = [poll for poll in counted.over if poll.resolution in counted.printed]
    rows = Counter(tuple(row) for table in _tables(content, *SPLIT[:3], "参与") for row in table)
    yield from _unequal("resolution, rows", rows, Counter(poll.row for poll in printed))
    last = {poll.resolution: poll for poll in printed if not poll.is_void and (poll.yes or poll.is_named)}
    told = [poll.arithmetic for poll in last.values() if poll.split]
    attended = [f"{counted.attendance}。"] * len(counted.printed)
    yield from _lacking("resolution", text_of(content), [*attended, *told])


def _votes(content: bytes, counted: Counted) -> Iterator[str]:
    text = text_of(content)
    rows = [tuple(row) for table in _tables(content, *SPLIT[:3], "参与") for row in table]
    yield from _unequal("votes, rows", rows, [poll.row for poll in counted.over])
    told = [poll for poll in counted.polls if poll.split]
    coded = [f"计入的回执共{poll.codes}张。" for poll in told if not poll.is_named]
    yield from _lacking("votes", text, [counted.attendance, *(poll.arithmetic for poll in told), *coded])
    named = [cell for table in cells_of(content) if table[0][0] == "代号" for row in table[1:] for cell in row[1::2]]
    split = [sum(poll.split[at] for poll in told if poll.is_named and poll.split) for at in range(3)]
    yield from _unequal("votes, choices", [named.count(name) for name in SPLIT[:3]], split)


def _lists(dossier: Dossier, counted: Counted) -> Iterator[str]:
    """Concessions, sign-in sheet and case ledger."""
    yielded = _docx(concessions.papers_of, dossier)
    rows = [row for table in _tables(yielded, "原来希望") for row in table]
    yield from _unequal("concessions, rows", len(rows), counted.concessions)
    if counted.concessions:
        told = f"以上让步共{counted.concessions}条，其中写入文本{counted.taken}条。"
        yield from _lacking("concessions", text_of(yielded), [told])
    sheet = _docx(signin.papers_of, dossier)
    ways = Counter(way for table in _tables(sheet, "方式") for (way,) in table if way)
    yield from _unequal("sign-in, ways", ways, +Counter({"现场": counted.hall, "线上": counted.online}))
    signed = f"以上扫码签到{counted.present}人，其中现场{counted.hall}人，线上{counted.online}人。"
    yield from _lacking("sign-in", text_of(sheet), [counted.attendance, signed])
    ledger = _docx(cases.papers_of, dossier)
    ratings = {number: rating for table in _tables(ledger, "编号", "评价") for number, rating in table}
    yield from _unequal("cases, ratings", ratings, {case.number: case.rating for case in counted.cases})
    said = [f"{len(case.stars)}人评价，{case.said_resolved}人认为已解决" for case in counted.cases if case.stars]
    yield from _lacking("cases", text_of(ledger), said)


def _workbook(content: bytes, counted: Counted) -> Iterator[str]:
    book = load_workbook(io.BytesIO(content))
    sheets = {
        sheet.title: [dict(zip([cell.value for cell in sheet[1]], row, strict=True)) for row in _rows(sheet)]
        for sheet in book
    }
    polls = {row["第几次表决"]: [row[name] for name in SPLIT] for row in sheets["决议与表决"] if row["第几次表决"]}
    right = {poll.number: [*(poll.split or [None] * 3), poll.cast, poll.entitled] for poll in counted.over}
    right |= {poll.number: [None] * 5 for poll in counted.polls if not poll.is_over}
    yield from _unequal("workbook, polls", polls, right)
    names = ("编号", "赞同", "不赞同", "跳过", "表态人数")
    heads = [tuple(row[name] for name in names) for row in sheets["提议"]]
    tallies = [(one.number, one.agree, one.disagree, one.passes, one.seen) for one in counted.proposals]
    yield from _unequal("workbook, proposals", heads, tallies)
    yield from _unequal("workbook, concessions", len(sheets["让步"]), counted.concessions)
    rated = {row["编号"]: (row["平均评分"], row["评价人数"], row["认为已解决人数"]) for row in sheets["事项台账"]}
    means = {case.number: round(sum(case.stars) / len(case.stars), 2) if case.stars else None for case in counted.cases}
    cases_right = {case.number: (means[case.number], len(case.stars), case.said_resolved) for case in counted.cases}
    yield from _unequal("workbook, cases", rated, cases_right)


def _rows(sheet: object) -> list[tuple[object, ...]]:
    return list(sheet.iter_rows(min_row=2, values_only=True))  # type: ignore[attr-defined]
