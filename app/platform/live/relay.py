"""Sends notices between processes through Redis; `GapWatch` finds the changes of lost notices in the database."""

import json
import secrets
import threading
from collections.abc import Callable, Iterable
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from app.platform.live.notices import Publish
from app.platform.live.snapshots import Topic
from app.platform.live.specs import SnapshotSpec
from app.platform.logs import get_logger
from app.platform.storage import ledger
from app.platform.storage.chains import Chain, thing_of
from app.platform.storage.db import Database
from app.platform.storage.unit_of_work import Touch

log = get_logger(__name__)
CHANNEL = "liangting:touched"
RETRY_SECONDS = 1.0
SILENCE_SECONDS = 15


class Relay:
    """Tells the other processes which topics this process has changed, and receives their notices.

    `tell` never blocks: a thread of its own sends the collected notices, and drops them while Redis is away.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._me = secrets.token_hex(4)
        self._waiting: dict[Touch, None] = {}
        self._wake = threading.Event()

    def tell(self, touched: Iterable[Touch]) -> None:
        """Queue changed topics, which a thread soon sends to the other processes."""
        self._waiting.update(dict.fromkeys(touched))
        self._wake.set()

    def start(self, told: Publish) -> None:
        """Start to send and to listen; `told` is called with the topics that other processes have changed."""
        threading.Thread(target=self._keep(self._send), daemon=True).start()
        threading.Thread(target=self._keep(lambda redis: self._listen(redis, told)), daemon=True).start()

    def _keep(self, act: Callable[[Any], None]) -> Callable[[], None]:
        """Return a function that runs `act` with a Redis connection, and runs it again whenever Redis fails."""

        def run() -> None:
            while True:
                try:
                    with Redis.from_url(
                        self._url, socket_connect_timeout=2, socket_timeout=SILENCE_SECONDS * 2
                    ) as redis:
                        act(redis)
                except RedisError as error:
                    log.warning("redis is away", error=type(error).__name__)
                    threading.Event().wait(RETRY_SECONDS)

        return run

    def _send(self, redis: Any) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            waiting, self._waiting = self._waiting, {}
            redis.publish(CHANNEL, json.dumps({"from": self._me, "touched": list(waiting)}))

    def _listen(self, redis: Any, told: Publish) -> None:
        with redis.pubsub(ignore_subscribe_messages=True) as subscription:
            subscription.subscribe(CHANNEL)
            while True:
                message = subscription.get_message(timeout=SILENCE_SECONDS)
                if message is None:
                    subscription.ping()  # detects a connection that died silently
                elif message["type"] == "message":  # other types answer a ping
                    self._hear(message["data"], told)

    def _hear(self, data: Any, told: Publish) -> None:
        try:
            notice = json.loads(data)
            if isinstance(notice, dict) and notice["from"] != self._me:
                told([(chain, topic) for chain, topic in notice["touched"]])
        except (KeyError, TypeError, ValueError):
            log.warning("a notice that is not ours", size=len(str(data)))


class GapWatch:
    """Compares the ledger heads with those seen last, for the chains whose things have listeners in this process."""

    def __init__(self, database: Database, specs: Iterable[SnapshotSpec]) -> None:
        self._database = database
        self._computed = [spec for spec in specs if spec.version is not None]
        self._heads: dict[Chain, int] = {}
        self._versions: dict[Topic, int] = {}

    def look(self, chains: set[Chain]) -> list[Topic]:
        """Return the topics that have changed since the last look; for a chain that is new to it, all topics."""
        changed: dict[Topic, None] = {}
        with self._database.read() as session:
            heads = ledger.heads_of(session, sorted(chains))
            for chain, seq in heads.items():
                if seq != self._heads.get(chain):
                    topics = ledger.topics_after(session, chain, self._heads.get(chain, 0))
                    changed.update(dict.fromkeys((chain, topic) for topic in topics))
                for spec in [one for one in self._computed if one.kind.may_name(chain)]:
                    version = spec.version(session, thing_of(chain)) if spec.version else 0
                    if self._versions.get((chain, spec.topic)) != version:
                        self._versions[chain, spec.topic] = version
                        changed[chain, spec.topic] = None
        self._heads = heads
        self._versions = {touch: version for touch, version in self._versions.items() if touch[0] in heads}
        return list(changed)
