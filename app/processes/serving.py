"""Runs the web process, with a worker beside it, or several web processes behind nginx."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress

from flask import Flask
from gevent import sleep, spawn, spawn_later
from werkzeug.middleware.proxy_fix import ProxyFix

from app import factory
from app.accounts import actions as accounts
from app.accounts import queries as account_queries
from app.common_ground import card_order
from app.platform.access.services import Services
from app.platform.i18n import Locale, translator_of
from app.platform.live.here import HERE
from app.platform.live.notices import is_job, read_notices, write_notices
from app.platform.live.relay import GapWatch, Relay
from app.platform.live.server import (
    MAX_WAITING,
    SOME_WAITING,
    WebServer,
    open_listener,
    raise_descriptors,
    serve_forever,
)
from app.platform.live.shutdown import dismiss
from app.platform.logs import configure_logs, get_logger
from app.platform.metrics import Metrics
from app.platform.storage import lease, migrations
from app.platform.storage.group_writer import GroupWriter
from app.platform.storage.unit_of_work import Touch
from app.platform.threads import wait_for_calm
from app.platform.web.admission.waiting import Waiting
from app.platform.web.reach import is_only_here, start_address
from app.processes.several import serve_several
from app.proposals.duplicates import index
from app.registry import SNAPSHOTS
from app.settings import LogFormat, Settings
from app.themes.placing import taps
from app.voting import sealing

log = get_logger(__name__)
RESTART_SECONDS = 2
GAP_SECONDS = 1
SWEEP_SECONDS = 0.5
HERE_SECONDS = 1
WARM_DELAY = 1
WRITE_DELAY = 1
WORKER_DELAY = 1
"""Seconds after which the worker starts, so that the first pages do not share the machine with it."""


def serve(settings: Settings, *, processes: int = 1, member: int | None = None) -> None:
    """Run the web process, with a worker of its own unless the settings say otherwise, or several behind nginx.

    Args:
        processes: how many web processes to run.
        member: port of this process if it is one of several; such a process prints no greeting.
    """
    configure_logs(settings.log_level, as_json=settings.log_format is LogFormat.JSON)
    if processes > 1:
        serve_several(settings, processes, greet=lambda: _greet(settings, factory.create_services(settings)))
        return
    if member is not None:
        settings = settings.of_member(member)
    raise_descriptors()
    listener = open_listener(settings.host, settings.port)
    _take_database(settings.database)
    publisher = factory.Publisher([])
    services = factory.create_services(settings, make_writer=GroupWriter, publisher=publisher)
    _guard_files(settings, services)
    services.signer.witness.is_deferred = True
    app = factory.create_app(settings, services)
    live = factory.attach_live(app, async_mode="gevent")
    publisher.told += [live.coalescer.mark, live.access.hear]
    live.coalescer.start()
    live.access.start()
    _show_meters(services, live)
    if settings.redis_url:
        _join_others(settings, services, live, publisher)
    keeper = WorkerKeeper(live.coalescer.mark)
    if settings.with_worker:
        publisher.told.append(keeper.tell)
        spawn_later(WORKER_DELAY, keeper.run)
    spawn_later(WARM_DELAY, card_order.warm_up)
    spawn_later(WARM_DELAY, _warm_look_alikes, services)
    spawn_later(WRITE_DELAY, _keep_written, services)
    spawn(_tell_who_is_here, live.coalescer.mark)
    factory.guard(app, live)
    _trust_proxies(app, settings.trusted_proxies)
    if member is None:
        _greet(settings, services)

    def leave() -> None:
        keeper.stop()
        card_order.write_pending(services)
        dismiss(services.writer, live.socketio.server)
        services.signer.witness.flush()

    server = WebServer(listener, app, Waiting(some=SOME_WAITING, most=MAX_WAITING), live.patience)
    spawn(_end_overdue, server.waiting, live.gate.waiting)
    serve_forever(server, on_stop=leave)


def _trust_proxies(app: Flask, count: int) -> None:
    """Take a client's address and scheme from the headers that the nearest `count` proxies set."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]


def _end_overdue(*crowds: Waiting) -> None:
    """Twice a second, end the connections that keep the server waiting for too long."""
    while True:
        sleep(SWEEP_SECONDS)
        for waiting in crowds:
            try:
                waiting.end_overdue()
            except Exception:  # an error at one connection must not keep the others open
                log.exception("ending connections failed")


