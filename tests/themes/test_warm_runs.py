"""One run after another: what is new is grouped from where the last run ended, and the place's words count."""

from sqlalchemy import delete, select

from app.organisations import actions as organisation_actions
from app.organisations.rules import Words
from app.platform.access.services import Services
from app.platform.ids import MeetingId
from app.platform.storage.jobs import Job
from app.themes import actions, queries
from app.themes.clustering import FITTED
from app.themes.rules import DraftTheme, Move
from tests.builders import build_proposal
from tests.hall import Hall
from tests.people import Cast
from tests.themes.test_cluster_meeting import EARLY, LATE, run, submit


def test_keys_stay_when_the_worker_has_forgotten_the_last_run(services: Services, meeting: str) -> None:
    submit(services, meeting, EARLY)
    before = {theme.key: set(theme.members) for theme in run(services, meeting).themes}
    FITTED.pop(MeetingId(meeting), None)
    after = {theme.key: set(theme.members) for theme in run(services, meeting).themes}
    assert after == before


def test_each_proposal_of_a_theme_says_why_it_is_there(services: Services, meeting: str) -> None:
    submit(services, meeting, EARLY + LATE)
    draft = run(services, meeting)
    with services.database.read() as session:
        reasons = queries.reasons_of(session, meeting)
    assert set(reasons) == {member for theme in draft.themes for member in theme.members}
    assert all(reasons.values())


def test_what_a_run_moved_is_kept_for_the_desk(hall: Hall) -> None:
    ids = [build_proposal(hall.services, hall.mei, hall.meeting, text) for text in EARLY[:4]]
    drafts = [
        DraftTheme(key, key, (key,), tuple(members), members[0], 0.5) for key, members in (("a", ids), ("b", ids[:3]))
    ]
    for draft in drafts:
        hall.services.writer.run(
            lambda work, draft=draft: actions.store_draft(work, meeting_id=hall.meeting, themes=[draft], alone=[])
        )
    moves = hall.read(queries.moves_of, hall.meeting)
    assert moves == [*(Move(member, "a", "b") for member in ids[:3]), Move(ids[3], "a", "")]


def test_new_words_of_a_place_have_its_open_meetings_grouped_anew(services: Services, cast: Cast, meeting: str) -> None:
    services.writer.run(lambda work: work.session.execute(delete(Job)))
    words = Words(user=("三号楼",))
    services.writer.run(lambda work: organisation_actions.set_words(work, cast.lin, place_id=cast.place, words=words))
    with services.database.read() as session:
        assert {"meeting": meeting} in list(session.scalars(select(Job.args)))
