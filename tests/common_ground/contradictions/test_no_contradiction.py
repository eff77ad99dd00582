"""Every view, paper and door says the same of common ground, in meetings drawn at random."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from flask import Flask
from pydantic import TypeAdapter

from app.common_ground.document import Shortfall
from app.common_ground.wording import heads, shortfall_words
from app.platform.access.services import Services
from app.platform.live.snapshots import Snapshots
from app.platform.live.specs import Audience
from app.proposals.rules import Choice
from app.registry import SNAPSHOTS
from tests.api.programs import Program, seat_program, staff_program
from tests.clients import Browser, open_browser
from tests.common_ground.contradictions import told
from tests.common_ground.contradictions.rooms import Room, draw_room
from tests.common_ground.contradictions.told import Told, words
from tests.people import Cast

FEW, MANY = 12, 500
ACCEPTED = ("greatest", "common-ground")
SILENT = ("desk by theme", "workbook, proposals")
"""Views that leave out the heads or what is missing."""
LACKS = TypeAdapter(Shortfall | None)
SHARE = re.compile(r"(\d+) ?人里 ?(\d+) ?人（(\d+)%）")


def passes_gate(room: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Gate Q in whole numbers, written anew from the definition."""
    sizes, groups = room["groups"], row["by_group"]
    is_alone = len(sizes) == 1
    holds = all(
        cell["seen"] >= 5 and (3 * cell["agree"] >= 2 * cell["seen"] if is_alone else 2 * cell["agree"] > cell["seen"])
        for cell in groups.values()
    )
    return bool(sizes) and holds and 2 * row["overall"]["seen"] >= room["present"]


class Truth:
    """What REST tells staff, and the words that follow from its numbers."""

    def __init__(self, room: Room, data: Mapping[str, Any], labels: Mapping[str, str]) -> None:
        self.room, self.data = room, data
        self.rows = {room.texts[row["proposal"]]: row for row in data["proposals"]}
        self.themes = {labels[row["theme"]]: row for row in data["themes"]}

    def check_itself(self) -> Iterator[str]:
        accepted = [row["proposal"] for row in self.data["proposals"] if passes_gate(self.data, row)]
        order = [row["proposal"] for row in self.data["proposals"]]
        greatest = {row["greatest"] for row in self.data["themes"]} | {self.data["greatest"]}
        for text, row in self.rows.items():
            is_accepted = row["proposal"] in accepted
            if is_accepted != (row["badge"] == "common-ground") or is_accepted != (row["lacks"] is None):
                yield f"{text}: gate, badge and what it lacks differ"
            if is_accepted != (row["standing"] in ACCEPTED) or (row["is_firm"] and not is_accepted):
                yield f"{text}: {row['standing']}, firm {row['is_firm']}"
            if (row["standing"] == "greatest") != (row["proposal"] in greatest):
                yield f"{text}: called the greatest, and is not"
            if row["is_heard"] != (bool(self.data["groups"]) and all(c["seen"] >= 5 for c in row["by_group"].values())):
                yield f"{text}: heard"
        if self.data["greatest"] != (accepted[0] if accepted else None) or accepted != order[: len(accepted)]:
            yield "the greatest of the meeting is not on top"
        for label, theme in self.themes.items():
            yield from self._check_theme(label, theme, accepted)

    def _check_theme(self, label: str, theme: Mapping[str, Any], accepted: list[str]) -> Iterator[str]:
        rows = {row["proposal"]: row for row in self.data["proposals"]}
        if theme["greatest"] is not None:
            if theme["greatest"] not in accepted or theme["blocking"] or theme["nearest"] or theme["lacks"]:
                yield f"{label}: has a greatest, and somebody blocks"
            return
        if theme["divisor"] is not None or theme["core"]:
            yield f"{label}: breadth without a greatest"
        if theme["nearest"] is None:
            return
        lacks = rows[theme["nearest"]]["lacks"]
        blockers = [blocker["group"] for blocker in lacks["blockers"]] if lacks else []
        if lacks is None or theme["lacks"] != lacks or theme["blocking"] != (blockers[0] if blockers else None):
            yield f"{label}: {theme['blocking']} blocks {theme['nearest']}, which lacks {lacks}"

    def recount(self) -> Iterator[str]:
        """The heads are those of the votes that were cast; groups that people declared are counted too."""
        for text, row in self.rows.items():
            cast = {seat: choice for (seat, card), choice in self.room.votes.items() if card == row["proposal"]}
            counted = (Counter(cast.values())[Choice.AGREE], len(cast))
            if (row["overall"]["agree"], row["overall"]["seen"]) != counted:
                yield f"{text}: {row['overall']} told, {counted} cast"
            for group, cell in row["by_group"].items():
                own = [choice for seat, choice in cast.items() if self.room.stakeholder_groups[seat] == group]
                if group in self.room.stakeholder_groups.values() and cell["seen"] != len(own):
                    yield f"{text}, {group}: {cell['seen']} told, {len(own)} cast"

    def row(self, text: str) -> Told:
        row = self.rows[text]
        is_accepted = row["standing"] in ACCEPTED
        groups = row["by_group"] if len(self.data["groups"]) > 1 else {}
        return Told(
            text,
            row["standing"],
            heads(words, row["overall"]["agree"], row["overall"]["seen"]),
            tuple(shortfall_words(words, LACKS.validate_python(row["lacks"]))),
            row["is_firm"] if is_accepted else None,
            tuple(f"{_group(name)} {heads(words, cell['agree'], cell['seen'])}" for name, cell in groups.items()),
        )

    def theme(self, label: str) -> Told:
        theme = self.themes[label]
        named = theme["greatest"] or theme["nearest"]
        if named is None:
            return Told(None, "unheard", None, ())
        row = self.row(self.room.texts[named])
        word = "greatest" if theme["greatest"] else "nearly"
        return Told(row.text, word, row.heads, row.lacks, row.is_firm, row.groups)


