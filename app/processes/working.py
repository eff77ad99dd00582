"""Runs a worker process."""

import signal
import sys
import threading
import time
from typing import IO

from app.assembly import Publisher, create_services
from app.platform.live.notices import is_job, read_notices, write_notices
from app.platform.logs import configure_logs
from app.platform.storage.lease import keep_lease, take_lease
from app.registry import CHORES, JOBS
from app.settings import LogFormat, Settings
from app.worker import Worker


def work(settings: Settings, embedded: bool) -> None:
    """Run a worker until it is stopped.

    An embedded worker is a child of the web process: it reads on standard input that jobs wait, and writes to standard
    output which records its jobs changed. Any other worker learns of jobs from Redis or by asking the database.
    """
    configure_logs(settings.log_level, as_json=settings.log_format is LogFormat.JSON)
    publisher = Publisher([])
    own_lease = take_lease(settings.database)
    threading.Thread(target=keep_lease, args=(own_lease, time.sleep), daemon=True).start()
    worker = Worker(create_services(settings, publisher=publisher), JOBS, CHORES)
    if settings.redis_url:
        _join_others(settings.redis_url, publisher, worker)
    if embedded:
        publisher.told.append(write_notices(sys.stdout))
        threading.Thread(target=_obey, args=(sys.stdin, worker), daemon=True).start()
    else:
        signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    worker.run_forever()


def _join_others(url: str, publisher: Publisher, worker: Worker) -> None:
    """Tell the web processes which records jobs change, and wake the worker at their notices of jobs."""
    from app.platform.live.relay import Relay  # its client of Redis takes 7 MB, and one process does without

    relay = Relay(url)
    publisher.told.append(relay.tell)
    relay.start(lambda touched: worker.wake() if any(map(is_job, touched)) else None)


def _obey(stream: IO[str], worker: Worker) -> None:
    """Wake the worker at each notice, and stop it when the stream ends because the web process is gone."""
    read_notices(stream, lambda _touched: worker.wake())
    worker.stop()
