"""S15: SQL, templates and log lines written into texts, searches and addresses stay text."""

from collections.abc import Collection
from itertools import cycle, islice

import pytest
from sqlalchemy import event

from app.platform.i18n import Locale, translator_of
from tests.builders import new_key
from tests.security.doors import Door, event_doors, operation_doors, page_doors
from tests.security.estate import Estate
from tests.security.rows import count_rows
from tests.security.samples import leaves, put

pytestmark = pytest.mark.timeout(600)
SQL = ("'; DROP TABLE proposal; --", "' OR '1'='1", "1) UNION SELECT token_digest FROM seat --", '" OR ""="', "\\'; --")
TEMPLATES = (
    "{{7919*7919}}",
    "${7919*7919}",
    "#{7919*7919}",
    "<%= 7919*7919 %>",
    "{0.__class__}",
    "{field}",
    "%(x)s%s%n",
)
PRODUCT = str(7919 * 7919)
LINES = (
    "\nforged line",
    "\r\n2026-01-01 [error] forged line",
    "\x1b[2Jforged line",
    "\u2028forged line",
    "\x85forged line",
)
READS = {"proposals:similar", "meeting:join", "get_meetings_meeting_similar", "get_meetings_meeting_proposals"}
READS |= {"get_meetings_meeting_ledger", "get_meetings_meeting_exports_format"}


def knock(door: Door, texts: Collection[str]) -> list[tuple[str, str]]:
    """Every text at every place of a payload."""
    payloads = [put(door.payload, at, text) for at in leaves(door.payload) for text in texts]
    return [door.ask({**payload, "key": new_key()} if "key" in payload else payload) for payload in payloads]


def test_s15_searches_find_no_more_and_change_nothing(estate: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    """No statement holds what was sent: it travels beside the statement as a parameter."""
    statements: list[str] = []
    engine = estate.services.database.read_engine
    event.listen(engine, "before_cursor_execute", lambda _c, _cur, statement, *_: statements.append(statement))
    doors = [*event_doors(estate, estate.here), *operation_doors(estate, estate.here)]
    doors += [one for one in page_doors(estate, estate.here, monkeypatch) if one.name.startswith("GET")]
    before, cells = count_rows(estate.services), 0
    for door in doors:
        if door.name in READS or door.name.startswith("GET"):
            answers = knock(door, SQL)
            cells += len(answers)
            assert [one for one in answers if one[0].startswith("5") or one[0] == "unavailable"] == [], door.name
    print(f"\nS15: {cells} searches, {len(statements)} statements")
    assert count_rows(estate.services) == before
    assert [one for one in statements if "DROP" in one or "UNION SELECT token" in one or "'1'='1" in one] == []
    assert cells > 50 and statements


def test_s15_texts_are_stored_as_they_are(estate: Estate) -> None:
    desk = estate.desk("lin")
    for text in (*SQL, *TEMPLATES):
        answer = desk.ask("proposal:submit", key=new_key(), meeting=estate.here.meeting, text=text)
        assert answer["ok"], text
    listed = estate.app.test_client().get(
        f"/api/v1/meetings/{estate.here.meeting}/proposals", headers={"Authorization": estate.tokens["lin"]}
    )
    assert {*SQL, *TEMPLATES} <= {item["text"] for item in listed.json["items"]}


def test_s15_no_text_is_run_as_a_template(estate: Estate) -> None:
    desk, meeting = estate.desk("lin"), estate.here.meeting
    for text in TEMPLATES:
        desk.ask("proposal:submit", key=new_key(), meeting=meeting, text=text)
        desk.ask("meeting:change", key=new_key(), meeting=meeting, title=text)
        desk.ask("resolution:draft", key=new_key(), meeting=meeting, title=text, text=text)
        for path in (f"/m/{meeting}/desk", f"/m/{meeting}/stage", f"/office/meetings/{meeting}", "/office/"):
            page = estate.browsers["lin"].get(path)
            assert page.status_code == 200
            assert PRODUCT not in page.text, (text, path)


def test_s15_words_of_a_refusal_are_not_a_format() -> None:
    for text in TEMPLATES:
        said = translator_of(Locale.EN)("errors.rule.unknown", rule=text)
        assert PRODUCT not in said and "str(object" not in said.replace(text, "")


@pytest.mark.parametrize("each", [1, pytest.param(len(LINES), marks=pytest.mark.nightly)], ids=["in turn", "all"])
def test_s15_logs_hold_no_line_that_was_sent(
    estate: Estate, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], each: int
) -> None:
    """Through every field, and where an act fails: what was sent stands nowhere in the log."""
    turn = cycle(LINES)
    for door in [*event_doors(estate, estate.here), *operation_doors(estate, estate.here)]:
        knock(door, list(islice(turn, each)))
    for door in list(page_doors(estate, estate.here, monkeypatch)):
        knock(door, list(islice(turn, 1)))
    said = capfd.readouterr()
    assert "forged line" not in said.out + said.err
