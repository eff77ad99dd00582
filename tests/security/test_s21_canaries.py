"""S21: a phone number, a name, a choice, a token and a password in every input leave no trace in any log."""

import json
import logging
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import socketio
import structlog
import websocket

from app.accounts import actions as accounts
from app.factory import create_app, create_services
from app.platform.access.actors import SYSTEM
from app.platform.access.services import Services
from app.platform.logs import configure_logs
from app.platform.storage import jobs
from app.registry import JOBS
from app.settings import Settings
from app.worker import Worker
from tests.builders import build_meeting, build_seat, new_key
from tests.clients import CSRF, open_browser
from tests.people import Cast, gather_cast
from tests.servers import Product, run_product, wait_until
from tests.shares import ENGINES

PHONE, NAME, CHOICE = "13912345678", "欧阳canary锦绣", "canary-choice-7f3a"
TOKEN, PASSWORD = "canary-token-b81d", "canary-password-5c2e"
CANARIES = (PHONE, NAME, CHOICE, TOKEN, PASSWORD, "canary", urllib.parse.quote(NAME))
LONG = f"{NAME} {PHONE} {CHOICE} {TOKEN} {PASSWORD}"
ODD = (LONG, f"{LONG}\x00", f"'{LONG}\ud800", LONG * 40)


