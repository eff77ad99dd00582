"""Who imports whom: the contracts hold, and each of our own kinds of contract can break."""

import subprocess
import sys
from pathlib import Path

from grimp import ImportGraph

from tests.architecture.import_contracts import PrivateFiles, SoleImporters

ROOT = Path(__file__).resolve().parents[2]
SESSION: dict[str, object] = {"root_packages": ["app", "nlp"]}


def test_the_contracts_hold() -> None:
    completed = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert completed.returncode == 0, completed.stdout


def test_a_rule_and_nlp_load_no_framework() -> None:
    program = (
        "import sys, nlp, app.proposals.rules, app.meetings.rules;"
        "print(*sorted({'flask', 'sqlalchemy', 'pydantic', 'socketio', 'gevent'} & set(sys.modules)))"
    )
    completed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert completed.stdout.strip() == ""


def test_another_rooms_tables_break_the_contract() -> None:
    contract = PrivateFiles("tables", SESSION, {"files": ["models"]})
    graph = _graph("app.voting.queries", "app.voting.models")
    assert contract.check(graph, verbose=False).kept
    graph.add_import(importer="app.cases.queries", imported="app.voting.models", line_number=1, line_contents="")
    assert not contract.check(graph, verbose=False).kept


def test_nlp_from_an_uninvited_room_breaks_the_contract() -> None:
    contract = SoleImporters("nlp", SESSION, {"module": "nlp", "importers": ["app.themes"]})
    graph = _graph("app.themes.jobs", "nlp.themes")
    assert contract.check(graph, verbose=False).kept
    graph.add_import(importer="app.pages.desk", imported="nlp.themes", line_number=1, line_contents="")
    assert not contract.check(graph, verbose=False).kept


def _graph(importer: str, imported: str) -> ImportGraph:
    graph = ImportGraph()
    for module in ("app", "app.voting", "app.cases", "app.themes", "app.pages", "nlp"):
        graph.add_module(module)
    graph.add_import(importer=importer, imported=imported, line_number=1, line_contents="")
    return graph
