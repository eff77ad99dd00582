"""Every kind of entry that the record can hold has words, so that no export of it fails."""

import re
from pathlib import Path

from app.exports.dossier import Dossier
from app.platform.i18n import Locale, translator_of

APP = Path(__file__).parents[2] / "app"
KIND = re.compile(r'"([a-z]+\.[a-z_]*(?:ed|cast|sent|left|put_to_vote|taken))"')


def test_every_kind_in_the_code_has_words() -> None:
    known = translator_of(Locale.EN).entries
    kinds_in_code = {kind for path in APP.rglob("*.py") for kind in KIND.findall(path.read_text())}
    kinds = {kind for kind in kinds_in_code if not {f"errors.{kind}", f"documents.{kind}"} & set(known)}
    assert {"reaction.cast", "meeting.created", "conversation.imported"} <= kinds
    assert {kind for kind in kinds if f"office.kind.{kind}" not in known} == set()


def test_every_kind_of_a_whole_meeting_has_words(dossier: Dossier) -> None:
    known = translator_of(Locale.ZH_HANS).entries
    assert {entry.kind for entry in dossier.entries if f"office.kind.{entry.kind}" not in known} == set()
