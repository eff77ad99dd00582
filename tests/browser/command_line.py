"""The product's command line beside a running server."""

import contextlib
import io
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from app.cli.context import CommandContext
from app.cli.every_command import cli
from app.meetings import queries as meetings
from app.meetings.actions import create_meeting, join_meeting, move_phase
from app.platform.access.actors import SYSTEM, Actor, ActorKind
from app.platform.commands import perform
from app.platform.ids import MeetingId, PlaceId, ProposalId
from app.platform.storage.unit_of_work import Work
from app.processes import make_context
from app.proposals.actions import submit_proposal
from app.proposals.queries import wall_of
from app.settings import Settings
from app.themes.actions import store_draft
from app.themes.queries import DraftSorting, draft_of
from app.themes.rules import Case, DraftTheme
from tests.servers import Product

PLACE = "桂花苑"
PATIENCE_S = 60
CARDS = 3
"""As many as a resident may write."""
NAMES = ("钱", "地方", "时间", "噪音", "安全", "老人", "租户", "规则", "谁来管")


def run_command(product: Product, *arguments: str) -> dict[str, Any]:
    """Run `python -m app --json …` on the data of a product, without the start of another Python."""
    printed = io.StringIO()
    with tools_of(product) as tools, contextlib.redirect_stdout(printed):
        cli.main(["--json", *arguments], obj=tools, standalone_mode=False, prog_name="python -m app")
    answer: dict[str, Any] = json.loads(printed.getvalue())
    return answer


@contextlib.contextmanager
def tools_of(product: Product) -> Iterator[CommandContext]:
    """What commands use, on the data of a product."""
    given: dict[str, Any] = {name.lower(): value for name, value in product.environment.items()}
    settings = Settings(_env_file=None, data_dir=product.folder, port=product.port, **given)
    tools = make_context()
    tools.load_settings = lambda: settings
    try:
        yield tools
    finally:
        tools.services.database.dispose()


def write_beside(product: Product, act: Callable[[Work], object]) -> None:
    """Write something into the database of a running product that no command of it writes."""
    with tools_of(product) as tools:
        tools.services.writer.run(act)


def hold_meeting(product: Product, folder: Path, title: str, texts: Iterable[str]) -> str:
    """Make a meeting in which residents have written these cards and the next phase sorts them; returns its id."""
    listed = import_meeting(product, folder, title, ["只为有这个小区"])
    with tools_of(product) as tools:
        place = tools.read(lambda session: meetings.meeting_of(session, MeetingId(listed)).place)
        return str(tools.write(lambda work: _hold(work, place, title, list(texts))))


def _hold(work: Work, place: PlaceId, title: str, texts: Sequence[str]) -> MeetingId:
    made = perform(work, create_meeting, SYSTEM, place_id=place, title=title, template="T1")
    meeting_id: MeetingId = made.data["meeting"]
    code = meetings.meeting_of(work.session, meeting_id).code
    perform(work, move_phase, SYSTEM, meeting_id=meeting_id, to="say")
    for start in range(0, len(texts), CARDS):
        joined = join_meeting(work, code=code)
        author = Actor(ActorKind.SEAT, joined.seat, meeting=joined.meeting, token=joined.token)
        for text in texts[start : start + CARDS]:
            perform(work, submit_proposal, author, meeting_id=meeting_id, text=text)
    return meeting_id


def lay_board(product: Product, meeting: str, labels: Sequence[str], *, doubtful: int = 0) -> list[str]:
    """Store a board of one question beside the running server, as the machine does; returns the doubtful cards.

    Args:
        labels: names of the themes, which share the other cards: the first has the most.
    """
    meeting_id = MeetingId(meeting)
    with tools_of(product) as tools:
        cards = [view.id for view in tools.read(lambda session: wall_of(session, meeting_id))]
        _wait_for_draft(tools, meeting_id, cards)
        unsure, sure = cards[:doubtful], cards[doubtful:]
        keys = [f"theme-{place}" for place in range(len(labels))]
        shares = dict(zip(keys, _shares(sure, len(keys)), strict=True))
        themes = [
            DraftTheme(key, label, (), tuple(shares[key]), shares[key][0], 0.5, colour=place % 8)
            for place, (key, label) in enumerate(zip(keys, labels, strict=True))
        ]
        sorting = DraftSorting(
            Case.ONE,
            laid=len(cards),
            names=dict(zip(keys, labels, strict=True)),
            candidates=dict.fromkeys(unsure, (keys[0], keys[-1])),
            suggested_names=NAMES,
            sorted_by="words",
        )
        tools.write(lambda work: store_draft(work, meeting_id=meeting_id, themes=themes, alone=unsure, sorting=sorting))
    return [str(card) for card in unsure]


def _wait_for_draft(tools: CommandContext, meeting_id: MeetingId, cards: Sequence[ProposalId]) -> None:
    """Wait until the worker has grouped all cards, so that it does not replace what is stored next."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        themes, alone = tools.read(lambda session: draft_of(session, meeting_id))
        if {*alone, *(member for theme in themes for member in theme.members)} >= set(cards):
            return
        time.sleep(0.2)
    raise TimeoutError(meeting_id)


def _shares(cards: list[ProposalId], count: int) -> list[list[ProposalId]]:
    """Deal cards to piles of falling size; none is empty."""
    weights = [1 + (count - place) // 2 for place in range(count)]
    piles: list[list[ProposalId]] = [[] for _ in weights]
    for card in cards:
        emptiest = min(range(count), key=lambda place: (len(piles[place]) / weights[place], place))
        piles[emptiest].append(card)
    return piles


def import_meeting(product: Product, folder: Path, title: str, texts: Iterable[str]) -> str:
    """Make a meeting from a list of proposals, in the phase in which residents speak; returns its id."""
    listed = folder / "proposals.csv"
    listed.write_text("\n".join(["text", *texts, ""]), encoding="utf-8")
    made = run_command(product, "import", "proposals", str(listed), "--title", title, "--place", PLACE)
    return str(made["meeting"])


def invite_facilitator(product: Product, login: str, *options: str) -> str:
    """Add a facilitator of the place; returns the link behind which the facilitator chooses a password.

    Args:
        login: part of the e-mail address before the at-sign, another one for each test.
    """
    given = ("--role", "facilitator", "--place", PLACE, *options)
    return str(run_command(product, "staff", "add", f"{login}@example.org", *given)["link"])
