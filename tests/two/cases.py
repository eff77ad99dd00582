"""Every write of the desk and of the API that two facilitators may do at once, and what must come of it.

A case is named by the endpoints of its form and of its operation. In a field, `{who}` becomes another word for each of
the two when they want different things.
"""

from collections.abc import Mapping
from typing import Any

from app.meetings import actions as meetings
from app.meetings import stage_links
from app.proposals import actions as proposals
from app.proposals.duplicates import actions as duplicates
from app.proposals.rules import State
from app.themes import actions as themes
from app.themes.rules import DraftTheme, Rename
from tests.builders import as_facts, build_proposal, build_seat
from tests.hall import Hall
from tests.two.case import Case, Ids
from tests.two.decision_cases import a_poll


def one_card(hall: Hall) -> Ids:
    return {"proposal": build_proposal(hall.services, hall.mei, hall.meeting)}


def two_cards(hall: Hall) -> Ids:
    return {**one_card(hall), "original": build_proposal(hall.services, hall.bo, hall.meeting, "装一盏路灯")}


def merged_cards(hall: Hall) -> Ids:
    two = two_cards(hall)
    hall.do(duplicates.merge_proposal, hall.cast.lin, **as_facts(two), reason="一样")
    return two


def two_themes(hall: Hall) -> Ids:
    texts = ("建车棚", "装喷淋", "清楼道", "修楼梯")
    a, b, c, d = (build_proposal(hall.services, hall.mei, hall.meeting, text) for text in texts)
    drafts = [
        DraftTheme("shed", "车棚", ("车棚",), (a, b), a, 0.5),
        DraftTheme("stairs", "楼道", ("楼道",), (c, d), c, 0.5),
    ]
    hall.services.writer.run(lambda work: themes.store_draft(work, meeting_id=hall.meeting, themes=drafts, alone=[]))
    return {"moved": a, "beside": b}


def edited_themes(hall: Hall) -> Ids:
    ids = two_themes(hall)
    for label in ("车棚一", "车棚二"):
        edit = Rename("shed", label)
        hall.do(themes.edit_themes, hall.cast.lin, edits=[edit])
    return ids


def running_themes(hall: Hall) -> Ids:
    run = {"meeting_id": hall.meeting, "run": 0, "proposals": 12_000, "percent": 40}
    hall.services.writer.run(lambda work: themes.note_progress(work, **run))
    return {}


def sent_away(hall: Hall) -> Ids:
    seat = a_seat(hall)
    hall.do(meetings.revoke_seat, hall.cast.lin, **as_facts(seat))
    return seat


def a_seat(hall: Hall) -> Ids:
    return {"seat": build_seat(hall.services, hall.meeting, "客").id}


def a_link(hall: Hall) -> Ids:
    made = hall.services.writer.run(
        lambda work: stage_links.make_stage_link(work, hall.cast.lin, meeting_id=hall.meeting)
    )
    return {"stage_link": made.id}


def open_ends(hall: Hall) -> Ids:
    card = one_card(hall)
    hall.do(proposals.moderate_proposal, hall.cast.lin, **as_facts(card), state=State.HELD)
    return a_poll(hall)


def edits(**edit: Any) -> dict[str, Any]:
    return {"edits": [edit]}


MOVED = {"phase.moved": 1}
DISCUSS = {"to": "discuss"}
EDITED = {"themes.edited": 1}
FACTS, VENUE, HOST = "patch_meetings_meeting_facts", {"facts": {"venue": "一楼"}}, {"facts": {"host": "王建国"}}
THEMES, EDIT = "desk_posts.edit_themes", "patch_meetings_meeting_themes"
STAIRS_RENAMED = {"op": "rename", "theme": "stairs", "label": "梯"}


def edit_case(name: str, first: Mapping[str, Any], second: Mapping[str, Any] | None = None, other: int = 1) -> Case:
    """An edit of the themes that the desk's form and a program write alike; `other`: entries when the two differ."""
    return Case(
        name,
        THEMES,
        EDIT,
        EDITED,
        first,
        two_themes,
        second=second or {},
        other={"themes.edited": other},
        body=edits(**first),
        second_body=edits(**second) if second else None,
    )


