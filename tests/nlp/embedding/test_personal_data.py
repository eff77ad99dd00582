"""What belongs to one person never reaches a service; what a card is about does."""

import pytest

from nlp.embedding import Endpoint, EndpointEmbedder, EndpointSorter
from nlp.embedding.endpoint.personal_data import without_personal_data
from tests.nlp.embedding.stand_in import embed_well, serving, sort_well

PERSONAL = {
    "我叫张伟,电话13812345678,身份证440106199001011234,楼下太吵": ["张伟", "13812345678", "440106199001011234"],
    "身份证号：11010519491231002X 请登记": ["11010519491231002", "X"],
    "香港身份證 A123456(7) 的住戶要求加燈": ["A123456"],
    "臺灣身分證 A123456789 要求加燈": ["A123456789"],
    "护照 E12345678 的租客也要投票": ["E12345678"],
    "车牌粤A12345占了消防通道": ["A12345", "a12345"],
    "粤A·D12345 乱停": ["D12345", "d12345"],
    "银行卡6222 0212 3456 7890 123 退押金": ["6222", "0212", "7890"],
    "１３８１２３４５６７８ 找我谈停车": ["1381234", "１３８"],
    "138.1234.5678 请回电,谈停车": ["138.1234", "5678"],
    "138\u200b1234\u200b5678 请回电": ["1234", "5678"],
    "一三八一二三四五六七八打给我,谈停车": ["一三八一"],
    "My name is John Smith, noise at night, mail john@example.com": ["John", "john", "Smith", "smith", "example"],
    "微信 abc_12345 找我谈停车": ["abc_12345"],
    "3栋502王建国：楼上漏水": ["王建国", "502"],
    "住3号楼2单元501的李女士反映噪音": ["李女士", "501"],
    "3号楼2单元501漏水": ["501"],
    "王阿姨说电梯坏了": ["王阿姨"],
}
KEPT = [
    "预算 12000000 元太多",
    "2026年11月29日晚上10点以后不要跳舞",
    "3号楼后面空地建车棚",
    "全区1200户居民都要投票",
    "每户分摊300-500元",
    "晚上9-10点最吵",
    "四五六七月份太热",
]


@pytest.mark.parametrize(("text", "secrets"), PERSONAL.items())
def test_it_is_removed(text: str, secrets: list[str]) -> None:
    left = without_personal_data(text)
    assert [secret for secret in secrets if secret in left] == []


@pytest.mark.parametrize("text", KEPT)
def test_what_a_card_is_about_stays(text: str) -> None:
    assert without_personal_data(text) == text


@pytest.mark.parametrize("text", ["", "13812345678", "440106199001011234", "138 1234 5678 / 3-2-501", "!!!", "\u200b"])
def test_nothing_may_be_left(text: str) -> None:
    assert without_personal_data(text) == ""


def test_no_service_ever_gets_it() -> None:
    texts = [*PERSONAL, *KEPT]
    with serving(embed_well) as vectors, serving(sort_well) as chat:
        EndpointEmbedder(Endpoint(vectors.url, "m")).embed(texts)
        names = {f"k{at}": text for at, text in enumerate(PERSONAL)}
        EndpointSorter(Endpoint(chat.url, "m")).sort_under_names(texts, names, "请致电13812345678张先生,停车怎么办")
        for server in (vectors, chat):
            reached = [secret for secrets in PERSONAL.values() for secret in secrets if secret in server.text]
            assert [secret for secret in reached if secret != "X"] == []
            assert "楼下太吵" in server.text and "12000000 元" in server.text
