"""Minutes as DOCX, opened again and compared with what the database says."""

import io
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from app.accounts.staffing import name_oneself
from app.documents.papers.outline import numeral
from app.exports.dossier import Dossier, dossier_of
from app.platform.access.services import Services
from app.platform.commands import perform
from app.proposals import queries as proposals
from app.themes import actions, queries
from app.themes.rules import Rename, Shown, Undo
from app.voting import queries as voting
from tests.builders import build_meeting
from tests.exports.packing import minutes_of
from tests.exports.walk import DONE, SHED, SHED_THEME, Walk
from tests.people import Cast


def open_minutes(dossier: Dossier) -> Any:
    return Document(io.BytesIO(minutes_of(dossier)))


def text_of(document: Any) -> str:
    """All paragraphs, then the rows of all tables, each as one line."""
    rows = [" ".join(row) for table in document.tables for row in cells_of(table)]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *rows])


def table_with(document: Any, *names: str) -> list[list[str]]:
    """The first table that has these columns."""
    return next(cells for table in document.tables if set(names) <= set((cells := cells_of(table))[0]))


def cells_of(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_page_is_laid_out_as_offices_expect(dossier: Dossier) -> None:
    document = open_minutes(dossier)
    section = document.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [margin.twips for margin in margins] == [2098, 1984, 1588, 1474]
    assert (section.page_width.twips, section.page_height.twips) == (11906, 16838)
    title, body = document.paragraphs[0], document.styles["Normal"]
    assert title.text == "关于=电动车 停哪儿的议事会纪要"
    assert (title.style.font.size.pt, body.font.size.pt, body.paragraph_format.line_spacing.pt) == (22, 16, 28.9)
    assert body.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"


def test_the_count_is_that_of_the_ballots(services: Services, walk: Walk, dossier: Dossier) -> None:
    with services.database.read() as session:
        count = voting.tally_of(session, walk.poll, is_secret=True, entitled=6)
    document = open_minutes(dossier)
    head, row = table_with(document, "同意", "反对")
    assert head == ["同意", "反对", "弃权", "参加表决", "应参加"]
    assert row == [str(count.yes), str(count.no), str(count.abstain), str(count.cast), "6"] == ["4", "1", "1", "6", "6"]
    assert "参与表决6人，一半为3人；同意4人，超过3人，通过。弃权1人，计入参与表决人数。" in text_of(document)


def test_the_acts_on_the_themes_are_told_in_words_with_who_did_them(walk: Walk, dossier: Dossier) -> None:
    act = Rename(next(theme.key for theme in _themes(walk) if theme.label == SHED_THEME), "车棚")
    for edit in (act, Undo()):
        walk.services.writer.run(
            lambda work, edit=edit: perform(
                work, actions.edit_themes, walk.cast.lin, meeting_id=walk.meeting, edits=[edit]
            )
        )
    with walk.services.database.read() as session:
        text = text_of(open_minutes(dossier_of(session, walk.meeting, walk.services.clock.now())))
    assert "把第 1 条另立一个主题" in text
    assert f"把“{SHED_THEME}”改名为“车棚”（已撤销）" in text
    assert "引导师 撤销第 2 步" in text


def test_an_act_is_signed_with_the_name_of_the_person_and_never_with_the_address(walk: Walk) -> None:
    walk.services.writer.run(lambda work: name_oneself(work, walk.cast.lin, name="林晓"))
    with walk.services.database.read() as session:
        text = text_of(open_minutes(dossier_of(session, walk.meeting, walk.services.clock.now())))
    assert "林晓（引导师） 把第 1 条另立一个主题" in text
    assert " lin " not in text


def _themes(walk: Walk) -> tuple[Shown, ...]:
    with walk.services.database.read() as session:
        return queries.arrangement_of(session, walk.meeting).themes


def test_what_was_proposed_stands_with_its_counts(services: Services, walk: Walk, dossier: Dossier) -> None:
    with services.database.read() as session:
        tally = proposals.tallies_of(session, walk.meeting)[walk.shed]
    text = text_of(open_minutes(dossier))
    assert (tally.agree, tally.disagree, tally.passes) == (4, 2, 0)
    assert f"第1号：{SHED} 6人里4人" in text
    assert "还没人表态" in text
    assert "会议收到提议11条（另有未上墙1条），6人表态12次。" in text
    assert "实到6人（现场6人，线上0人）" in text
    assert "到会人数按扫码或凭码签到统计，未核验身份。" in text


def test_dissent_case_and_the_head_of_the_record_are_printed(walk: Walk, dossier: Dossier) -> None:
    document = open_minutes(dossier)
    text = text_of(document)
    assert "1.全文：“担心噪声”" in text
    assert dossier.head_hash in text
    assert f"议事记录末条为第{len(dossier.entries)}条" in text
    head, row = table_with(document, "承办")
    assert (row[head.index("标题")], row[head.index("承办")]) == ("建车棚", "物业")
    assert DONE not in text  # evidence belongs to the ledger of matters, minutes come before it


def test_a_group_under_five_is_not_told(dossier: Dossier) -> None:
    text = text_of(open_minutes(dossier))
    assert dossier.attendance.by_stakeholder_group == {"业主": 5}
    concessions = table_with(open_minutes(dossier), "原来希望")
    assert ["业主", "1", "", "晚上十点后断电", "接受车棚"] in [row[1:6] for row in concessions]
    assert "租户" not in text


def test_a_meeting_where_nothing_has_happened_prints_too(services: Services, cast: Cast) -> None:
    meeting = build_meeting(services, cast.place, phase="open")
    with services.database.read() as session:
        text = text_of(open_minutes(dossier_of(session, meeting, services.clock.now())))
    assert "会议收到提议0条" in text
    assert "本次会议没有付表决的事项。" in text


def test_the_words_are_standard_whatever_the_reader_speaks(dossier: Dossier) -> None:
    text = text_of(open_minutes(dossier))
    assert "议决事项" in text
    assert "議決" not in text


@pytest.mark.parametrize(
    ("number", "shown"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100")]
)
def test_numbers_of_sections_are_chinese(number: int, shown: str) -> None:
    assert numeral(number) == shown
