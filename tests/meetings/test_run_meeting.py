"""Creating, extending, changing and closing a meeting: each accepted, refused, repeated, and by a stranger."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from app.meetings import actions, queries
from app.meetings.rules import TEMPLATES
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.errors import DomainError
from app.platform.storage import ledger
from tests.builders import build_meeting, new_key, view_meeting
from tests.clients import Phone
from tests.clocks import StandingClock
from tests.people import Cast
from tests.races import race


def create(services: Services, cast: Cast, **facts: Any) -> str:
    wanted = {"place_id": cast.place, "title": "停车", **facts}
    receipt = services.writer.run(lambda work: perform(work, actions.create_meeting, cast.lin, **wanted))
    meeting: str = receipt.data["meeting"]
    return meeting


def change(services: Services, cast: Cast, meeting: str, **facts: Any) -> ledger.Receipt:
    return services.writer.run(
        lambda work: perform(work, actions.change_meeting, cast.lin, meeting_id=meeting, **facts)
    )


@pytest.mark.parametrize("template", list(TEMPLATES))
def test_every_template_begins_at_its_first_phase(services: Services, cast: Cast, template: str) -> None:
    view = view_meeting(services, create(services, cast, template=template))
    assert view.phase == TEMPLATES[template].phases[0].key
    assert view.cards_per_seat == TEMPLATES[template].cards_per_seat
    assert (view.place_name, view.question, view.is_joinable) == ("桂花苑", "停车", True)


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"title": ""}, "title.missing"), ({"title": "长" * 121}, "title.long"), ({"template": "T9"}, "template.unknown")],
)
def test_what_a_meeting_needs(services: Services, cast: Cast, facts: dict[str, str], code: str) -> None:
    with pytest.raises(DomainError, match=code):
        create(services, cast, **facts)


def test_codes_and_secrets_are_its_own(services: Services, cast: Cast) -> None:
    views = [view_meeting(services, create(services, cast)) for _ in range(5)]
    assert len({view.code for view in views}) == len({view.qr_token for view in views}) == 5
    assert all(len(view.code) == 9 and len(view.qr_token) * 6 >= 128 for view in views)


def test_time_is_added_and_taken(services: Services, cast: Cast, meeting: str, clock: StandingClock) -> None:
    ends_at = view_meeting(services, meeting).phase_ends_at
    assert ends_at == clock.now() + timedelta(minutes=20)
    for minutes, left in ((5, 25), (-10, 15), (-120, 0), (3, 3)):
        services.writer.run(
            partial(perform, action=actions.extend_phase, actor=cast.lin, meeting_id=meeting, minutes=minutes)
        )
        assert view_meeting(services, meeting).phase_ends_at == clock.now() + timedelta(minutes=left)


def test_time_added_after_the_end_counts_from_now(
    services: Services, cast: Cast, meeting: str, clock: StandingClock
) -> None:
    clock.advance(hours=1)
    services.writer.run(lambda work: perform(work, actions.extend_phase, cast.lin, meeting_id=meeting, minutes=5))
    assert view_meeting(services, meeting).phase_ends_at == clock.now() + timedelta(minutes=5)


def test_time_is_added_once_for_each_key(services: Services, cast: Cast, meeting: str, clock: StandingClock) -> None:
    key = new_key()
    race(
        services,
        *(
            lambda work: perform(work, actions.extend_phase, cast.lin, meeting_id=meeting, minutes=5, key=key)
            for _ in range(3)
        ),
    )
    assert view_meeting(services, meeting).phase_ends_at == clock.now() + timedelta(minutes=25)


def test_only_what_is_given_changes(services: Services, cast: Cast, meeting: str) -> None:
    before = view_meeting(services, meeting)
    receipt = change(services, cast, meeting, title="新题目", stage_view="ground")
    after = view_meeting(services, meeting)
    assert (after.title, after.stage_view) == ("新题目", "ground")
    assert (after.code, after.is_reviewed, after.is_joinable) == (before.code, before.is_reviewed, before.is_joinable)
    assert receipt.data == {"title": "新题目", "stage_view": "ground"}


@pytest.mark.parametrize(
    ("facts", "code"), [({"title": ""}, "title.missing"), ({"stage_view": "tv"}, "stage_view.unknown")]
)
def test_a_refused_change_changes_nothing(
    services: Services, cast: Cast, meeting: str, facts: dict[str, str], code: str
) -> None:
    before = view_meeting(services, meeting)
    with pytest.raises(DomainError, match=code):
        change(services, cast, meeting, is_reviewed=True, **facts)
    assert view_meeting(services, meeting) == before


def test_closing_ends_it(services: Services, cast: Cast, meeting: str, clock: StandingClock) -> None:
    services.writer.run(lambda work: perform(work, actions.close_meeting, cast.lin, meeting_id=meeting))
    view = view_meeting(services, meeting)
    assert (view.closed_at, view.is_joinable, view.phase_ends_at, view.acts) == (clock.now(), False, None, frozenset())
    for act in (
        lambda work: perform(work, actions.close_meeting, cast.lin, meeting_id=meeting),
        lambda work: perform(work, actions.extend_phase, cast.lin, meeting_id=meeting, minutes=5),
        lambda work: perform(work, actions.change_meeting, cast.lin, meeting_id=meeting, title="x"),
    ):
        with pytest.raises(DomainError, match="meeting.closed"):
            services.writer.run(act)


def test_closing_again_with_the_same_key_is_the_same(services: Services, cast: Cast, meeting: str) -> None:
    key = new_key()
    outcomes = race(
        services,
        *(lambda work: perform(work, actions.close_meeting, cast.lin, meeting_id=meeting, key=key) for _ in range(2)),
    )
    assert outcomes[0] == outcomes[1]


def test_a_closed_meetings_code_can_be_anothers(services: Services, cast: Cast, meeting: str) -> None:
    code = view_meeting(services, meeting).code
    services.writer.run(lambda work: perform(work, actions.close_meeting, cast.lin, meeting_id=meeting))
    other = build_meeting(services, cast.place)
    assert view_meeting(services, other).code != code
    with services.database.read() as session:
        assert queries.meeting_to_join(session, code) is None


@pytest.mark.parametrize(
    ("event", "facts"),
    [
        ("phase:move", {"to": "triage"}),
        ("phase:extend", {"minutes": 5}),
        ("meeting:change", {"title": "x"}),
        ("meeting:close", {}),
    ],
)
def test_residents_and_strangers_run_nothing(
    mei_phone: Phone, meeting: str, away: str, event: str, facts: dict[str, Any]
) -> None:
    assert mei_phone.refusal(event, key=new_key(), meeting=meeting, **facts)[0] == "forbidden"
    assert mei_phone.refusal(event, key=new_key(), meeting=away, **facts)[0] == "not_found"
