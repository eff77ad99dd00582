"""Ways to reach somebody, names of people, greetings and placeholders neither group texts nor name a theme."""

import pytest
from opencc import OpenCC

from nlp import SimilarIndex, find_themes
from nlp.text.boilerplate import without_boilerplate

MATTERS = {
    "水泵": ["水泵老是坏", "水泵声音太大", "水泵房进水了"],
    "鸽子": ["鸽子粪便太多", "楼顶养鸽子太臭", "鸽子飞进楼道"],
    "门禁": ["门禁卡刷不开", "门禁密码太简单", "门禁总是失灵"],
}
LINES = (
    "，联系电话：1390000{0:04}",
    " 请致电 0755-8600{0:04}",
    "（{1}号楼周女士）",
    "——{1}栋2单元 吴建国",
    " https://example.com/s/{0}xyz",
    "[图片][图片]",
    "，微信号：wxid_{0}",
    " {0}@example.org",
    "【视频】",
    "，谢谢！",
)
HEADS = (
    "@所有人 ",
    "各位邻居大家好，",
    "您好，我是{1}号楼的周阿姨，",
    "尊敬的领导：您好！",
    "郑女士来电反映",
    "联系人：钱小明，",
    "@物业 ",
)
FORBIDDEN = (
    "电话",
    "联系",
    "http",
    "example",
    "图片",
    "视频",
    "微信",
    "周",
    "吴建国",
    "郑",
    "钱小明",
    "所有人",
    "邻居",
    "领导",
    "谢谢",
    "139",
    "号楼",
    "阿姨",
    "女士",
)


def dressed() -> tuple[list[str], list[str]]:
    """Return the texts with something around them, and what each of them is about."""
    texts, about = [], []
    for matter, bare in MATTERS.items():
        for at, text in enumerate(bare):
            number = len(texts)
            head, end = HEADS[number % len(HEADS)], LINES[(number + at) % len(LINES)]
            texts.append((head + text + end).format(number * 7 + 11, number % 3 + 3))
            about.append(matter)
    return texts, about


@pytest.mark.parametrize("write", [str, OpenCC("s2hk").convert])
def test_what_stands_around_a_matter_groups_nothing(write) -> None:  # type: ignore[no-untyped-def]
    texts, _ = dressed()
    bare = [text for some in MATTERS.values() for text in some]
    assert find_themes([write(text) for text in texts]).labels_.tolist() == find_themes(bare).labels_.tolist()


def test_it_is_in_no_label_no_keyword_and_no_reason() -> None:
    texts, _ = dressed()
    themes = find_themes(texts)
    said = [word for theme in themes.themes for word in (theme.label, *theme.keywords)]
    said += [word for at in range(len(texts)) for word in themes.why(at)]
    assert themes.themes
    assert [word for word in said if any(part in word.lower() for part in FORBIDDEN)] == []


@pytest.mark.parametrize("line", LINES)
def test_a_line_that_all_texts_share_does_not_join_them(line: str) -> None:
    texts = [text + line.format(11, 5) for text in ("水泵老是坏", "鸽子粪便太多", "门禁卡刷不开", "窗户漏风")]
    assert find_themes(texts).themes == ()
    assert find_themes([line.format(11, 5)] * 2).themes == find_themes(["", ""]).themes


def test_one_more_text_and_a_later_run_read_past_it_too() -> None:
    bare = [text for some in MATTERS.values() for text in some]
    first = find_themes(bare)
    assert first.place("水泵又坏了（5号楼郑女士） 13800001111") == first.key_of(0)
    later = find_themes([*bare, "@所有人 水泵又坏了，联系电话：13800001111"], previous=first)
    assert later.key_of(len(bare)) == later.key_of(0)
    assert "13800001111" not in "".join(word for theme in later.themes for word in (theme.label, *theme.keywords))


def test_the_author_of_a_text_makes_no_look_alike() -> None:
    index = SimilarIndex()
    index.add("pump", "水泵老是坏（5号楼郑女士，13800001111）")
    assert index.search("鸽子粪便太多（5号楼郑女士，13800001111）") == []
    assert index.search("水泵老是坏——7号楼 吴建国")[0][1] == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("路灯坏了，电话：+86 138 0000 1111", "路灯坏了"),
        ("路燈壞了，電話 9123 4567", "路燈壞了"),
        ("請聯絡陳太 2345-6789 燈壞咗", "請 燈壞咗"),
        ("看 mp.weixin.qq.com/s/abc 的样子", "看 的样子"),
        ("张三：路灯坏了", "路灯坏了"),
        ("业主 王小明：路灯坏了", "路灯坏了"),
        ("路灯坏了 王建国 敬上", "路灯坏了"),
        ("保安周师傅态度差", "保安 态度差"),
        ("欧阳女士建议装灯", "装灯"),
        ("李女士反映3号楼漏水", "3号楼漏水"),
        ("Lamp broken. Regards, John Smith", "Lamp broken."),
        ("Lamp broken (Mary Chan, Block 3)", "Lamp broken"),
        ("Mr Wong says the lamp is broken", "says the lamp is broken"),
        ("Hello everyone, the lamp is broken", "the lamp is broken"),
        ("[捂脸]又停水", "又停水"),
        ("@张三 又停水", "又停水"),
        ("<Media omitted>", ""),
        ("13800001111", ""),
        ("😀 13800001111", "😀"),
    ],
)
def test_what_is_left(text: str, left: str) -> None:
    assert without_boilerplate(text).rstrip(".") == left.rstrip(".")


@pytest.mark.parametrize(
    "text",
    [
        "施工师傅早上六点就开工",
        "公交车师傅不停站",
        "高中老师住的楼漏水",
        "物业电话没人接",
        "手机信号差",
        "电话亭太旧",
        "2024-2025年停车费太贵",
        "总价50000000元",
        "早上好吵，睡不着",
        "路灯不亮（高峰期）",
        "业主：路灯坏了",
        "建议：装路灯",
        "[电梯]太慢",
        "【停车】车位太少",
        "Hi-fi too loud",
        "I miss the old garden",
        "请拨打12345",
        "微信群太吵",
        "谁家的狗",
        "3号楼漏水，5号楼也漏水",
        "周末，广场",
        "屋顶漏水，谷歌",
        "无障碍坡道，小米",
        "路灯，老师",
        "音响，洪水",
        "车位（白天）",
    ],
)
def test_what_is_about_the_matter_stays(text: str) -> None:
    assert without_boilerplate(text) == text
