"""Finds out whether this process can do its work: read and write the database, reach Redis, and store files."""

import shutil
import time
from dataclasses import dataclass

from app.platform.access.services import Services
from app.platform.errors import DomainError
from app.platform.storage import jobs

REDIS_SECONDS = 1
FREE_BYTES = 2**20
"""With less free space than this in the data folder, the process is not ready."""
LASTING = 1.0
"""Seconds for which an answer is given again, because anybody may ask and each answer costs a transaction."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a process can reach.

    database: `ok`, `unreachable`, `other_tables` (tables of another version of the product) or `not_writing`;
    redis: `ok`, `unreachable` or `unused`; disk: `ok` or `full`; failed_jobs: None without a database.
    """

    database: str
    redis: str
    disk: str
    failed_jobs: int | None

    @property
    def is_ready(self) -> bool:
        return self.database == "ok" and self.redis != "unreachable" and self.disk == "ok"


class ReadinessProbe:
    """Measures the readiness of a process, at most once in `LASTING` seconds."""

    def __init__(self) -> None:
        self._last: Readiness | None = None
        self._until = 0.0

    def look(self, services: Services) -> Readiness:
        if self._last is None or time.monotonic() >= self._until:
            self._last = measure_readiness(services)
            self._until = time.monotonic() + LASTING
        return self._last


def measure_readiness(services: Services) -> Readiness:
    """Return what a process can reach; a transaction that changes nothing shows whether the database takes writes."""
    database, failed = _database_state(services)
    return Readiness(database, _redis_state(services.settings.redis_url), _disk_state(services), failed)


def _database_state(services: Services) -> tuple[str, int | None]:
    try:
        with services.database.read() as session:
            failed = jobs.failed(session)
    except Exception:
        return "unreachable", None
    try:
        services.writer.run(lambda _work: None)
    except DomainError as error:
        return "other_tables" if error.code == "storage.other_tables" else "not_writing", failed
    return "ok", failed


def _redis_state(url: str) -> str:
    if not url:
        return "unused"
    from redis import Redis, RedisError  # 7 MB, which a process without Redis does not load

    try:
        with Redis.from_url(url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS) as client:
            client.ping()
    except RedisError:
        return "unreachable"
    return "ok"


def _disk_state(services: Services) -> str:
    return "full" if shutil.disk_usage(services.settings.data_dir).free < FREE_BYTES else "ok"
