"""A hall that talks and a desk that edits at random: what a meeting is given, step by step."""

from dataclasses import dataclass, field
from random import Random

from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.errors import DomainError
from app.themes import actions, queries
from app.themes.clustering import cluster_meeting
from app.themes.rules import (
    COLOURS,
    KINDS,
    Add,
    Arrangement,
    Change,
    Confirm,
    Dismiss,
    Edit,
    Merge,
    Pin,
    Recolour,
    Rename,
    Separate,
    Split,
    Undo,
)
from tests.builders import build_meeting, build_proposal, build_seat
from tests.people import Cast

WHERE = ("三号楼北边", "小区东门", "一单元楼道", "儿童乐园旁", "地下车库", "菜场门口", "五幢后面")
WHAT = ("充电车棚", "换电柜", "垃圾桶", "路灯", "健身器材", "快递柜", "监控", "长椅")
WISH = ("建议建一个{what}", "{what}离家太远了", "{what}晚上太吵", "希望{what}早点修好", "{what}不要占消防通道")


def say(random: Random) -> str:
    return random.choice(WHERE) + random.choice(WISH).format(what=random.choice(WHAT))


@dataclass(slots=True)
class Talk:
    """One meeting in which things are said, grouped and edited; proposals go by their number in order of saying."""

    services: Services
    meeting: str
    lin: Actor
    ids: list[str] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    seat: Actor | None = None

    def say(self, texts: list[str]) -> None:
        self.seat = self.seat or build_seat(self.services, self.meeting)
        self.ids += [build_proposal(self.services, self.seat, self.meeting, text) for text in texts]

    def run(self) -> None:
        cluster_meeting(self.services, meeting_id=self.meeting)

    def now(self) -> Arrangement:
        with self.services.database.read() as session:
            return queries.arrangement_of(session, self.meeting)

    def view(self) -> queries.ThemesView:
        with self.services.database.read() as session:
            return queries.themes_of(session, self.meeting)

    def done(self) -> list[Edit]:
        with self.services.database.read() as session:
            return queries.edits_of(session, self.meeting)

    def edit(self, edit: Edit) -> int | None:
        """Do an edit; its number, or None when it is refused."""
        try:
            receipt = self.services.writer.run(
                lambda work: perform(work, actions.edit_themes, self.lin, meeting_id=self.meeting, edits=[edit])
            )
        except DomainError:
            return None
        number: int = receipt.data["edits"][0]["number"]
        return number


def begin(services: Services, cast: Cast, texts: list[str]) -> Talk:
    """A meeting in which some things have been said and grouped."""
    talk = Talk(services, build_meeting(services, cast.place), cast.lin)
    talk.say(texts)
    talk.run()
    return talk


def wish(random: Random, now: Arrangement, count: int) -> Change:
    """Any edit that may make sense for this layout."""
    # A confirmation keeps the members of its moment, so another history confirms something else.
    kind = random.choice([kind for kind in KINDS if kind not in (Undo, Confirm)])
    theme = random.choice(now.themes) if now.themes else None
    everyone = [*(member for shown in now.themes for member in shown.members), *now.ungrouped]
    members = theme.members if theme and kind is Split else everyone
    picked = 2 if kind is Separate else random.randint(1, 3)
    others = [shown.key for shown in now.themes if shown is not theme]
    # Merging and dismissing thrice as seldom as the rest, or soon there is one theme left.
    if kind in (Merge, Dismiss) and random.random() < 2 / 3:
        kind = Rename
    merged = (random.choice(others),) if kind is Merge and others else ()
    proposals = tuple(random.sample(members, min(picked, len(members))))
    key = theme.key if theme else "none"
    edits: dict[type[Edit], Change] = {
        Merge: Merge(key, merged),
        Split: Split(key, proposals, f"名字{count}"),
        Rename: Rename(key, f"名字{count}"),
        Pin: Pin(key, proposals),
        Separate: Separate(proposals),
        Recolour: Recolour(key, random.randrange(COLOURS) if kind is Recolour else 0),
        Dismiss: Dismiss(key),
        Add: Add(f"名字{count}"),
    }
    return edits[kind]
