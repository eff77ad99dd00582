"""Who gets in over REST, what a refusal looks like, and what the same key does twice."""

import pytest

from app.api import OPERATIONS
from app.api.operations import PREFIX
from app.concessions.actions import offer_concession
from app.meetings import stage_links
from app.platform.access.actors import Actor
from app.platform.access.services import Services
from app.proposals import queries as proposals
from tests.api.programs import PROBLEM, Program
from tests.builders import build_amendment, build_export_job, build_proposal, new_key, view_meeting
from tests.clients import Browser
from tests.hall import Hall
from tests.people import Cast

BODIES = {
    "/places/<place>/templates/<kind>": {"content": "AAAA"},
    "/meetings/<meeting>/phase": {"to": "triage"},
    "/meetings/<meeting>/proposals": {"text": "建车棚"},
    "/proposals/<proposal>/reaction": {"choice": "agree"},
    "/meetings/<meeting>/themes": [{"op": "undo"}],
    "/meetings/<meeting>/polls": {"question": "建车棚吗"},
    "/polls/<poll>/ballot": {"choice": "yes"},
    "/meetings/<meeting>/resolutions": {"title": "建车棚", "text": "建。"},
    "/meetings/<meeting>/exports": {"format": "json"},
    "/meetings/<meeting>/papers/comments": {"kind": "minutes", "until": "2026-05-07"},
    "/meetings/<meeting>/papers/comments/end": {"kind": "minutes"},
    "/meetings/<meeting>/papers/final": {"kind": "minutes"},
    "/meetings/<meeting>/papers/scan": {"kind": "minutes", "name": "a.pdf", "content": "JVBERi0xLjcKJSVFT0YK"},
    "/meetings/<meeting>/papers/posting": {"kind": "minutes", "posted_where": "门厅"},
    "/meetings/<meeting>/papers/archive": {"kind": "minutes", "archive_number": "1"},
    "/meetings/<meeting>/papers/versions": {"kind": "minutes", "reason": "错字"},
    "/meetings/<meeting>/papers/amendments": {"kind": "minutes", "passage": "一", "wording": "改"},
    "/amendments/<amendment>/answer": {"is_accepted": True},
    "/cases/<case>/moves": {"to": "triaged"},
    "/cases/<case>/rating": {"stars": 5, "is_resolved": True},
}
OF_PEOPLE = ("/staff/", "/tokens/")
"""Staff belong to no place that the gate could locate: `tests/accounts/test_staff_api.py` asks for these."""
LOCATED = [operation for operation in OPERATIONS if "<" in operation.path and not operation.path.startswith(OF_PEOPLE)]


@pytest.fixture
def ids(hall: Hall) -> dict[str, str]:
    """One of each thing, all in the hall's meeting."""
    proposal, resolution = build_proposal(hall.services, hall.mei, hall.meeting), hall.adopted()
    return {
        "place": hall.cast.place,
        "meeting": hall.meeting,
        "seat": hall.bo.id,
        "proposal": proposal,
        "poll": hall.open_poll(),
        "resolution": resolution,
        "notice": hall.post_notice(resolution),
        "case": hall.open_case(resolution),
        "concession": hall.do(offer_concession, hall.cast.lin, condition="离窗", offer="同意建").fact("concession"),
        "stage_link": hall.services.writer.run(
            lambda work: stage_links.make_stage_link(work, hall.cast.lin, meeting_id=hall.meeting)
        ).id,
        "amendment": build_amendment(hall.services, hall.cast.lin, hall.meeting),
        "kind": "minutes",
        "export_job": build_export_job(hall.services, hall.cast.lin, hall.meeting),
        "format": "json",
    }


def paths(ids: dict[str, str]) -> list[tuple[str, str, object]]:
    """(method, path, body) of every operation on a thing."""
    doors: list[tuple[str, str, object]] = []
    for operation in LOCATED:
        path = operation.path
        for name, value in ids.items():
            path = path.replace(f"<{name}>", value)
        body = BODIES.get(operation.path, {}) if operation.method != "GET" else None
        doors.append((operation.method, path, body))
    return doors


@pytest.mark.parametrize("half", [0, 1])  # all at once would be too fast for the limit of one program
def test_things_of_another_place_are_not_found_and_no_different_from_nothing(
    ids: dict[str, str], hai_api: Program, guo_api: Program, half: int
) -> None:
    nothing = {name: "nosuchthing00000" for name in ids} | {"format": "json", "kind": "minutes"}
    for (method, here, body), (_, nowhere, _) in zip(paths(ids)[half::2], paths(nothing)[half::2], strict=True):
        for program in (hai_api, guo_api):
            answers = [program.send(method, path, body) for path in (here, nowhere)]
            assert [answer.status_code for answer in answers] == [404, 404], here
            assert answers[0].json == answers[1].json
            assert answers[0].content_type == PROBLEM


def test_without_a_credential_one_is_asked_for_it(ids: dict[str, str], no_api: Program) -> None:
    for method, path, body in paths(ids):
        assert no_api.refusal(method, path, body)[0] in {401, 403}, path


@pytest.mark.parametrize("authorization", ["Bearer nosuchtoken", "Seat nosuchtoken", "Bearer", "Seat "])
def test_a_wrong_credential_is_no_credential(no_api: Program, meeting: str, authorization: str) -> None:
    wrong = Program(no_api.app, authorization)
    assert wrong.refusal("GET", f"/meetings/{meeting}") == (401, "sign_in.needed")


