"""The office's exports: start, watch, cancel, fetch and make again, without a script."""

import re

import pytest
from flask import Flask

from app.documents.blocks import Kind
from app.documents.bundle import steps_for
from app.export_jobs import making
from app.export_jobs.actions import ask_for_export
from app.platform.access.actors import Role
from app.platform.access.services import Services
from app.registry import JOBS
from app.worker import Worker
from tests.builders import build_meeting, new_key
from tests.clients import Browser, open_browser
from tests.people import Cast, employ

HANS = {"Accept-Language": "zh-Hans"}


def run_worker(services: Services) -> None:
    worker = Worker(services, JOBS)
    while worker.run_one():
        pass


def page_of(browser: Browser, meeting: str) -> str:
    answer = browser.get(f"/office/meetings/{meeting}/exports", headers=HANS)
    assert answer.status_code == 200
    return answer.text


def action_of(page: str, pattern: str) -> str:
    match = re.search(pattern, page)
    assert match, page
    return match[1]


def start(browser: Browser, meeting: str, format: str = "json") -> None:
    answer = browser.post(f"/office/meetings/{meeting}/exports", format=format)
    assert (answer.status_code, answer.location) == (303, f"/office/meetings/{meeting}/exports")


def test_an_empty_list_says_what_to_do(lin_browser: Browser, meeting: str) -> None:
    page = page_of(lin_browser, meeting)
    assert "还没有导出过文件" in page
    assert "data-busy" not in page and 'http-equiv="refresh"' not in page


def test_the_buttons_of_the_meeting_start_an_export(lin_browser: Browser, meeting: str) -> None:
    page = lin_browser.get(f"/office/meetings/{meeting}", headers=HANS).text
    assert f'<form method="post" action="/office/meetings/{meeting}/exports">' in page
    assert '<input type="hidden" name="format" value="bundle">' in page


def test_from_the_button_to_the_file(lin_browser: Browser, services: Services, meeting: str) -> None:
    start(lin_browser, meeting)
    waiting = page_of(lin_browser, meeting)
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in waiting
    assert all(words in waiting for words in ("data-busy", "排队中", "等后台空出来就开始", "取消"))
    run_worker(services)
    page = page_of(lin_browser, meeting)
    assert "data-busy" not in page and "已完成" in page and "可下载到 2026-05-13 20:00" in page
    answer = lin_browser.get(action_of(page, r'href="(/office/exports/\w+/file)"'))
    assert (answer.status_code, answer.get_json()["meeting"]) == (200, meeting)


def test_a_running_export_tells_its_step(
    lin_browser: Browser, services: Services, meeting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    write = making.files.write_part

    def look(*args: object) -> object:
        seen.append(page_of(lin_browser, meeting))
        return write(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(making.files, "write_part", look)
    start(lin_browser, meeting, "bundle")
    run_worker(services)
    (page,) = seen
    assert "制作中" in page and "正在保存文件" in page
    total = steps_for([Kind.MINUTES]) + 2  # and reading and saving
    assert f'max="{total}" value="{total - 1}"' in page and f"第 {total - 1} 步，共 {total} 步" in page


def test_a_waiting_export_is_cancelled_and_made_again(lin_browser: Browser, services: Services, meeting: str) -> None:
    start(lin_browser, meeting)
    cancel = action_of(page_of(lin_browser, meeting), r'action="(/office/exports/\w+/cancel)"')
    assert lin_browser.post(cancel).status_code == 303
    page = page_of(lin_browser, meeting)
    assert "已取消" in page and "重新导出" in page and "data-busy" not in page
    start(lin_browser, meeting)
    run_worker(services)
    assert "已完成" in page_of(lin_browser, meeting)


def test_a_failed_export_says_why(
    lin_browser: Browser, services: Services, meeting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(*_args: object) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(making.files, "write_part", fill)
    start(lin_browser, meeting)
    run_worker(services)
    page = page_of(lin_browser, meeting)
    assert "没有做成" in page and "服务器的磁盘满了" in page and "重新导出" in page


def test_others_see_who_has_exported_but_get_no_link(app: Flask, services: Services, cast: Cast, meeting: str) -> None:
    asked = {"meeting_id": meeting, "format": "json", "language": "zh-Hans"}
    job = services.writer.run(lambda work: ask_for_export(work, cast.lin, key=new_key(), **asked))
    run_worker(services)
    colleague = page_of(open_browser(app).sign_in(services, cast.wen), meeting)
    assert f"export-{job}" in colleague and "只有申请人能下载" in colleague
    assert f"/office/exports/{job}/file" not in colleague
    watcher = employ(services, "ou", Role.OBSERVER, cast.place)
    assert f"export-{job}" not in page_of(open_browser(app).sign_in(services, watcher), meeting)
    stranger = open_browser(app).sign_in(services, cast.hai)
    assert stranger.get(f"/office/meetings/{meeting}/exports").status_code == 404


def test_a_lost_file_is_told_as_expired(lin_browser: Browser, services: Services, meeting: str) -> None:
    """A restored backup knows the export, and has no file."""
    start(lin_browser, meeting)
    run_worker(services)
    path = action_of(page_of(lin_browser, meeting), r'href="(/office/exports/\w+/file)"')
    for file in services.settings.exports.iterdir():
        file.unlink()
    answer = lin_browser.get(path, headers=HANS)
    assert answer.status_code == 410
    assert "已过期，请重新导出" in answer.text and f'action="/office/meetings/{meeting}/exports"' in answer.text


def test_the_security_log_tells_start_and_fetch(
    app: Flask, services: Services, cast: Cast, lin_browser: Browser
) -> None:
    meeting = build_meeting(services, cast.place)
    start(lin_browser, meeting)
    run_worker(services)
    lin_browser.get(action_of(page_of(lin_browser, meeting), r'href="(/office/exports/\w+/file)"'))
    log = open_browser(app).sign_in(services, cast.ada).get("/office/security?kind=export_read", headers=HANS).text
    assert "开始导出" in log and "下载文件" in log
