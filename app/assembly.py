"""Assembles the services that the web process, the worker and the command line share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from app.platform.access.limits import Limits
from app.platform.access.services import Services
from app.platform.clock import Clock, SystemClock
from app.platform.storage.db import Database
from app.platform.storage.keys import KeyFolder
from app.platform.storage.signing.signer import HeadSigner
from app.platform.storage.unit_of_work import DirectWriter, Listeners, Touch, Transactions, Writer
from app.registry import LOCATORS, REPLAYS, STALE_CHECK, find_identities, register_listeners
from app.settings import Settings

Publish = Callable[[Iterable[Touch]], None]


@dataclass(slots=True)
class Publisher:
    """Announces each commit to the functions in `told`; whoever starts the process fills that list."""

    told: list[Publish]

    def __call__(self, touched: Iterable[Touch]) -> None:
        marks = list(touched)
        for tell in self.told:
            tell(marks)


def create_services(
    settings: Settings,
    *,
    clock: Clock | None = None,
    make_writer: Callable[[Transactions], Writer] = DirectWriter,
    publisher: Publisher | None = None,
) -> Services:
    """Create the services (database, writer, identities) that the command line, the worker and the web app share."""
    clock = clock or SystemClock()
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database(settings.database)
    listeners = Listeners()
    register_listeners(listeners)
    keys = KeyFolder(settings.keys)
    signer = HeadSigner(keys, settings.ledger_hash.value)
    transactions = Transactions(database, clock, listeners, publisher or Publisher([]), keys, signer, STALE_CHECK)
    return Services(
        settings=settings,
        database=database,
        writer=make_writer(transactions),
        listeners=listeners,
        clock=clock,
        keys=keys,
        signer=signer,
        replays=REPLAYS,
        identities=find_identities(clock, idle=timedelta(minutes=settings.staff_idle_minutes)),
        locators=LOCATORS,
        limits=Limits.of(settings.rate_writes),
    )