def test_seat_and_staff_tokens_are_not_exchanged(mei_api: Program, lin_api: Program, meeting: str) -> None:
    for program, other in ((mei_api, "Bearer"), (lin_api, "Seat")):
        swapped = Program(program.app, f"{other} {program.authorization.split()[1]}")
        assert swapped.refusal("GET", f"/meetings/{meeting}") == (401, "sign_in.needed")


def test_a_part_that_may_not_is_told_so(ids: dict[str, str], mei_api: Program, lin_api: Program) -> None:
    meeting, poll = ids["meeting"], ids["poll"]
    assert mei_api.refusal("POST", f"/meetings/{meeting}/phase", {"to": "triage"}) == (403, "forbidden")
    assert mei_api.refusal("GET", f"/meetings/{meeting}/ledger") == (403, "forbidden")
    assert mei_api.refusal("POST", f"/polls/{poll}/close") == (403, "forbidden")
    assert lin_api.refusal("PUT", f"/polls/{poll}/ballot", {"choice": "yes"}) == (403, "forbidden")


def test_a_place_of_others_gets_no_meeting(cast: Cast, lin_api: Program, hai_api: Program) -> None:
    body = {"place": cast.place, "title": "串门"}
    assert hai_api.refusal("POST", "/meetings", body) == (404, "not_found")
    assert lin_api.refusal("POST", "/meetings", {**body, "place": "nosuchplace00000"}) == (404, "not_found")


def test_a_resolution_of_others_gets_no_case_and_no_poll(ids: dict[str, str], away: str, hai_api: Program) -> None:
    body = {"resolution": ids["resolution"]}
    assert hai_api.refusal("POST", "/cases", body) == (404, "not_found")
    assert hai_api.refusal("POST", f"/meetings/{away}/polls", body) == (404, "not_found")
    assert hai_api.ask("GET", "/cases") == {"items": [], "next": None}


def test_rules_refuse_with_their_own_code(hall: Hall, ids: dict[str, str], lin_api: Program, mei_api: Program) -> None:
    meeting, done = ids["meeting"], ids["resolution"]
    assert lin_api.refusal("POST", f"/resolutions/{done}/adopt") == (409, "resolution.not_carried")
    assert lin_api.refusal("POST", f"/cases/{ids['case']}/moves", {"to": "closed"}) == (409, "case.no_such_move")
    assert lin_api.refusal("POST", f"/meetings/{meeting}/phase", {"to": "nowhere"}) == (422, "phase.unknown")
    assert mei_api.refusal("POST", f"/meetings/{meeting}/proposals", {"text": ""}) == (422, "proposal.empty")
    hall.close_poll(ids["poll"])
    assert mei_api.refusal("PUT", f"/polls/{ids['poll']}/ballot", {"choice": "yes"}) == (409, "poll.closed")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": 5},
        {"text": "a", "seat": "bo"},
        ["text"],
        "text",
        {"text": "a", "meeting": "other00000000000", "key": "x"},
    ],
)
def test_nonsense_is_refused_in_words(mei_api: Program, meeting: str, body: object) -> None:
    assert mei_api.refusal("POST", f"/meetings/{meeting}/proposals", body) == (422, "payload.invalid")


def test_a_path_that_is_none_is_told_as_a_problem(lin_api: Program, meeting: str) -> None:
    assert lin_api.refusal("GET", "/nowhere") == (404, "not_found")
    assert lin_api.refusal("DELETE", f"/meetings/{meeting}") == (405, "not_found")
    assert lin_api.refusal("GET", f"/meetings/{meeting}/exports/nosuch")[0] in {404, 422}


def test_the_same_key_gives_the_same_answer(services: Services, mei_api: Program, meeting: str) -> None:
    key, path = new_key(), f"/meetings/{meeting}/proposals"
    first = mei_api.ask("POST", path, {"text": "建车棚"}, status=201, key=key)
    assert mei_api.ask("POST", path, {"text": "建车棚"}, status=201, key=key) == first
    mei_api.ask("POST", path, {"text": "建车棚"}, status=201)
    with services.database.read() as session:
        assert len(proposals.wall_of(session, meeting)) == 2


def test_a_ballot_sent_again_is_answered_the_same(hall: Hall, mei: Actor, mei_api: Program, lin_api: Program) -> None:
    poll, key = hall.open_poll(), new_key()
    first = mei_api.ask("PUT", f"/polls/{poll}/ballot", {"choice": "yes"}, key=key)
    closed = lin_api.ask("POST", f"/polls/{poll}/close", key=key)
    assert mei_api.ask("PUT", f"/polls/{poll}/ballot", {"choice": "yes"}, key=key) == first
    assert lin_api.ask("POST", f"/polls/{poll}/close", key=key) == closed


def test_a_meeting_set_up_again_with_its_key_is_the_same_meeting(cast: Cast, lin_api: Program) -> None:
    key, body = new_key(), {"place": cast.place, "title": "停车"}
    first = lin_api.ask("POST", "/meetings", body, status=201, key=key)
    assert lin_api.ask("POST", "/meetings", body, status=201, key=key) == first
    assert lin_api.ask("POST", "/meetings", body, status=201) != first


def test_a_program_without_a_cookie_joins_and_a_browser_with_one_shows_its_token(
    no_api: Program, mei_browser: Browser, hall: Hall
) -> None:
    """A page of somebody else's cannot make a browser join: it has a session, so it needs the forgery token."""
    code = view_meeting(hall.services, hall.meeting).code
    joined = no_api.send("POST", "/meetings/join", {"code": code})
    assert (joined.status_code, "Set-Cookie" in joined.headers) == (201, False)
    forged = mei_browser.client.post(f"{PREFIX}/meetings/join", json={"code": code})
    assert (forged.status_code, forged.json and forged.json["code"]) == (403, "form.expired")
