"""The public notice on paper: what was decided, how long it hangs and where to object, without anybody's name."""

from dataclasses import replace

import pytest

from app.documents.blocks import Paper, Paragraph, Seal
from app.documents.papers.notice import papers_of
from app.documents.press import Press
from app.exports.dossier import Dossier
from app.platform.i18n import Locale
from tests.documents.assembly import CONTACT, NAMES, SMALL_GROUP, Assembly
from tests.documents.reading import FORMATS, marks_of, squeezed, text_of
from tests.exports.packing import PRESS

ONLINE = Press(PRESS.fonts, Locale.ZH_HANS, "https://liangting.example")


@pytest.fixture(scope="session")
def whole(assembly: Assembly) -> Dossier:
    return assembly.dossier()


def points(paper: Paper) -> list[str]:
    return [block.lead + block.text for block in paper.blocks if isinstance(block, Paragraph)]


def seal_of(paper: Paper) -> Seal:
    return next(block for block in paper.blocks if isinstance(block, Seal))


def test_result_and_progress_have_a_notice_each(whole: Dossier) -> None:
    result, progress, proposed = papers_of(whole, ONLINE)
    assert result.title == ("关于在3幢北侧建设集中充电车棚", "协商结果的公示")
    assert progress.name == "关于在3幢北侧建设集中充电车棚落实进展的公示"
    assert points(result)[3] == "三、结果。参与表决28人，同意20人，反对5人，弃权3人，通过（协商意向）。"
    assert points(result)[6:8] == [
        "六、公示期。2026年5月7日至2026年5月21日，共15天。",
        "七、地点。小区东门公告栏、各单元门厅。",
    ]
    assert points(progress)[3].startswith(
        "三、进展。车棚已选定施工单位。在3幢北侧建设集中充电车棚（桂花苑-2026-0001）：签收，期限"
    )
    assert proposed.name == "关于清理楼道协商结果的公示"
    assert [paper.mark for paper in (result, progress, proposed)] == ["", "", "草稿"]


def test_a_resolution_without_a_notice_gets_a_draft_of_fifteen_days(whole: Dossier) -> None:
    proposed = papers_of(whole, ONLINE)[2]
    assert "六、公示期。2026年5月6日至2026年5月20日，共15天。" in points(proposed)
    assert "七、地点。〔未填：张贴地点〕。" in points(proposed)
    assert points(proposed)[-1] == f"八、有话要说。公示期内可联系{CONTACT}，不必署名。"
    assert marks_of(ONLINE.write_docx(papers_of(whole, ONLINE))) == [False, False, True]


@pytest.mark.parametrize("format", FORMATS)
def test_nobody_is_named(whole: Dossier, format: str) -> None:
    papers = papers_of(whole, ONLINE)
    text = text_of(ONLINE.write_docx(papers) if format == "docx" else ONLINE.write_pdf(papers))
    named = [name for name in NAMES if len(name) > 1 and squeezed(name) in text]
    assert named == []
    assert SMALL_GROUP not in text


def test_the_seal_has_issuer_day_and_address(whole: Dossier) -> None:
    seal = seal_of(papers_of(whole, ONLINE)[0])
    assert (seal.issuer, seal.date) == ("桂花苑社区居民委员会", "2026年5月7日")
    assert seal.address == f"https://liangting.example/r/{whole.resolutions[0].id}"
    assert seal_of(papers_of(whole, Press(PRESS.fonts))[0]).address == "", "no code that leads nowhere"


def test_a_notice_that_was_taken_down_says_so(whole: Dossier) -> None:
    shed = whole.resolutions[0]
    first = replace(shed.notices[0], taken_down_on=shed.notices[0].ends_on, taken_down_reason="内容有误")
    changed = replace(whole, resolutions=(replace(shed, notices=(first,)),))
    (paper,) = papers_of(changed, ONLINE)
    assert "本公示已于2026年5月21日撤下，原因：内容有误" in text_of(ONLINE.write_docx([paper]))


def test_few_ballots_have_no_figures(whole: Dossier) -> None:
    few = replace(whole.questions[0], subject=whole.resolutions[1].id)
    changed = replace(whole, resolutions=(whole.resolutions[1],), polls=(few,))
    (paper,) = papers_of(changed, ONLINE)
    assert points(paper)[3] == "三、结果。29人里4人投票，通过。不足5票，不公布分布。"
