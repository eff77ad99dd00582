"""Which column holds the proposals: by the words of its head, by `--column`, or refused."""

import pytest

from app.proposals.reading.lists import read_list
from tests.proposals.reading.makers import refusal_of, separated, texts_in

SAID = ["请在七号楼门口装一盏路灯", "快递柜挪到西门外面去吧"]


def table(head: list[str], column: str) -> bytes:
    """A table whose other columns hold what such columns hold."""
    others = {
        "title/zh-CN": ["路灯", "快递柜"],
        "诉求类型": ["建议", "投诉"],
        "答复内容": ["已转办给物业公司处理", "将研究"],
    }
    rows = [[SAID[at] if word == column else others.get(word, [f"甲{at}"] * 2)[at] for word in head] for at in (0, 1)]
    return separated([head, *rows]).encode()


@pytest.mark.parametrize(
    ("head", "column"),
    [
        (["工单编号", "工单标题", "诉求内容", "诉求类型", "答复内容"], "诉求内容"),
        (["诉求类型", "留言人", "留言时间", "留言详情", "答复内容"], "留言详情"),
        (["序号", "建议", "建议人"], "建议"),
        (["序號", "*提議（必填）", "提議人"], "*提議（必填）"),
        (["序号", "* 提议 (必填)"], "* 提议 (必填)"),
        (["comment_text", "internal_notes"], "comment_text"),
        (["id", "category/id", "title/zh-CN", "body/zh-CN", "votes"], "body/zh-CN"),
        (["Number", "Proposal", "Status"], "Proposal"),
        (["ID", "Comment", "Comment date", "Commented by"], "Comment"),
        (["序号", "姓名", "意见和建议", "处理意见"], "意见和建议"),
        (["序号", "问题描述", "处理结果"], "问题描述"),
        (
            ["序号", "提交答卷时间", "来源详情", "1、您住几号楼？", "2、您对小区改造有什么建议？（选填）"],
            "2、您对小区改造有什么建议？（选填）",
        ),
        (
            ["Timestamp", "Q1. Which block do you live in?", "Q2. What would you like to see improved?"],
            "Q2. What would you like to see improved?",
        ),
        (["序号", "意見內容", "意見類別"], "意見內容"),
        (["编号", "类型", "内容"], "内容"),
    ],
)
def test_the_words_of_a_head_choose_the_column(head: list[str], column: str) -> None:
    assert texts_in(table(head, column)) == SAID


def test_of_two_columns_of_one_name_the_filled_one_is_read() -> None:
    assert texts_in("序号,内容,类别,内容\n1,,环境,装路灯\n2,,噪音,修路\n".encode()) == ["装路灯", "修路"]


def test_two_filled_columns_that_may_be_it_are_refused() -> None:
    content = "意见,建议\n太吵,装隔音\n太暗,装路灯\n".encode()
    assert refusal_of(content) == "import.column_unclear"
    assert texts_in(content, column="建议") == ["装隔音", "装路灯"]


def test_words_of_the_rows_are_no_head() -> None:
    content = "序号,诉求类型,内容\n1,建议,装路灯\n2,意见,修路\n3,投诉,建议\n".encode()
    assert texts_in(content) == ["装路灯", "修路", "建议"]


@pytest.mark.parametrize("column", ["大家的话", "大家的話", "3", "C", "c"])
def test_a_column_can_be_named(column: str) -> None:
    content = "编号,楼,大家的话\n1,2,装路灯\n2,3,修路\n".encode()
    assert texts_in(content, column=column) == ["装路灯", "修路"]


def test_a_table_without_a_known_head_is_refused_with_its_columns() -> None:
    content = "编号,楼,大家的话\n1,2,装路灯\n2,3,修路\n".encode()
    assert refusal_of(content) == "import.column_unknown"
    assert refusal_of(content, column="没有") == "import.column_missing"


def test_a_head_that_is_repeated_is_no_proposal() -> None:
    proposal_list = read_list("序号,提议\n1,装路灯\n序号,提议\n2,修路\n".encode(), "list.csv")
    assert [one.text for one in proposal_list.proposals] == ["装路灯", "修路"]
    assert dict(proposal_list.report.left_out) == {"head_again": ["3"]}


def test_title_rows_of_a_text_file_are_passed_over() -> None:
    text = "青松里居民建议征集表,,\n单位：青松里居委会,,日期：2025年1月\n序号,楼栋,建议内容\n1,2,装路灯\n"
    assert texts_in(text.encode("gbk")) == ["装路灯"]


def test_a_list_of_statements_keeps_what_was_moderated_out() -> None:
    rows = ["5,1,false,装路灯", "6,-1,false,撤下的", "7,0,true,我住十年", "5,1,false,修路"]
    text = "\n".join(["comment-id,moderated,is-meta,comment-body", *rows])
    proposals = read_list(text.encode(), "comments.csv").proposals
    assert [(one.state.value, one.is_meta) for one in proposals] == [
        ("visible", False),
        ("hidden", False),
        ("visible", True),
        ("visible", False),
    ]
    assert len({one.external_id for one in proposals}) == 4
