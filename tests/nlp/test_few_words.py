"""Many texts of few words: directions that repeat each other are no reason to fail."""

import random
import re

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from nlp import find_themes
from nlp.text.latent import LatentVectors

WORDS = re.findall(
    r"\S+",
    """电梯 路灯 充电 车棚 绿化 停车 噪音 垃圾 水管 燃气 消防 门禁 快递 食堂 医院 学校 公交 地铁 房产 物业 电费 水费
    维修 油漆 楼道 屋顶 漏水 广场 跳舞 宠物 草坪 树木 围墙 监控 路口 红灯 斑马 单车 滑梯 球场""",
)

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize("number", [30, 601, 1_000, 2_000])
@pytest.mark.parametrize("words", [1, 2, 5, 12, 20, 40])
def test_texts_of_few_words_find_their_themes(words: int, number: int) -> None:
    draw = random.Random(words * number)
    texts = ["".join(draw.choices(WORDS[:words], k=draw.randint(1, 4))) for _ in range(number)]
    themes = find_themes(texts)
    assert len(themes.labels_) == number
    homes: dict[str, set[str | None]] = {}
    for at, text in enumerate(texts):
        homes.setdefault(text, set()).add(themes.key_of(at))
    assert all(len(home) == 1 for home in homes.values())


@pytest.mark.parametrize("rank", [1, 2, 7, 60, 400])
def test_directions_of_rows_that_repeat_each_other(rank: int) -> None:
    draw = np.random.default_rng(rank)
    few = (draw.random((rank, 300)) * (draw.random((rank, 300)) < 0.1)).astype(np.float32)
    rows = few[draw.integers(0, rank, 1_200)]
    reduced = LatentVectors(seed=1).fit(csr_matrix(rows)).transform(csr_matrix(rows))
    assert np.isfinite(reduced).all()
    same = {row.tobytes(): place for place, row in enumerate(rows)}
    for at, row in enumerate(rows):
        np.testing.assert_allclose(reduced[at], reduced[same[row.tobytes()]], atol=1e-5)