def _group(name: str) -> str:
    return words(f"domain.group.{name}") if name in ("all", "others") else name


def differences(view: str, told_rows: Mapping[str, Told], wanted: Callable[[str], Told]) -> Iterator[str]:
    """What a view says otherwise than it should, as far as it says it."""
    for key, row in told_rows.items():
        right = wanted(key)
        for name in Told.__slots__:
            said = getattr(row, name)
            if name == "heads" and said is None and right.heads is not None and view not in SILENT:
                yield f"{view}, {key}: no {name}"
            if name == "groups" and said is not None:
                said, right_groups = {_alone(one) for one in said}, {_alone(one) for one in right.groups or ()}
                if said != right_groups:
                    yield f"{view}, {key}: {said}, not {right_groups}"
            elif said is not None and said != getattr(right, name):
                yield f"{view}, {key}: {name} {said}, not {getattr(right, name)}"


def _alone(group: str) -> str:
    """A group's heads without the percentage, for which not every view has room."""
    return group.partition("（")[0]


def shares_in(view: str, text: str) -> Iterator[str]:
    """Percentages of fewer than twenty people, or that are no share of the heads beside them."""
    for seen, agree, share in SHARE.findall(text):
        if int(seen) < 20 or int(share) != (200 * int(agree) + int(seen)) // (2 * int(seen)):
            yield f"{view}: {agree} of {seen} is {share} %"


@pytest.mark.parametrize("first", [pytest.param(0, id="few"), pytest.param(1000, id="many", marks=pytest.mark.nightly)])
@pytest.mark.timeout(3000)
def test_no_two_views_contradict_each_other(first: int, services: Services, cast: Cast, app: Flask) -> None:
    faults: list[str] = []
    boards: list[dict[str, Any]] = []
    truths: list[Truth] = []
    staff, doors = staff_program(app, services, "lin"), open_browser(app).sign_in(services, cast.lin)
    for seed in range(first, first + (MANY if first else FEW)):
        room = draw_room(services, cast, seed)
        data = staff.ask("GET", f"/meetings/{room.meeting}/common-ground")
        snapshots = Snapshots(services.database, SNAPSHOTS)
        board = {
            topic: snapshots.read(room.meeting, topic, Audience.ROOM)["data"] for topic in ("ground", "themes", "wall")
        }
        truth = Truth(room, data, {theme["key"]: theme["label"] for theme in board["themes"]["themes"]})
        boards, truths = [*boards, board], [*truths, truth]
        faults += [f"{seed}: {fault}" for fault in (*truth.check_itself(), *truth.recount())]
        faults += [f"{seed}: {fault}" for fault in _pages(app, doors, truth)]
        faults += [f"{seed}: {fault}" for fault in _papers(staff, truth)]
    for seed, stage, truth in zip(range(first, first + len(boards)), told.draw_stages(boards), truths, strict=True):
        faults += [f"{seed}: {fault}" for fault in differences("stage", stage["ground"], truth.row)]
        if len(stage["ground"]) != min(4, len(truth.rows)) or len(stage["themes"]) != min(5, len(truth.themes)):
            faults.append(f"{seed}: the stage shows other rows")
        faults += [f"{seed}: {fault}" for fault in differences("stage by theme", stage["themes"], truth.theme)]
    _expect_variety(truths)
    assert faults == []


