"""A place's own templates: checked, tried, put to use at every door, and removed again."""

import base64
import io
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from flask import Flask
from werkzeug.test import TestResponse

from app.documents.blocks import Kind
from app.documents.sample import print_sample
from app.documents.standard import standard_template
from app.documents.template import LARGEST, faults_of
from app.documents.templates import actions, queries
from app.export_jobs.queries import basis_of
from app.platform.access.actors import SYSTEM
from app.platform.access.services import Services
from app.platform.commands import perform
from app.platform.errors import DomainError
from app.platform.i18n import Locale
from app.platform.storage import ledger
from app.platform.storage.ledger.record import check_record
from app.registry import REPLAYS
from tests.api.programs import staff_program
from tests.builders import build_meeting, new_key
from tests.clients import CSRF, Browser, open_browser
from tests.people import Cast

OWN = "本社区用纸"


def edited(change: Callable[[Document], None], kind: Kind = Kind.MINUTES) -> bytes:
    """The built-in template of a paper after a change in a word processor."""
    document = Document(io.BytesIO(standard_template(kind, Locale.ZH_HANS)))
    change(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_line(text: str, kind: Kind = Kind.MINUTES) -> bytes:
    return edited(lambda document: document.add_paragraph(text), kind)


def with_lines(*texts: str) -> bytes:
    return edited(lambda document: [document.add_paragraph(text) for text in texts])


def repacked(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A file whose packed parts are changed by hand."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    change(files)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in files.items():
            packed.writestr(name, part)
    return stream.getvalue()


def text_of(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)


def codes(content: bytes, kind: Kind = Kind.MINUTES) -> list[str]:
    return [fault.code for fault in faults_of(content, kind)]


def in_base64(content: bytes) -> dict[str, str]:
    return {"content": base64.b64encode(content).decode()}


def set_own(services: Services, place: str, content: bytes, kind: Kind = Kind.MINUTES, key: str | None = None) -> None:
    facts = {"place_id": place, "kind": kind, **in_base64(content)}
    services.writer.run(lambda work: perform(work, actions.set_template, SYSTEM, key=key, **facts))


def kept(services: Services, place: str, kind: Kind = Kind.MINUTES) -> bytes | None:
    with services.database.read() as session:
        return queries.own_template(session, place, kind)


def upload(browser: Browser, place: str, content: bytes, do: str = "keep", kind: str = "minutes") -> TestResponse:
    form = {"csrf": CSRF, "key": new_key(), "do": do, "file": (io.BytesIO(content), "模板.docx")}
    return browser.client.post(f"/office/places/{place}/templates/{kind}", data=form)


@pytest.mark.parametrize("kind", list(Kind))
def test_the_built_in_template_passes_and_prints_a_sample(kind: Kind) -> None:
    assert faults_of(standard_template(kind, Locale.ZH_HANS), kind) == []
    assert "试印" in text_of(print_sample(kind, standard_template(kind, Locale.ZH_HANS)))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ["template.broken"]),
        (b"PK\x03\x04 no zip", ["template.broken"]),
        (b"x" * (LARGEST + 1), ["template.large"]),
        (with_line("{{ 会场地 }}"), ["template.unknown"]),
        (with_line("{{ 标题 "), ["template.open"]),
        (with_line("{%p if 文号 %}"), ["template.unbalanced"]),
        (with_line("{% for 一 in 二 %}"), ["template.unknown"]),
        (with_line("{"), ["template.open"]),
        (with_line("{{p 议程 }}"), ["template.twice"]),
        (with_line("前 {{p 附件 }}"), ["template.misplaced"]),
        (
            edited(
                lambda document: [document.add_paragraph(text) for text in ("{{ 甲 }}", "{{ 乙 }}", "{%p endif %}")]
            ),
            ["template.unknown", "template.unknown", "template.unbalanced"],
        ),
    ],
)
def test_every_fault_is_named(content: bytes, expected: list[str]) -> None:
    assert codes(content) == expected


