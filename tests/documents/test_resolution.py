"""The resolution on paper: every clause and number as in the dossier, small groups unnamed, drafts marked."""

from dataclasses import replace

import pytest

from app.documents.blocks import Attachment, Kind, Paper, Seal, Signatures, Table
from app.documents.editions import Edition
from app.documents.editions import State as EditionState
from app.documents.papers.polls import result_table
from app.documents.papers.resolution import papers_of
from app.documents.press import Press
from app.exports.dossier import Dossier
from app.platform.errors import DomainError
from app.platform.i18n import Locale, translator_of
from app.resolutions.queries import ResolutionView
from app.resolutions.rules import State
from app.voting.queries import Basis
from app.voting.rules import find_rule, outcome_of
from app.voting.rules.book import Compare
from tests.documents.assembly import SHED_VOTES, SMALL_GROUP, Assembly
from tests.documents.reading import FORMATS, footers_of, marks_of, open_pdf, text_of
from tests.exports.packing import PRESS

ONLINE = Press(PRESS.fonts, Locale.ZH_HANS, "https://liangting.example")


@pytest.fixture(scope="session")
def whole(assembly: Assembly) -> Dossier:
    return assembly.dossier()


def write(dossier: Dossier, format: str, press: Press = ONLINE) -> bytes:
    papers = papers_of(dossier, press)
    return press.write_docx(papers) if format == "docx" else press.write_pdf(papers)


def only(dossier: Dossier, at: int = 0, **changes: object) -> Dossier:
    """A dossier with one of its resolutions, changed."""
    return replace(dossier, resolutions=(replace(dossier.resolutions[at], **changes),))  # type: ignore[arg-type]


def section(paper: Paper, name: str) -> str:
    blocks = next(one.blocks for one in paper.sections if one.name == name)
    return "\n".join(str(getattr(block, "text", "")) for block in blocks)


def blocks_of(paper: Paper, kind: type) -> list[object]:
    return [block for block in paper.blocks if isinstance(block, kind)]


def adopted(dossier: Dossier) -> list[ResolutionView]:
    return [one for one in dossier.resolutions if one.state == State.ADOPTED]


@pytest.mark.parametrize("format", FORMATS)
def test_clauses_concessions_and_figures_are_those_of_the_dossier(whole: Dossier, format: str) -> None:
    text, shed = text_of(write(whole, format)), whole.resolutions[0]
    tally = shed.poll.tally if shed.poll else None
    assert tally is not None
    assert (tally.yes, tally.no, tally.abstain, tally.cast) == (20, 5, 3, len(SHED_VOTES))
    assert "本决议全文20人5人3人28人超过14人通过" in text
    assert "参与表决28人，一半为14人；同意20人，超过14人，通过。" in text
    assert "应到34人，实到29人（现场26人，线上3人），请假2人，未到3人。" in text
    for clause in shed.clauses:
        assert f"{clause.number}.{clause.text}".replace(" ", "") in text
    assert "并调暗灯。此条写入低层住户的让步：只要棚离窗六米，十点后限功率，可以退到接受3幢北侧。3.建棚前" in text
    assert shed.text_hash is not None
    assert shed.text_hash in text
    assert text.index("桂花苑议〔2026〕1号") < text.index("桂花苑议〔2026〕2号")


def test_facts_term_and_objections_stand_in_words(whole: Dossier) -> None:
    paper = papers_of(whole, ONLINE)[0]
    basis, effect = section(paper, "basis"), section(paper, "effect")
    for told in (
        "议题于2026年4月26日公示。",
        "党组织于2026年4月24日研究（党支部纪要第8号）。",
        "经无记名表决，形成协商意向如下：",
    ):
        assert told in basis
    for told in (
        "由物业服务中心负责落实。自2026年5月21日起生效。有效期至2028年12月31日。2027年5月28日前复核。",
        "如有异议，请于2026年5月21日前联系社区居民委员会（电话0574-0000 0000）。",
    ):
        assert told in effect
    last = [block for block in paper.blocks if block != paper.sections[-1]]
    (signatures,), (seal,) = blocks_of(paper, Signatures), blocks_of(paper, Seal)
    assert isinstance(signatures, Signatures)
    assert isinstance(seal, Seal)
    assert signatures.labels == ("主　持：", "记　录：", "监　督：", "居民代表：")
    assert (seal.issuer, seal.date) == ("桂花苑社区居民委员会", "2026年5月6日")
    assert seal.address == f"https://liangting.example/r/{whole.resolutions[0].id}"
    assert getattr(last[last.index(signatures) - 1], "keeps_with_next", False), "no page begins with the signatures"


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("format", FORMATS)
def test_a_group_under_five_is_named_nowhere(whole: Dossier, locale: Locale, format: str) -> None:
    text = text_of(write(whole, format, Press(PRESS.fonts, locale)))
    reservations = section(papers_of(whole, ONLINE)[0], "reservations")
    assert text.count(SMALL_GROUP) == 1, "in the words of the reservation alone"
    assert "第2条：“六米还是近。”（低层住户；5人；怎样能同意：装隔音板）" in reservations
    assert "全文：“老人走不远。”（2人）" in reservations


def test_few_ballots_have_a_result_without_figures(whole: Dossier) -> None:
    question = whole.questions[0]
    table = result_table(translator_of(Locale.ZH_HANS), [("本题", question)])
    assert table.rows == (("本题", "—", "—", "—", "4人", "—", "通过"),)


