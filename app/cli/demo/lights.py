"""The estate's meeting before: new lights in the stairwells, decided, adopted, posted and under way."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from app.cases import actions as cases
from app.cli.context import CommandContext
from app.concessions import actions as concessions
from app.meetings import actions as meetings
from app.meetings import queries as meeting_queries
from app.platform.access.actors import SYSTEM, Actor, ActorKind
from app.platform.commands import Action, perform
from app.platform.ids import MeetingId, PlaceId, PollId
from app.platform.local_time import to_local
from app.platform.storage.ledger import Receipt
from app.platform.storage.unit_of_work import Work
from app.resolutions import actions as resolutions
from app.resolutions.notices import actions as notices
from app.voting import actions as voting
from app.voting.rules import Choice

TITLE = "楼道灯怎么换，夜里才不晃眼？"
GROUP, OTHERS = "低层住户", "高层住户"
SIZE = 6
BALLOTS = (Choice.YES,) * 8 + (Choice.NO,) * 3 + (Choice.ABSTAIN,)
TEXT = "\n".join(
    (
        "一、3幢、4幢楼道灯全部换成声控灯。",
        "二、夜间十一点以后亮度减半。",
        "三、费用从小区公共收益支出，每季度公布一次。",
    )
)
OFFER = {"wanted": "一楼门口不装灯", "condition": "夜间十一点以后亮度减半", "offer": "灯装在一楼门口"}
DISSENT: dict[str, Any] = {
    "text": "公共收益应先修道闸",
    "clause": 3,
    "group": OTHERS,
    "people": 5,
    "wanted": "下半年把道闸列入维修计划",
}


def load_lights(tools: CommandContext, place_id: PlaceId, facilitator: Actor) -> None:
    """Run the meeting from the first seat to the public notice of its result, and end it."""
    meeting_id, seats = tools.write(lambda work: _gather(work, place_id))
    today = to_local(tools.services.clock.now()).date()

    def do(action: Action, actor: Actor = facilitator, **facts: Any) -> Receipt:
        return tools.write(lambda work: perform(work, action, actor, meeting_id=meeting_id, **facts))

    do(meetings.move_phase, SYSTEM, to="concede")
    offered = do(concessions.offer_concession, seats[0], **OFFER).data["concession"]
    resolution = do(resolutions.draft_resolution, title="更换3幢、4幢楼道灯", text=TEXT).data["resolution"]
    do(resolutions.take_concession, concession_id=offered, resolution_id=resolution, clause=2)
    do(resolutions.prepare_resolution, resolution_id=resolution, is_legally_checked=True, **_studied(today))
    do(resolutions.set_terms, resolution_id=resolution, **_terms(today))
    do(resolutions.add_dissent, resolution_id=resolution, **DISSENT)
    do(meetings.move_phase, SYSTEM, to="decide")
    poll = do(resolutions.put_to_vote, resolution_id=resolution, is_secret=False).data["poll"]
    for seat, choice in zip(seats, BALLOTS, strict=True):
        tools.write(partial(_vote, seat=seat, meeting_id=meeting_id, poll_id=poll, choice=choice))
    do(voting.close_poll, poll_id=poll)
    do(resolutions.adopt_resolution, resolution_id=resolution)
    do(notices.post_notice, resolution_id=resolution, posted_where="小区公告栏", contact="小区自治站")
    do(cases.open_case, resolution_id=resolution, title="更换楼道灯", handler="物业", due_on=today + timedelta(days=45))
    do(meetings.close_meeting, SYSTEM)


def _gather(work: Work, place_id: PlaceId) -> tuple[MeetingId, list[Actor]]:
    """Create the meeting and take its seats, those of the first group first."""
    made = perform(
        work,
        meetings.create_meeting,
        SYSTEM,
        place_id=place_id,
        title=TITLE,
        template="T1",
        stakeholder_groups=(GROUP, OTHERS),
        source="demo",
    )
    meeting_id: MeetingId = made.data["meeting"]
    code = meeting_queries.meeting_of(work.session, meeting_id).code
    return meeting_id, [_seat(work, code, group) for group in (GROUP, OTHERS) for _ in range(SIZE)]


def _vote(work: Work, *, seat: Actor, meeting_id: MeetingId, poll_id: PollId, choice: Choice) -> None:
    voting.cast_ballot(work, seat, meeting_id=meeting_id, poll_id=poll_id, choice=choice)


def _seat(work: Work, code: str, group: str) -> Actor:
    joined = meetings.join_meeting(work, code=code, stakeholder_group=group)
    return Actor(ActorKind.SEAT, joined.seat, meeting=joined.meeting, token=joined.token)


def _studied(today: date) -> dict[str, Any]:
    return {
        "noticed_on": today - timedelta(days=12),
        "branch_studied_on": today - timedelta(days=14),
        "branch_minute": f"桂支纪〔{today.year}〕4号",
    }


def _terms(today: date) -> dict[str, Any]:
    return {
        "responsible": "物业服务站",
        "valid_until": today + timedelta(days=730),
        "review_on": today + timedelta(days=180),
        "objection_address": "桂花苑小区自治站",
        "objection_until": today + timedelta(days=15),
    }
