"""Data for the benchmarks: generated, shipped with the tests, or in the folder that LIANGTING_EVAL_DATA names."""

import csv
import json
import os
import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.text.lexicon import field_words

Ints = NDArray[np.int64]
FOLDER = "LIANGTING_EVAL_DATA"
SHIPPED = Path(__file__).parent.parent / "tests" / "data" / "polis"
OBJECTS = re.findall(
    r"\S+",
    """充电车棚 换电柜 健身步道 垃圾分类站 地下车库 老年食堂 儿童滑梯 快递柜 消防栓 电梯 路灯 公交站 幼儿园 社区医院
    图书角 菜市场 篮球场 污水管 燃气管道 监控摄像头 门禁系统 绿化带 人行天桥 公共厕所 停车收费 广场舞音响 宠物便箱
    外墙瓷砖 屋顶漏水 自来水压 电动车道 物业账目 业委会选举 维修基金 烧烤油烟 施工噪声 无障碍坡道 晾衣架 共享单车""",
)
WISHES = (
    "建议尽快增设",
    "希望好好维修",
    "请公开说明",
    "能不能搬走",
    "不要再拖",
    "先试三个月",
    "晚上要有人管",
    "早点动工",
)


def given_folder() -> Path | None:
    """Return the folder of labelled data; if there is none, print a line that says so and return None."""
    named = os.environ.get(FOLDER)
    if named and Path(named).is_dir():
        return Path(named)
    what = f"{FOLDER}={named} is no folder" if named else f"{FOLDER} is not set"
    print(f"  {what}: measured on generated and shipped data alone", flush=True)
    return None


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file with one JSON object per line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def made_texts(number: int, seed: int = 0) -> tuple[list[str], list[str]]:
    """Return (texts, the object that each is about), made at random from objects, wishes and words of public life."""
    draw = random.Random(seed)
    words = [word for field in field_words() for word in field if len(word) > 1]
    about = [draw.choice(OBJECTS) for _ in range(number)]
    texts = [
        f"{draw.randint(1, 60)}幢{draw.choice(words)}{thing}{draw.choice(WISHES)},{draw.choice(words)}"
        for thing in about
    ]
    return texts, about


@dataclass(frozen=True, slots=True)
class Room:
    """The votes of one conversation, one row per pair of seat and proposal.

    Seats and proposals are numbered from 0, choices are -1, 0 or 1. `arrived` lists the row numbers in the order in
    which the votes were cast; None if the order is unknown.
    """

    name: str
    seat: Ints
    proposal: Ints
    choice: Ints
    arrived: Ints | None = None

    @property
    def shape(self) -> tuple[int, int]:
        return int(self.seat.max(initial=-1)) + 1, int(self.proposal.max(initial=-1)) + 1

    def votes(self, rows: NDArray[np.bool_]) -> "Room":
        """Return the room with only the votes in the mask `rows`; seats and proposals keep their numbers."""
        return Room(self.name, self.seat[rows], self.proposal[rows], self.choice[rows])


def read_rooms(folder: Path | None) -> list[Room]:
    """Return the conversations in `folder`/polis, or the two that ship with the tests."""
    home = folder / "polis" if folder and (folder / "polis").is_dir() else SHIPPED
    return [_read_room(votes.parent) for votes in sorted(home.glob("*/votes.csv"))]


def _read_room(folder: Path) -> Room:
    """Return the last vote of each pair, on the statements that were not moderated out."""
    with (folder / "statements.csv").open(encoding="utf-8", newline="") as file:
        out = {row["statement"] for row in csv.DictReader(file) if row["moderated"] == "-1"}
    with (folder / "votes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    last = {(row["participant"], row["statement"]): (int(row["vote"]), float(row.get("t") or 0)) for row in rows}
    kept = [(*pair, *vote) for pair, vote in last.items() if pair[1] not in out]
    seats, proposals, choices, times = zip(*kept, strict=True)
    seat, proposal = (np.unique(names, return_inverse=True)[1].astype(np.int64) for names in (seats, proposals))
    arrived = np.argsort(np.array(times), kind="stable") if any(times) else None
    return Room(folder.name, seat, proposal, np.array(choices, dtype=np.int64), arrived)


def made_room(seats: int, proposals: int, votes_each: int = 27, seed: int = 0) -> Room:
    """Return a room of two groups (60 and 40 %) that differ on half of the proposals.

    Each seat votes on at most `votes_each` random proposals.
    """
    draw = np.random.default_rng(seed)
    pairs = np.unique(
        np.repeat(np.arange(seats), votes_each) * proposals + draw.integers(0, proposals, seats * votes_each)
    )
    seat, proposal = pairs // proposals, pairs % proposals
    liked = draw.normal(0.3, 0.8, proposals)
    apart = draw.normal(0, 1.5, proposals) * (draw.random(proposals) < 0.5)
    side = np.where(draw.random(seats) < 0.6, -1.0, 1.0)
    agree = draw.random(len(seat)) < 1 / (1 + np.exp(-liked[proposal] - side[seat] * apart[proposal]))
    choice = np.where(agree, 1, np.where(draw.random(len(seat)) < 0.3, 0, -1))
    return Room(f"{seats:,} x {proposals:,}", seat, proposal, choice.astype(np.int64))