def test_a_fault_is_named_with_its_paragraph(services: Services) -> None:
    count = len(Document(io.BytesIO(standard_template(Kind.MINUTES, Locale.ZH_HANS))).paragraphs)
    (fault,) = faults_of(with_line("{{ 会场地 }}"), Kind.MINUTES)
    assert fault.params == {"name": "{{ 会场地 }}", "line": count + 1}


def _macro(files: dict[str, bytes]) -> None:
    files["word/vbaProject.bin"] = b"macro"


def _docm(files: dict[str, bytes]) -> None:
    types = "[Content_Types].xml"
    files[types] = files[types].replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )


def _bomb(files: dict[str, bytes]) -> None:
    files["word/media/image1.png"] = b"\0" * (11 * LARGEST)


def _long_text(files: dict[str, bytes]) -> None:
    files["word/document.xml"] += b" " * LARGEST


def _entities(files: dict[str, bytes]) -> None:
    files["word/styles.xml"] = b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>'


def _in_properties(files: dict[str, bytes]) -> None:
    files["docProps/core.xml"] = files["docProps/core.xml"].replace(
        b"</cp:coreProperties>", b"{% if 1 %}</cp:coreProperties>"
    )


def _misnamed(files: dict[str, bytes]) -> None:
    files["word/other.xml"] = files["word/footer1.xml"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_macro, "template.active"),
        (_docm, "template.active"),
        (_bomb, "template.large"),
        (_long_text, "template.large"),
        (_entities, "template.broken"),
        (_in_properties, "template.hidden"),
        (_misnamed, "template.broken"),
        (lambda files: files.pop("word/document.xml"), "template.broken"),
    ],
)
def test_a_dangerous_file_is_refused(change: Callable[[dict[str, bytes]], None], code: str) -> None:
    assert codes(repacked(standard_template(Kind.MINUTES, Locale.ZH_HANS), change)) == [code]


def test_the_office_tries_uses_and_removes_a_template(services: Services, cast: Cast, lin_browser: Browser) -> None:
    page, own = f"/office/places/{cast.place}/templates", with_line(OWN)
    assert "使用系统自带的模板" in lin_browser.get(page).text
    tried = upload(lin_browser, cast.place, own, "try")
    assert (tried.status_code, kept(services, cast.place)) == (200, None)
    assert OWN in text_of(tried.data)
    assert upload(lin_browser, cast.place, own).status_code == 303
    assert kept(services, cast.place) == own
    assert "使用本小区的模板" in lin_browser.get(page).text
    assert lin_browser.get(f"{page}/minutes/file").data == own
    assert OWN in text_of(lin_browser.get(f"{page}/minutes/sample").data)
    assert lin_browser.get(f"{page}/minutes/built-in").data == standard_template(Kind.MINUTES, Locale.ZH_HANS)
    assert lin_browser.post(f"{page}/minutes/remove").status_code == 303
    assert kept(services, cast.place) is None
    assert kept(services, cast.elsewhere) is None


def test_the_office_names_every_fault_and_keeps_nothing(services: Services, cast: Cast, lin_browser: Browser) -> None:
    wrong = with_lines("{{ 甲 }}", "{{ 乙")
    for do in ("try", "keep"):
        answer = upload(lin_browser, cast.place, wrong, do)
        assert answer.status_code == 422
        assert "{{ 甲 }}" in answer.text
        assert "花括号没有成对" in answer.text
    assert upload(lin_browser, cast.place, b"").status_code == 422
    assert kept(services, cast.place) is None
    assert lin_browser.get(f"/office/places/{cast.place}/templates/nothing/file").status_code in (404, 422)


