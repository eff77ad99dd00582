"""File names: what a clerk reads, what Windows takes, and what old programs get."""

import io
import zipfile

import pytest

from app.documents import bundle
from app.documents.formats import EXPORTS
from app.documents.press import Press
from app.exports import names
from app.exports.dossier import Dossier
from app.platform.web.downloads import disposition_of

UNSAFE = [*'<>:"/\\|?*', "\x00", "\n", "\x7f", "\u202e", "\u2066", "\u200b", "\ufeff", "／", "👨\u200d👩"]


def test_a_download_says_place_meeting_and_kind() -> None:
    assert names.file_name(("桂花苑", "电动车怎么停？"), "minutes.docx") == "桂花苑-电动车怎么停-会议纪要.docx"


def test_every_format_has_a_name_of_its_own(dossier: Dossier) -> None:
    file_names = [export.file_name(dossier) for export in EXPORTS.values()]
    assert len(set(file_names)) == len(EXPORTS)
    assert all(name.startswith("桂花苑-电动车_停哪儿-") for name in file_names)


@pytest.mark.parametrize("sign", UNSAFE)
def test_an_unsafe_sign_is_in_no_name(sign: str) -> None:
    name = names.file_name((f"{sign}桂花{sign}苑", f"{sign}.."), "minutes.docx")
    assert name == "桂花_苑-会议纪要.docx"


@pytest.mark.parametrize("title", ["长" * 200, "a" * 500, "𠮷" * 99, "，" * 99, ""])
def test_a_name_is_short_and_keeps_its_kind(title: str) -> None:
    name = names.file_name((title, title), "ledger.xlsx")
    assert len(name.encode()) <= names.MOST_BYTES
    assert name.endswith("会议台账.xlsx")
    assert "\ufffd" not in name


@pytest.mark.parametrize("name", ["CON", "nul", "Com1", "LPT9"])
def test_no_name_is_that_of_a_device(name: str) -> None:
    assert names.clean_name(name) == f"{name}_"


def test_equal_names_get_numbers() -> None:
    assert names.unique_names(["甲.csv", "A", "甲.csv", "a"]) == ["甲.csv", "A", "甲_2.csv", "a_2"]


@pytest.mark.parametrize(
    ("name", "plain", "shown"),
    [
        ("桂花苑-会议数据.json", "", "file.json"),
        ("桂花苑-会议数据.json", "dossier.json", "dossier.json"),
        ("桂花苑", "", "file"),
        ('a".json', "", "a.json"),
        ("季度report.csv", "", "report.csv"),
    ],
)
def test_an_old_program_gets_a_name_with_an_ending(name: str, plain: str, shown: str) -> None:
    assert disposition_of(name, plain).startswith(f'attachment; filename="{shown}"; filename*=UTF-8')


def test_names_in_a_bundle_are_marked_as_utf8(dossier: Dossier, press: Press) -> None:
    with zipfile.ZipFile(io.BytesIO(bundle.render(dossier, press))) as packed:
        marked = {entry.filename: bool(entry.flag_bits & 0x800) for entry in packed.infolist()}
    assert marked["文书/会议纪要.docx"]
    assert [name for name, is_marked in marked.items() if not (is_marked or name.isascii())] == []