@pytest.fixture(scope="module", params=[pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "postgres":
        server = request.getfixturevalue("postgres")
        address: str = server.url(server.create())
        return address
    return f"sqlite:///{tmp_path_factory.mktemp('rows') / 'l.sqlite'}"


@pytest.fixture(scope="module")
def product(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    folder: Path = tmp_path_factory.mktemp("canaries")
    settings = {
        "DATABASE_URL": url,
        "LOG_FORMAT": "json" if url.startswith("sqlite") else "plain",
        "LOG_LEVEL": "DEBUG",
        "BEAT_MS": "20",
    }
    with run_product(folder, **settings) as running:
        yield running


@pytest.fixture(scope="module")
def services(product: Product, url: str) -> Iterator[Services]:
    key = (product.folder / "secret_key").read_text()
    own_services = create_services(Settings(_env_file=None, data_dir=product.folder, database_url=url, secret_key=key))
    yield own_services
    own_services.database.dispose()


@pytest.fixture(scope="module")
def cast(services: Services) -> Cast:
    return gather_cast(services)


@pytest.fixture
def logs(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """What this process logs, configured as the product configures itself."""
    root = logging.getLogger()
    handlers, level, hooks = list(root.handlers), root.level, (sys.excepthook, threading.excepthook, sys.unraisablehook)
    yield capsys
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


def send(product: Product, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str) -> int:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(product.url + path, data=body, method=method, headers=sent)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def http_inputs(product: Product, meeting: str, token: str, seat: str) -> int:
    """Form, JSON, path, query, header and cookie of pages and programs; returns how many were sent."""
    count = 0
    for text in ODD:
        safe = urllib.parse.quote(text, errors="replace")
        form = urllib.parse.urlencode({"email": text, "password": text, "text": text, "csrf": text}, errors="replace")
        body = json.dumps({"text": text, "choice": text, "alias": text, "code": text, text[:40]: text}).encode()
        paths = [
            "/account/sign-in",
            f"/j/{safe[:400]}",
            f"/m/{safe[:400]}/floor",
            f"/api/v1/meetings/{safe[:400]}",
            f"/account/link/{safe[:400]}",
            f"/stage/{safe[:400]}",
            f"/m/{meeting}/proposals",
            f"/api/v1/meetings/{meeting}/proposals",
            f"/api/v1/proposals/{safe[:200]}/reaction",
            f"/api/v1/meetings/{meeting}/similar?text={safe[:800]}",
            "/api/v1/meetings/join",
        ]
        for path in paths:
            for method, payload, kind in (
                ("GET", None, ""),
                ("POST", form.encode(), "application/x-www-form-urlencoded"),
                ("POST", body, "application/json"),
                ("PUT", body, "application/json"),
            ):
                send(
                    product,
                    path,
                    method=method,
                    body=payload,
                    Content_Type=kind or "text/plain",
                    Authorization=f"Seat {seat}",
                )
                count += 1
    return count + header_inputs(product, meeting, token)


def header_inputs(product: Product, meeting: str, token: str) -> int:
    """Credentials, cookies and other headers, also those that make a request fail."""
    count = 0
    for header in (f"Bearer {TOKEN}", f"Seat {TOKEN}", f"Basic {PASSWORD}"):
        send(
            product,
            f"/api/v1/meetings/{meeting}?name={PHONE}",
            Authorization=header,
            Cookie=f"liangting={TOKEN}",
            User_Agent=PHONE,
            Referer=f"{product.url}/{TOKEN}",
            X_Forwarded_For=PHONE,
            Accept_Language=CHOICE,
        )
        send(
            product,
            f"/api/v1/meetings/{meeting}/proposals",
            method="POST",
            Authorization=f"Bearer {token}",
            Idempotency_Key=TOKEN,
            body=json.dumps({"text": LONG}).encode(),
        )
        count += 2
    return count


def socket_inputs(product: Product, meeting: str, seat: str) -> int:
    """Events, acks and handshakes, also malformed ones."""
    count = 0
    client = socketio.Client(reconnection=False, handle_sigint=False)
    client.connect(product.url, auth={"seat": seat}, transports=["websocket"], wait_timeout=20)
    for text in (ODD[0], ODD[1], ODD[3]):
        for event, payload in (
            ("meeting:join", {"meeting": meeting, "audience": text}),
            ("proposal:submit", {"key": text, "text": text}),
            ("reaction:cast", {"key": "k", "proposal": text, "choice": text}),
            ("ballot:cast", text),
            ("proposal:submit", {"key": new_key(), "text": text[:200].replace("\x00", "")}),
        ):
            client.emit(event, payload)
            count += 1
    client.call("meeting:join", {"meeting": meeting}, timeout=20)
    client.disconnect()
    for text in (ODD[0], ODD[1], ODD[3]):  # a name that no event has ends the connection
        stranger = socketio.Client(reconnection=False, handle_sigint=False)
        stranger.connect(product.url, auth={"seat": seat}, transports=["websocket"], wait_timeout=20)
        stranger.emit(text[:50], {"a": text})
        wait_until(lambda client=stranger: not client.connected, "the server has ended the connection")
        count += 1
    address = product.url.replace("http", "ws") + f"/socket.io/?EIO=4&transport=websocket&name={TOKEN}"
    for frame in (
        f"42[{LONG}",
        f"4{LONG}",
        f"9{LONG}",
        f'42["x",{{"a":"{LONG}"',
        f'451-["{LONG}"]',
        f'40{{"seat":"{TOKEN}"}}',
    ):
        wire = websocket.create_connection(address, suppress_origin=True, timeout=20)
        wire.recv()
        wire.send("40" if not frame.startswith("40") else frame)
        wire.send(frame)
        wire.send_binary(frame.encode())
        wire.close()
        count += 1
    for path in (f"/socket.io/?EIO=4&transport=polling&sid={TOKEN}", f"/socket.io/?EIO=4&transport={TOKEN}"):
        send(product, path, method="POST", body=LONG.encode())
        count += 1
    return count


def raw_inputs(product: Product) -> int:
    """What is no HTTP at all, or nearly."""
    lines = (
        f"{PHONE} / HTTP/1.1",
        f"GET /{TOKEN} HTTP/9.9",
        f"GET /?x={TOKEN}",
        f"GET / HTTP/1.1\r\nHost: {TOKEN} x",
        f"GET / HTTP/1.1\r\nHost: localhost\r\n{TOKEN}",
        f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {TOKEN}",
    )
    wires = [socket.create_connection(("127.0.0.1", product.port), timeout=20) for _ in lines]
    for wire, line in zip(wires, lines, strict=True):
        wire.sendall(f"{line}\r\n\r\n".encode())
    deadline = time.monotonic() + 5  # some are answered and kept open
    for wire in wires:
        with wire, suppress(OSError):
            wire.settimeout(max(0.1, deadline - time.monotonic()))
            while wire.recv(4096):
                pass
    return len(lines)


def broken_statements(services: Services) -> int:
    """Database errors in whose parameters the canaries stand, in a request of the pages and in a job."""
    app = create_app(services.settings, services)
    browser = open_browser(app)

    def fail(**_: Any) -> Any:
        with services.database.read() as session:
            session.connection().exec_driver_sql("SELECT * FROM none_such")

    app.view_functions["join.show"] = _with_marks(app.view_functions["join.show"], fail)
    answer = browser.get("/j/somewhere")
    assert answer.status_code == 500 and not any(canary in answer.text for canary in CANARIES)
    return 1


def _with_marks(view: Any, instead: Any) -> Any:
    vars(instead).update(vars(view))
    return instead


def found_in(text: str) -> list[str]:
    return [line[:300] for line in text.splitlines() if any(canary in line for canary in CANARIES)]


def test_no_canary_in_logs_metrics_and_error_pages(product: Product, services: Services, cast: Cast) -> None:
    meeting = build_meeting(services, cast.place)
    seat = build_seat(services, meeting, "梅").token
    token = services.writer.run(lambda work: accounts.create_api_token(work, SYSTEM, email="lin@example.org"))
    count = http_inputs(product, meeting, token, seat) + socket_inputs(product, meeting, seat) + raw_inputs(product)
    with urllib.request.urlopen(f"{product.url}/metrics", timeout=20) as answer:
        metrics = answer.read().decode()
    with services.database.read() as session:
        errors = [job.error or "" for job in session.query(jobs.Job)]
    for name in ("DROP", "RENAME"):  # statements that fail while the hall writes
        break_a_table(services, product, meeting, seat, mend=name == "RENAME")
    log = product.log()
    print(f"\nS21: {count} inputs, {len(log)} characters of log")
    assert count > 200
    assert "request failed" in log or "event failed" in log, "a failure was provoked"
    assert found_in(log) == []
    assert found_in(metrics) == []
    assert found_in("\n".join(errors)) == []


def break_a_table(services: Services, product: Product, meeting: str, seat: str, *, mend: bool) -> None:
    """Rename a table away, so that statements with canaries among their parameters fail; then bring it back."""
    old, new = ("proposal_away", "proposal") if mend else ("proposal", "proposal_away")
    with services.database.write_engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")
    body = json.dumps({"text": f"{NAME} {PHONE}"}).encode()
    status = send(
        product, f"/api/v1/meetings/{meeting}/proposals", method="POST", body=body, Authorization=f"Seat {seat}"
    )
    assert (status >= 500) is not mend


def test_no_canary_on_the_error_page_of_a_failure(services: Services, logs: pytest.CaptureFixture[str]) -> None:
    configure_logs("INFO", as_json=True)
    assert broken_statements(services) == 1
    assert found_in("".join(logs.readouterr())) == []


def test_no_canary_with_a_job_that_fails(settings: Settings, logs: pytest.CaptureFixture[str]) -> None:
    """On a database apart: the product's own worker would take the job, which it does not know."""
    services = create_services(settings)
    configure_logs("INFO", as_json=True)

    def fail(_services: Services, **_: str) -> None:
        secret = LONG
        raise sqlite3.OperationalError(f"near {secret}: syntax error")

    services.writer.run(lambda work: jobs.enqueue(work, "failing_job", meeting_id="m"))
    worker = Worker(services, {**JOBS, "failing_job": fail})
    while worker.run_one():
        pass
    with services.database.read() as session:
        errors = [job.error or "" for job in session.query(jobs.Job).filter(jobs.Job.kind == "failing_job")]
    assert errors and set(errors) == {"OperationalError"}
    output = "".join(logs.readouterr())
    assert "job failed" in output and found_in(output) == []
    services.database.dispose()


@pytest.mark.parametrize("url", ENGINES, indirect=True, scope="module")
def test_no_canary_from_the_command_line(product: Product, url: str, tmp_path: Path) -> None:
    """Import files and arguments, good and bad, a setting that is none, and a database that is not there."""
    bad = tmp_path / "bad.csv"
    bad.write_bytes(f"text,text\n{NAME}\n{PHONE}\x00\n".encode() + b"\xff\xfe canary")
    folder = tmp_path / "polis"
    folder.mkdir()
    (folder / "comments.csv").write_text(f"comment-id,comment-body\n{PHONE},{NAME}\n")
    (folder / "votes.csv").write_text(f"voter-id,comment-id,vote\n{TOKEN},{PHONE},{CHOICE}\n")
    quiet = {"PATH": os.environ["PATH"], "DATA_DIR": str(product.folder), "DATABASE_URL": url}
    broken = {**quiet, "DATABASE_URL": f"postgresql+psycopg://u:{PASSWORD}@127.0.0.1:1/none"}
    no_such = {**quiet, "DATABASE_URL": f"oracle://u:{PASSWORD}@h/x", "PORT": "0"}
    runs = [
        (quiet, ["import", "proposals", str(bad)]),
        (quiet, ["import", "polis", str(folder)]),
        (quiet, ["token", "create", f"{PHONE}@none.org"]),
    ]
    if url.startswith("sqlite"):  # these never come to a database, so they need no second run
        runs += [
            (broken, ["staff", "add", f"{PHONE}@x.org", "--role", "administrator"]),
            (no_such, ["staff", "add", "a@b.org", "--role", "observer"]),
        ]
    canaries = []
    for environment, words in runs:
        done = subprocess.run(
            [sys.executable, "-m", "app", *words],
            env=environment,
            capture_output=True,
            text=True,
            cwd=Path(__file__).parents[2],
            timeout=120,
        )
        canaries += found_in(done.stdout + done.stderr)
        assert "Traceback" not in done.stderr, done.stderr[-2000:]
    assert canaries == []


def test_the_forgery_token_of_tests_is_no_canary() -> None:
    assert not any(canary in CSRF for canary in CANARIES)
