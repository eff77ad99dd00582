"""The bundle of a very large meeting: whole, and made within bounds that only a fault would break."""

import io
import zipfile
from pathlib import Path

import pytest

from app.documents import bundle
from app.documents.formats import find_export
from app.documents.press import press_of
from app.exports.access import read_dossier
from app.factory import create_services
from app.platform.access.sights import FULL_VIEW
from bench.child import in_child
from bench.papers import build_large
from bench.printer import FORMATS
from tests.figures import Figure

PATIENCE_S, MOST_MB = 300, 800


def test_a_bundle_with_entries_in_several_packs_checks_out(tmp_path: Path) -> None:
    large = build_large(tmp_path, seats=60, cards=40, reactions=2400, clauses=200)
    services = create_services(large.settings)
    with services.database.read_moment() as session:
        dossier = read_dossier(session, services, large.meeting, FULL_VIEW)
    assert len(dossier.entries) > 2400
    assert [entry.seq for entry in dossier.entries] == list(range(1, len(dossier.entries) + 1))
    content = find_export("bundle").make(dossier, press_of(services.settings))
    assert bundle.check(content).fault is None
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.read("会议记录（台账链）.csv").count(b"\r\n") == len(dossier.entries) + 1
    services.database.dispose()


@pytest.mark.nightly
@pytest.mark.timeout(1800)
def test_a_very_large_bundle_is_made_within_bounds(tmp_path: Path, figure: Figure) -> None:
    large = build_large(tmp_path)
    seconds, peak = in_child(large.make, FORMATS.index("bundle"))
    figure(f"bundle of a very large meeting: {seconds:.0f} s, {peak:.0f} MB")
    assert seconds < PATIENCE_S
    assert peak < MOST_MB
