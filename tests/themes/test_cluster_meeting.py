"""`cluster_meeting`: the machine runs again and again, and what people decided stays."""

import pytest

from app.platform.access.services import Services
from app.platform.commands import perform
from app.proposals import actions as proposals
from app.proposals.rules import State
from app.themes import actions, queries
from app.themes.clustering import cluster_meeting
from app.themes.rules import Arrangement, Edit, Merge, Pin, Rename, Undo
from tests.builders import build_proposal, build_seat
from tests.people import Cast

EARLY = (
    "3幢北边那块空地搭个充电车棚，要带喷淋的。",
    "建议在三号楼后面空地建集中充电棚，装上自动喷淋。",
    "楼下有棚我就不推上楼了,位置近一点就行。",
    "车棚可以建，不能占汽车位，本来就不够停。",
    "楼道里的车一律清出去，出了火谁都跑不掉。",
    "楼梯口不准停电瓶车，贴条三天不搬就拖走。",
    "樓道清理我贊成,請先給兩個月過渡期。",
    "引进换电柜，两分钟换好，不用排队。",
    "裝個換電櫃吧,電池不進家門最安全。",
    "换电柜放大门口，不要放在消防通道旁边。",
)
LATE = (
    "车棚地面要平，有坡我推不动。",
    "充电车棚建在空地上最好",
    "棚要二十四小时能进，充电车棚别锁",
    "换电柜安全",
    "电动车换电柜引进来",
    "楼道清理先给过渡",
    "单元门口楼道不准停车",
)
SHED, STAIRS, CABINET = EARLY[0], EARLY[4], EARLY[8]


@pytest.fixture(autouse=True)
def about_many_topics(monkeypatch: pytest.MonkeyPatch) -> None:
    """These few texts stand for texts about many topics."""
    monkeypatch.setattr("nlp.themes._is_one", lambda *_args, **_names: False)


def submit(services: Services, meeting: str, texts: tuple[str, ...]) -> dict[str, str]:
    """The texts as proposals of a seat each: {text: id}."""
    return {text: build_proposal(services, build_seat(services, meeting), meeting, text) for text in texts}


def run(services: Services, meeting: str) -> Arrangement:
    cluster_meeting(services, meeting_id=meeting)
    with services.database.read() as session:
        return queries.arrangement_of(session, meeting)


def edit(services: Services, cast: Cast, meeting: str, *edits: Edit) -> None:
    services.writer.run(lambda work: perform(work, actions.edit_themes, cast.lin, meeting_id=meeting, edits=edits))


def key_of(arrangement: Arrangement, proposal: str) -> str:
    return next(theme.key for theme in arrangement.themes if proposal in theme.members)


@pytest.fixture
def ids(services: Services, meeting: str) -> dict[str, str]:
    return submit(services, meeting, EARLY)


def test_a_name_stays_with_its_theme_when_more_is_said(
    services: Services, cast: Cast, meeting: str, ids: dict[str, str]
) -> None:
    cabinet = key_of(run(services, meeting), ids[CABINET])
    edit(services, cast, meeting, Rename(cabinet, "换电柜怎么放"))
    submit(services, meeting, LATE)
    again = run(services, meeting)
    assert key_of(again, ids[CABINET]) == cabinet
    assert again.find(cabinet).label == "换电柜怎么放"


def test_a_pinned_proposal_joins_the_theme_and_does_not_take_it_away(
    services: Services, cast: Cast, meeting: str, ids: dict[str, str]
) -> None:
    first = run(services, meeting)
    cabinet, stranger = key_of(first, ids[CABINET]), ids[STAIRS]
    edit(services, cast, meeting, Pin(cabinet, (stranger,)))
    again = run(services, meeting)
    assert set(first.find(cabinet).members) <= set(again.find(cabinet).members)
    assert stranger in again.find(cabinet).members
    assert again.find(cabinet).representative != stranger


def test_merged_themes_are_still_one_after_more_is_said(
    services: Services, cast: Cast, meeting: str, ids: dict[str, str]
) -> None:
    first = run(services, meeting)
    shed, cabinet = key_of(first, ids[SHED]), key_of(first, ids[CABINET])
    edit(services, cast, meeting, Merge(cabinet, (shed,)))
    submit(services, meeting, LATE)
    again = run(services, meeting)
    assert key_of(again, ids[SHED]) == cabinet == key_of(again, ids[CABINET])


def test_a_merge_can_be_undone_after_the_machine_has_run_again(
    services: Services, cast: Cast, meeting: str, ids: dict[str, str]
) -> None:
    first = run(services, meeting)
    shed, cabinet = key_of(first, ids[SHED]), key_of(first, ids[CABINET])
    pin = Pin(cabinet, (ids[STAIRS],))
    edit(services, cast, meeting, pin, Merge(cabinet, (shed,)))
    run(services, meeting)
    edit(services, cast, meeting, Undo())
    again = run(services, meeting)
    assert key_of(again, ids[SHED]) == shed
    assert key_of(again, ids[CABINET]) == cabinet == key_of(again, ids[STAIRS])


def test_a_proposal_taken_down_is_held_nowhere(
    services: Services, cast: Cast, meeting: str, ids: dict[str, str]
) -> None:
    cabinet = key_of(run(services, meeting), ids[CABINET])
    edit(services, cast, meeting, Pin(cabinet, (ids[STAIRS],)))
    services.writer.run(
        lambda work: perform(
            work,
            proposals.moderate_proposal,
            cast.lin,
            meeting_id=meeting,
            proposal_id=ids[CABINET],
            state=State.HIDDEN,
            reason="test",
        )
    )
    again = run(services, meeting)
    assert ids[STAIRS] in again.find(cabinet).members
    assert ids[CABINET] not in {*again.ungrouped, *(member for theme in again.themes for member in theme.members)}
