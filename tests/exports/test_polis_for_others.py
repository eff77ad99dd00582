"""Our Polis export in red-dwarf's models, and read back here: states, times, and no order of votes."""

import csv
import io
from datetime import UTC, datetime

from reddwarf.models import Statement, Vote

from app.exports import polis, tables
from app.exports.dossier import Dossier, dossier_of
from app.platform.access.services import Services
from app.proposals.reading.conversations import conversation_of
from app.proposals.rules import State
from tests.exports.walk import Walk
from tests.people import Cast
from tests.proposals.test_imports import DAY, brought, conversation


def loaded(dossier: Dossier) -> tuple[list[Statement], list[Vote]]:
    """Both files as red-dwarf's loader reads them."""
    files = {name: content.decode() for name, content in polis.files_of(dossier).items()}
    statements = [Statement(**row) for row in csv.DictReader(io.StringIO(files[polis.STATEMENTS]))]
    return statements, [Vote(**row) for row in csv.DictReader(io.StringIO(files[polis.VOTES]))]


def test_red_dwarf_loads_a_meeting(dossier: Dossier) -> None:
    statements, votes = loaded(dossier)
    assert len(statements) == len(dossier.proposals) and len(votes) == len(dossier.votes) > 0
    assert [one.created for one in statements] == [line.created_at for line in dossier.proposals]
    assert len({vote.modified for vote in votes}) == 1
    assert {one.moderated.value for one in statements} == {
        -1 if not line.is_visible else 1 for line in dossier.proposals
    }


def test_red_dwarf_loads_what_was_imported_with_its_times(services: Services, cast: Cast) -> None:
    meeting = brought(services, cast, conversation())
    with services.database.read() as session:
        dossier = dossier_of(session, meeting, services.clock.now())
    statements, votes = loaded(dossier)
    assert {one.created for one in statements} == {DAY}
    assert [one.is_meta for one in statements] == [False, False, False, True]
    assert {vote.modified for vote in votes} == {datetime(2022, 7, 27, 16, tzinfo=UTC)}


def test_states_survive_a_round_trip(dossier: Dossier) -> None:
    read_back = conversation_of(polis.files_of(dossier), "export")
    statements = {one.id: (one.kept_state, one.copy_of, one.created_at) for one in read_back.statements}
    numbers = {line.number: line.statement for line in dossier.proposals}
    for line in dossier.proposals:
        copy_of = numbers[line.copy_of] if line.copy_of else None
        assert statements[line.statement] == (State(line.state), copy_of, line.created_at)
    assert {state for state, _, _ in statements.values()} >= {State.VISIBLE, State.HIDDEN}


def test_a_case_names_the_resolution_that_it_carries_out(walk: Walk, dossier: Dossier) -> None:
    table = tables.cases_of(dossier)
    numbers = {resolution.id: resolution.number for resolution in dossier.resolutions}
    at = table.head.index("resolution")
    assert [row[at] for row in table.rows] == [numbers[case.resolution] for case in dossier.cases]
    assert table.rows and numbers[walk.resolution] and "决议" in table.head_words[at]
