"""A large meeting at the desk: shown in parts, and an act comes back to the part that was looked at."""

from app.pages.desk.paging import CARDS, FEW, ViewState, page_of
from app.platform.access.services import Services
from app.themes import actions
from app.themes.rules import DraftTheme
from tests.builders import build_proposal, build_seat
from tests.clients import Browser


def fill(services: Services, meeting: str, count: int) -> list[str]:
    seat = build_seat(services, meeting)
    ids = [build_proposal(services, seat, meeting, f"第{number}句") for number in range(count)]
    theme = DraftTheme("words", "话", ("话",), tuple(ids), ids[0], 0.5)
    services.writer.run(lambda work: actions.store_draft(work, meeting_id=meeting, themes=[theme], alone=[]))
    return ids


def test_parts_lie_side_by_side_and_cover_everything() -> None:
    things, seen, start = list(range(130)), [], 0
    while True:
        part = page_of(things, start, 60)
        seen += part.items
        assert part.before == (max(0, start - 60) if start else None)
        if part.after is None:
            break
        start = part.after
    assert seen == things
    assert page_of(things, 999, 60).items == things[:60]


def test_what_cannot_be_understood_asks_for_nothing() -> None:
    assert ViewState.asked({"wall": "-4", "themes": "x", "cards": "²"}) == ViewState()
    assert ViewState.asked({"theme": "t1", "wall": "60"}).address() == {"theme": "t1", "wall": 60}


def test_the_wall_and_a_theme_are_shown_in_parts(lin_browser: Browser, services: Services, meeting: str) -> None:
    ids = fill(services, meeting, CARDS + 5)
    desk = f"/m/{meeting}/desk"
    first, second = lin_browser.get(desk).text, lin_browser.get(f"{desk}?wall={CARDS}").text
    assert [first.count(f'id="card-{one}"') for one in ids] == [0] * 5 + [1] * CARDS
    assert [second.count(f'id="card-{one}"') for one in ids] == [1] * 5 + [0] * CARDS
    assert sum(f'id="themed-{one}"' in first for one in ids) == FEW
    whole = lin_browser.get(f"{desk}?theme=words").text
    assert all(f'id="themed-{one}"' in whole for one in ids)