def _pages(app: Flask, doors: Browser, truth: Truth) -> Iterator[str]:
    room = truth.room
    desk = doors.get(f"/m/{room.meeting}/desk").text
    rows = told.read_desk(desk)
    yield from differences("desk", rows["ground"], truth.row)
    yield from differences("desk by theme", rows["themes"], truth.theme)
    yield from shares_in("desk", desk)
    if set(rows["themes"]) != set(truth.themes) or len(rows["ground"]) != min(8, len(truth.rows)):
        yield "desk: not every theme and proposal is there"
    seat = room.seats[0]
    told_seat = seat_program(app, seat).ask("GET", f"/meetings/{room.meeting}/common-ground")
    for name in ("themes", "proposals", "greatest", "groups"):
        if told_seat[name] != truth.data[name]:
            yield f"REST tells a seat other {name}"
    yield from _floor(open_browser(app).take_seat(seat).get(f"/m/{room.meeting}/floor").text, truth)


def _floor(floor: str, truth: Truth) -> Iterator[str]:
    agreed, misses = told.read_floor(floor)
    if len(misses) != min(3, sum(row["lacks"] is not None for row in truth.rows.values())) and truth.data["proposals"]:
        yield f"floor: {len(misses)} near misses"
    for text, lacks in misses.items():
        if lacks != truth.row(text).lacks:
            yield f"floor, {text}: {lacks}, not {truth.row(text).lacks}"
    for text in agreed:
        own = truth.room.votes[truth.room.seats[0].id, truth.rows[text]["proposal"]]
        if own is Choice.AGREE and truth.row(text).word not in ACCEPTED:
            yield f"floor, {text}: all agree, yet it lacks {truth.row(text).lacks}"
    yield from shares_in("floor", floor)


def _papers(staff: Program, truth: Truth) -> Iterator[str]:
    meeting = truth.room.meeting
    files = told.unpack(staff.send("GET", f"/meetings/{meeting}/exports/bundle").data)
    minutes, book = told.read_minutes(files["文书/会议纪要.docx"]), told.read_workbook(files["会议台账.xlsx"])
    accepted = {text for text, row in truth.rows.items() if row["standing"] in ACCEPTED}
    for view, rows in (("minutes", minutes), ("workbook", book)):
        yield from differences(view, rows["ground"], truth.row)
        yield from differences(f"{view} by theme", rows["themes"], truth.theme)
        if set(rows["themes"]) != set(truth.themes):
            yield f"{view}: themes {set(rows['themes'])}, not {set(truth.themes)}"
        if accepted != {*rows["ground"], *(row.text for row in rows["themes"].values() if row.word == "greatest")}:
            yield f"{view}: not all that every group accepts"
    yield from differences("workbook, proposals", book["words"], truth.row)
    yield from _document(told.read_document(files["会议数据.json"]), truth)


def _document(document: Mapping[str, Any], truth: Truth) -> Iterator[str]:
    if [line["text"] for line in document["ground"]] != list(truth.rows):
        yield "document: another order"
    for line in document["ground"]:
        row = truth.rows[line["text"]]
        if any(line[name] != row[name] for name in ("standing", "is_firm", "lacks")):
            yield f"document, {line['text']}: {line['standing']}, not {row['standing']}"
    for theme in document["ground_themes"]:
        row = truth.themes[theme["theme"]]
        named = {name: row[name] and truth.room.texts[row[name]] for name in ("greatest", "nearest")}
        if any((theme[name] or {}).get("text") != text for name, text in named.items()):
            yield f"document, {theme['theme']}: {theme}"


def _expect_variety(truths: list[Truth]) -> None:
    """The draw is worth something: every word and every kind of group occurs."""
    standings = {row["standing"] for truth in truths for row in truth.rows.values()}
    assert standings >= {"greatest", "common-ground", "open", "unheard"}
    assert {truth.data["basis"] for truth in truths} >= {"declared", "one"}
    themes = [theme for truth in truths for theme in truth.themes.values()]
    assert any(theme["greatest"] for theme in themes) and any(theme["blocking"] for theme in themes)
