"""The writes about concessions, resolutions, polls, public notices and cases that two facilitators may do at once."""

from app.concessions import actions as concessions
from app.resolutions import actions as resolutions
from app.resolutions.notices import actions as notices
from app.voting.rules import Choice
from tests.hall import TEXT, Hall
from tests.two.case import Case, Ids

CARD = {"condition": "车棚离窗五米", "offer": "我同意建", "wanted": "晚上不装卸"}
VOTE = {"resolution.put_to_vote": 1, "poll.opened": 1}
DRAFT = {"title": "建车棚", "text": f"{TEXT}{{who}}"}


def voting_time(hall: Hall) -> Ids:
    hall.go_to_vote()
    return {}


def a_draft(hall: Hall) -> Ids:
    hall.go_to_vote()
    return {"resolution": hall.draft()}


def a_poll(hall: Hall) -> Ids:
    poll = hall.open_poll(is_secret=False)
    hall.vote(poll, hall.mei, Choice.YES)
    return {"poll": poll}


def a_concession(hall: Hall) -> Ids:
    return {"concession": hall.do(concessions.offer_concession, hall.cast.lin, **CARD).data["concession"]}


def carried(hall: Hall) -> Ids:
    resolution = hall.draft()
    hall.carry(resolution)
    return {"resolution": resolution}


def adopted(hall: Hall) -> Ids:
    return {"resolution": hall.adopted()}


def dissented(hall: Hall) -> Ids:
    resolution = hall.draft()
    for text in ("太吵", "太贵"):
        hall.do(resolutions.add_dissent, hall.cast.lin, resolution_id=resolution, text=text)
    return {"resolution": resolution}


def posted(hall: Hall) -> Ids:
    receipt = hall.do(notices.post_notice, hall.cast.wen, resolution_id=hall.adopted())
    return {"notice": receipt.data["notice"]}


def a_case(hall: Hall) -> Ids:
    return {"case": hall.open_case(hall.adopted())}


DECISION_CASES = (
    Case(
        "draft",
        "desk_posts.draft_resolution",
        "post_meetings_meeting_resolutions",
        {"resolution.drafted": 1},
        DRAFT,
        other={"resolution.drafted": 2},
    ),
    Case("revise", "desk_posts.revise_resolution", None, {"resolution.revised": 1}, DRAFT, a_draft),
    Case(
        "vote",
        "desk_posts.put_to_vote",
        "post_meetings_meeting_polls",
        VOTE,
        {"rule": "R0", "is_secret": "1"},
        a_draft,
        second={"rule": "R0", "is_secret": "0"},
        body={"resolution": "{resolution}"},
        second_body={"resolution": "{resolution}", "secret": False},
    ),
    Case(
        "adopt",
        "desk_posts.adopt_resolution",
        "post_resolutions_resolution_adopt",
        {"resolution.adopted": 1},
        {"reservations": "夜里太亮{who}"},
        carried,
        body={"reservations": ["夜里太亮{who}"]},
    ),
    Case(
        "question",
        "desk_posts.open_poll",
        "post_meetings_meeting_polls",
        {"poll.opened": 1},
        {"question": "装路灯吗{who}"},
        voting_time,
        other={"poll.opened": 2},
    ),
    Case("close poll", "desk_posts.close_poll", "post_polls_poll_close", {"poll.closed": 1}, {}, a_poll),
    Case(
        "void poll",
        "desk_posts.void_poll",
        "post_polls_poll_void",
        {"poll.voided": 1},
        {"reason": "题目写错了{who}"},
        a_poll,
    ),
    Case(
        "concession",
        "desk_posts.take_concession",
        "post_concessions_concession_take",
        {"concession.taken": 1},
        {},
        a_concession,
    ),
    Case(
        "terms",
        "desk_posts.set_terms",
        "put_resolutions_resolution_terms",
        {"resolution.terms_set": 1},
        {"responsible": "物业{who}"},
        a_draft,
    ),
    Case(
        "preparation",
        "desk_posts.prepare_resolution",
        "put_resolutions_resolution_preparation",
        {"resolution.prepared": 1},
        {"branch_minute": "支纪{who}"},
        a_draft,
    ),
    Case(
        "dissent",
        "desk_posts.add_dissent",
        "post_resolutions_resolution_dissent",
        {"resolution.dissent_added": 1},
        {"text": "太吵{who}"},
        a_draft,
        other={"resolution.dissent_added": 2},
    ),
    Case(
        "dissent removed",
        "desk_posts.remove_dissent",
        "post_resolutions_resolution_dissent_remove",
        {"resolution.dissent_removed": 1},
        {"number": "1"},
        dissented,
        second={"number": "2"},
        body={"number": 1},
        second_body={"number": 2},
    ),
    Case(
        "notice",
        "desk_posts.post_notice",
        "post_resolutions_resolution_notices",
        {"notice.posted": 1},
        {"posted_where": "公告栏{who}"},
        adopted,
    ),
    Case(
        "notice taken down",
        "desk_posts.take_down_notice",
        "post_notices_notice_take-down",
        {"notice.taken_down": 1},
        {"reason": "移到大厅{who}"},
        posted,
    ),
    Case(
        "case",
        "desk_posts.open_case",
        "post_resolutions_resolution_cases",
        {"case.opened": 1},
        {"title": "装路灯{who}", "handler": "物业"},
        adopted,
        other={"case.opened": 2},
    ),
    Case(
        "case by itself",
        None,
        "post_cases",
        {"case.opened": 1},
        {"title": "装路灯{who}", "resolution": "{resolution}"},
        adopted,
        other={"case.opened": 2},
    ),
    Case(
        "case move",
        "desk_posts.move_case",
        "post_cases_case_moves",
        {"case.moved": 1},
        {"to": "triaged", "note": "已看过{who}"},
        a_case,
    ),
)