@pytest.mark.parametrize("format", FORMATS)
def test_each_resolution_has_its_own_number_code_and_pages(whole: Dossier, format: str) -> None:
    content = write(whole, format)
    codes = [one.check_code or "" for one in adopted(whole)]
    if format == "docx":
        footers = footers_of(content)
        assert [code in footer for code, footer in zip(codes, footers, strict=True)] == [True, True]
        assert codes[0] not in footers[1]
        return
    pages = [page.extract_text().replace(" ", "") for page in open_pdf(content).pages]
    own = [[page for page in pages if code in page] for code in codes]
    assert len(own[0]) + len(own[1]) == len(pages)
    for some in own:
        assert [f"第{at}页，共{len(some)}页" in page for at, page in enumerate(some, 1)] == [True] * len(some)


@pytest.mark.parametrize("state", [State.DRAFT, State.VOTING, State.CARRIED])
def test_a_text_that_is_not_adopted_is_a_marked_draft(whole: Dossier, state: State) -> None:
    both = (whole.resolutions[0], replace(whole.resolutions[1], state=state, number=None, adopted_at=None))
    final = {(Kind.RESOLUTION, both[0].id): Edition(EditionState.FINAL)}
    papers = papers_of(replace(whole, resolutions=both), replace(ONLINE, editions=final))
    assert [paper.mark for paper in papers] == ["", "草稿"]
    assert "草稿" in papers[1].footer[0]
    assert marks_of(ONLINE.write_docx(papers)) == [False, True]
    (seal,) = blocks_of(papers[1], Seal)
    assert isinstance(seal, Seal)
    assert (seal.address, seal.date) == ("", "　　年　月　日")
    assert blocks_of(papers[1], Attachment) == []


def test_a_rejected_text_is_printed_only_alone(whole: Dossier) -> None:
    rejected = replace(whole.resolutions[1], state=State.REJECTED, number=None, adopted_at=None)
    beside = replace(whole, resolutions=(whole.resolutions[0], rejected))
    assert len(papers_of(beside, ONLINE)) == 1
    (paper,) = papers_of(replace(whole, resolutions=(rejected,)), ONLINE)
    assert paper.name == "关于清理楼道的决议书（未通过）"
    assert paper.mark == "草稿"


def test_a_meeting_without_a_resolution_says_so(whole: Dossier) -> None:
    with pytest.raises(DomainError, match=r"paper\.nothing"):
        write(replace(whole, resolutions=()), "docx")


def test_a_vote_of_owners_tells_areas(whole: Dossier) -> None:
    """The worked example of the domain: 210 owners with 16,500 m², 160 with 12,600 m² in favour."""
    rule = find_rule("OA-S")
    outcome = outcome_of(rule, {"P": 210, "N": 300, "Y": 160, "Ap": 16_500, "A": 24_000, "Ay": 12_600})
    poll = whole.polls[0]
    tally = replace(poll.tally, yes=160, no=40, abstain=10) if poll.tally else None
    basis = Basis(rule.cite, rule.version, is_statutory=True, notice_days=15)
    owners = replace(poll, rule=rule.id, outcome=outcome, tally=tally, cast=210, basis=basis)
    table = result_table(translator_of(Locale.ZH_HANS), [("全文", owners)])
    assert table.head == ("事项", "同意", "反对", "弃权", "参与", "同意面积", "参与面积", "通过线", "结果")
    lines = "达到157.5人\n达到12375平方米"
    assert table.rows == (("全文", "160人", "40人", "10人", "210人", "12600平方米", "16500平方米", lines, "通过"),)
    assert [test.condition.compare for test in outcome.tests] == [Compare.GE] * 4


def test_facts_that_nobody_gave_are_named_as_missing(whole: Dossier) -> None:
    stairs = papers_of(whole, ONLINE)[1]
    assert "由〔未填：落实单位〕负责落实。" in section(stairs, "effect")
    assert "没有记录保留意见。" in section(stairs, "reservations")


def test_a_correction_names_both_resolutions(whole: Dossier) -> None:
    from app.resolutions.queries import ResolutionLink

    shed = whole.resolutions[0]
    link = ResolutionLink(shed.id, shed.number, shed.title)
    for name, words in (("corrects", "本决议更正"), ("corrected_by", "本决议已由")):
        (paper,) = papers_of(only(whole, 1, **{name: link}), ONLINE)
        assert f"{words}桂花苑议〔2026〕1号《在3幢北侧建设集中充电车棚》" in section(paper, "effect")


@pytest.mark.parametrize("format", FORMATS)
def test_two_hundred_clauses_are_all_printed(whole: Dossier, format: str) -> None:
    from app.resolutions.queries import ClauseView

    clauses = tuple(ClauseView(at, f"第{at}件事照办。", (), ()) for at in range(1, 201))
    text = text_of(write(only(whole, 1, clauses=clauses), format))
    assert [at for at in range(1, 201) if f"{at}.第{at}件事照办。" not in text] == []


@pytest.mark.parametrize("format", FORMATS)
def test_a_title_of_120_characters_is_printed_whole(whole: Dossier, format: str) -> None:
    title = "在三幢北侧建设集中充电车棚并清理楼道" * 7
    title = title[:120]
    (paper,) = papers_of(only(whole, 1, title=title), ONLINE)
    assert len(title) == 120
    assert all(len(line) <= 20 for line in paper.title)
    assert f"关于{title}的决议书（协商意向）" == paper.name
    assert paper.name in text_of(write(only(whole, 1, title=title), format))


def test_tables_are_as_wide_as_their_heads(whole: Dossier) -> None:
    for paper in papers_of(whole, ONLINE):
        for table in blocks_of(paper, Table):
            assert isinstance(table, Table)
            assert {len(row) for row in table.rows} == {len(table.head)}