def _guard_files(settings: Settings, services: Services) -> None:
    """Close the data folder to other users of the machine, and destroy keys that a crash has left behind."""
    for path in (settings.data_dir, *settings.data_dir.glob("*.sqlite*")):
        with suppress(PermissionError):  # what belongs to somebody else is that person's to close
            path.chmod(path.stat().st_mode & ~0o077)
    with services.database.read() as session:
        sealing.destroy_stale_keys(session, services.keys, services.clock.now())
        taps.destroy_stale_keys(session, services.keys)


def _warm_look_alikes(services: Services) -> None:
    """Load the indexes of similar cards once the event loop is calm, because loading them holds up other work most."""
    wait_for_calm()
    index.warm_up(services)


def _tell_who_is_here(tell: factory.Publish) -> None:
    """Once a second, announce the meetings whose number of people present has changed."""
    while True:
        sleep(HERE_SECONDS)
        tell(HERE.look())


def _take_database(url: str) -> None:
    """Bring the tables up to date and hold the lease of the database as long as this process lives."""
    migrations.bring_up_to_date(url)
    own_lease = lease.take_lease(url, serves=True)
    migrations.check_writing(url)
    spawn(lease.keep_lease, own_lease, sleep)


def _keep_written(services: Services) -> None:
    """About once a second, store the cards that pages have dealt and the ledger heads that were signed."""
    while True:
        try:
            services.signer.witness.flush()
            card_order.write_pending(services)
        except Exception:  # tried again a second later
            log.exception("cards or heads not written")
        sleep(WRITE_DELAY)


class WorkerKeeper:
    """Runs the embedded worker in a process of its own, starts another when it ends, and passes notices both ways.

    Each worker is a new process, never a fork of this one, which gevent has patched.
    """

    def __init__(self, told: factory.Publish) -> None:
        self._told = told
        self._child: subprocess.Popen[str] | None = None
        self._is_stopped = False

    def run(self) -> None:
        while not self._is_stopped:
            self._child = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "app", "worker", "--embedded"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            if self._child.stdout is not None:
                read_notices(self._child.stdout, self._told)
            code = self._child.wait()
            if not self._is_stopped:
                log.warning("worker ended, starting another", code=code)
                sleep(RESTART_SECONDS)

    def tell(self, touched: Iterable[Touch]) -> None:
        """Tell the worker that jobs wait, if any of the changes is a job."""
        waiting = [touch for touch in touched if is_job(touch)]
        if waiting and self._child is not None and self._child.stdin is not None:
            write_notices(self._child.stdin)(waiting)

    def stop(self) -> None:
        self._is_stopped = True
        if self._child is not None:
            self._child.terminate()


def _show_meters(services: Services, live: factory.Live) -> None:
    meters = services.instance(Metrics)
    meters.gauge("listeners", "Connections that listen to a meeting.", live.coalescer.listeners)
    meters.gauge("meetings_live", "Meetings that somebody listens to.", lambda: len(live.coalescer.chains()))
    writer = services.writer
    if isinstance(writer, GroupWriter):
        meters.gauge("writes_waiting", "Writes that wait for the next commit.", lambda: writer.waiting)
        meters.counter("writes", "Writes answered.", lambda: writer.acts)
        meters.counter("commits", "Commits; writes / commits is how many shared one.", lambda: writer.commits)
        meters.counter("commit_seconds", "Seconds spent in transactions.", lambda: writer.seconds)


def _join_others(settings: Settings, services: Services, live: factory.Live, publisher: factory.Publisher) -> None:
    """Exchange notices of changes with the other processes, and look for changes whose notice was lost."""
    relay = Relay(settings.redis_url)
    publisher.told.append(relay.tell)

    def hear(touched: Iterable[Touch]) -> None:
        live.coalescer.mark(touched)
        live.access.hear(touched)

    relay.start(hear)
    watch = GapWatch(services.database, SNAPSHOTS)

    def look() -> None:
        while True:
            sleep(GAP_SECONDS)
            try:
                live.coalescer.mark(watch.look(live.coalescer.chains()))
            except Exception:  # the database cannot be reached; the next look tries again
                log.exception("looking for gaps failed")

    spawn(look)


def _greet(settings: Settings, services: Services) -> None:
    address = start_address(settings)
    print(f"涼亭下 Liangting is ready at {address}", flush=True)
    if is_only_here(address):
        print(translator_of(Locale.EN)("ui.reach.start"), flush=True)
    with services.database.read() as session:
        is_empty = account_queries.staff_count(session) == 0
    if is_empty:
        token = services.writer.run(lambda work: accounts.make_setup_link(work, hours=settings.link_hours))
        print(f"First administrator, one-time set-up link:\n{address}/account/setup/{token}", flush=True)