CASES = (
    Case("next", "desk_posts.move_phase", "post_meetings_meeting_phase", MOVED, {"to": "triage"}),
    Case("move", "desk_posts.move_phase", "post_meetings_meeting_phase", MOVED, {"to": "triage"}, second=DISCUSS),
    Case("time", "desk_posts.extend_phase", None, {"phase.extended": 1}, {"minutes": 5}, second={"minutes": 1}),
    Case(
        "joining",
        "desk_posts.change_meeting",
        "patch_meetings_meeting",
        {"meeting.changed": 1},
        {"is_joinable": "0"},
        second={"stage_view": "themes"},
        other={"meeting.changed": 2},
        body={"is_joinable": False},
        second_body={"stage_view": "themes"},
    ),
    Case("title", None, "patch_meetings_meeting", {"meeting.changed": 1}, {"title": "停车{who}"}),
    Case("facts", None, FACTS, {"facts.recorded": 1}, VENUE, second=HOST, other={"facts.recorded": 2}),
    Case(
        "results",
        "desk_posts.show_results",
        "put_meetings_meeting_results",
        {"results.changed": 1},
        {"results": "held"},
        second={"results": "answered"},
    ),
    Case("end", "desk_posts.end_meeting", "post_meetings_meeting_close", {"meeting.closed": 1}),
    Case(
        "end with open ends",
        "desk_posts.end_meeting",
        "post_meetings_meeting_close",
        {"meeting.closed": 1, "poll.closed": 1},
        {"polls": "close", "held": "keep"},
        open_ends,
        second={"polls": "close", "held": "keep", "reason": "太晚了"},
    ),
    Case("revoke", "desk_posts.revoke_seat", "post_seats_seat_revoke", {"seat.revoked": 1}, {}, a_seat),
    Case("restore", "desk_posts.restore_seat", "post_seats_seat_restore", {"seat.restored": 1}, {}, sent_away),
    Case("link", "desk_stage_links.make", "post_meetings_meeting_stage-links", {}),
    Case(
        "end link",
        "desk_stage_links.revoke",
        "delete_meetings_meeting_stage-links_stage_link",
        {},
        {},
        a_link,
    ),
    Case(
        "card",
        "desk_posts.submit_proposal",
        "post_meetings_meeting_proposals",
        {"proposal.submitted": 1},
        {"text": "装路灯{who}"},
        other={"proposal.submitted": 2},
    ),
    Case(
        "moderate",
        "desk_posts.moderate_proposal",
        None,
        {"proposal.moderated": 1},
        {"state": "hidden", "reason": "写了电话{who}"},
        one_card,
    ),
    Case(
        "merge",
        "desk_posts.merge_proposal",
        "post_proposals_proposal_merge",
        {"proposal.merged": 1},
        {"reason": "一样{who}"},
        two_cards,
    ),
    Case(
        "unmerge",
        "desk_posts.unmerge_proposal",
        "post_proposals_proposal_unmerge",
        {"proposal.unmerged": 1},
        {},
        merged_cards,
    ),
    Case("ask", "desk_posts.suggest_merge", None, {"proposal.merge_asked": 1}, {}, two_cards),
    Case("apart", "desk_posts.keep_apart", None, {"proposal.kept_apart": 1}, {}, two_cards),
    Case("suggest", "desk_posts.suggest_themes", "post_meetings_meeting_themes_suggest", {"themes.asked": 1}),
    Case("stop", "desk_posts.stop_themes", None, {"themes.stopped": 1}, {}, running_themes),
    Case(
        "move card",
        THEMES,
        EDIT,
        EDITED,
        {"op": "move", "theme": "shed", "proposals": "{moved}", "into": "stairs"},
        two_themes,
        second={"op": "move", "theme": "shed", "proposals": "{moved}", "into": "", "label": "新"},
        body=edits(op="pin", theme="stairs", proposals=["{moved}"]),
        second_body=edits(op="split", theme="shed", proposals=["{moved}"], label="新"),
    ),
    Case(
        "merge themes",
        THEMES,
        EDIT,
        EDITED,
        {"op": "merge", "theme": "shed", "into": "stairs"},
        two_themes,
        second={"op": "merge", "theme": "stairs", "into": "shed"},
        body=edits(op="merge", theme="stairs", others=["shed"]),
        second_body=edits(op="merge", theme="shed", others=["stairs"]),
    ),
    Case(
        "part",
        THEMES,
        EDIT,
        EDITED,
        {"op": "part", "theme": "shed", "proposals": ["{moved}", "{beside}"]},
        two_themes,
        body=edits(op="part", proposals=["{moved}", "{beside}"]),
    ),
    edit_case("rename", {"op": "rename", "theme": "shed", "label": "棚{who}"}),
    edit_case("rename two", {"op": "rename", "theme": "shed", "label": "棚"}, STAIRS_RENAMED, other=2),
    edit_case("dismiss", {"op": "dismiss", "theme": "shed"}),
    edit_case("colour", {"op": "colour", "theme": "shed", "colour": 1}, {"op": "colour", "theme": "shed", "colour": 2}),
    edit_case("add", {"op": "add", "label": "灯"}, {"op": "add", "label": "树"}, other=2),
    edit_case("confirm", {"op": "confirm", "theme": "shed"}, {"op": "confirm", "theme": "stairs"}, other=2),
    Case("undo", THEMES, EDIT, EDITED, {"op": "undo"}, edited_themes, body=edits(op="undo")),
    Case(
        "undo act", THEMES, EDIT, EDITED, {"op": "undo", "act": "true"}, edited_themes, body=edits(op="undo", act=True)
    ),
)