def test_a_program_sets_lists_fetches_and_removes(app: Flask, services: Services, cast: Cast) -> None:
    lin, path, own = staff_program(app, services, "lin"), f"/places/{cast.place}/templates", with_line(OWN)
    lin.ask("PUT", f"{path}/minutes", in_base64(own))
    lin.ask("PUT", f"{path}/minutes", in_base64(own))
    (item,) = [one for one in lin.ask("GET", path)["items"] if one["is_own"]]
    assert (item["kind"], item["size"]) == ("minutes", len(own))
    assert lin.send("GET", f"{path}/minutes").data == own
    assert lin.refusal("PUT", f"{path}/minutes", {"content": "!"}) == (422, "payload.invalid")
    assert lin.refusal("PUT", f"{path}/minutes", in_base64(with_line("{{ 甲 }}"))) == (422, "template.unknown")
    assert lin.refusal("PUT", f"{path}/nothing", in_base64(own))[0] == 422
    assert kept(services, cast.place) == own
    lin.ask("POST", f"{path}/minutes/remove", {})
    lin.ask("POST", f"{path}/minutes/remove", {})
    assert kept(services, cast.place) is None
    with services.database.read() as session:
        kinds = [entry.kind for entry in ledger.entries_of(session, cast.place)]
    assert kinds[-2:] == ["place.template_set", "place.template_removed"]
    assert kinds.count("place.template_set") == 1


def test_strangers_and_recorders_do_not(app: Flask, services: Services, cast: Cast) -> None:
    path, own = f"/places/{cast.place}/templates", in_base64(with_line(OWN))
    assert staff_program(app, services, "hai").refusal("PUT", f"{path}/minutes", own)[0] == 404
    assert staff_program(app, services, "fang").refusal("PUT", f"{path}/minutes", own)[0] == 403
    assert open_browser(app).sign_in(services, cast.fang).get(f"/office{path}").status_code == 403
    assert open_browser(app).get(f"/office{path}").status_code in (302, 303, 401)
    assert kept(services, cast.place) is None


def test_the_same_key_writes_once(services: Services, cast: Cast) -> None:
    key, first = new_key(), with_line("甲")
    for content in (first, with_line("乙")):
        set_own(services, cast.place, content, key=key)
    assert kept(services, cast.place) == first


def test_the_record_agrees_with_the_rows(services: Services, cast: Cast) -> None:
    for kind in (Kind.MINUTES, Kind.CASES):
        set_own(services, cast.place, with_line(OWN, kind), kind)
    facts = {"place_id": cast.place, "kind": Kind.CASES}
    services.writer.run(lambda work: perform(work, actions.remove_template, SYSTEM, **facts))
    with services.database.read() as session:
        assert check_record(session, services.signer, REPLAYS).faults == []


def test_meetings_of_the_place_are_printed_with_it_at_every_door(
    app: Flask, services: Services, cast: Cast, lin_browser: Browser
) -> None:
    here, away = build_meeting(services, cast.place), build_meeting(services, cast.elsewhere)
    with services.database.read() as session:
        before = basis_of(session, here)
    set_own(services, cast.place, with_line(OWN))
    with services.database.read() as session:
        assert basis_of(session, here) != before, "an earlier file is not an answer any more"
    lin = staff_program(app, services, "lin")
    assert OWN in text_of(lin.send("GET", f"/meetings/{here}/exports/minutes-docx").data)
    assert OWN in text_of(lin_browser.get(f"/office/meetings/{here}/exports/minutes-docx").data)
    with zipfile.ZipFile(io.BytesIO(lin.send("GET", f"/meetings/{here}/exports/bundle").data)) as bundle:
        assert OWN in text_of(bundle.read("文书/会议纪要.docx"))
    ada = staff_program(app, services, "ada")
    assert OWN not in text_of(ada.send("GET", f"/meetings/{away}/exports/minutes-docx").data)


def test_a_template_that_fails_all_the_same_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.documents.docx.DocxTemplate.render", lambda *_: {}["nothing"])
    with pytest.raises(DomainError, match=r"template\.fails"):
        print_sample(Kind.MINUTES, with_line(OWN))
