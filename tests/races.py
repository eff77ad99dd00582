"""Two at once: the same or different acts from several threads, through one writer, as in the web process."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from app.platform.access.services import Services
from app.platform.errors import DomainError
from app.platform.storage.unit_of_work import Act


def race(services: Services, *acts: Act[Any]) -> list[Any]:
    """Run acts at the same moment; the value of each, or the code of its refusal."""
    barrier = Barrier(len(acts))
    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(lambda act: _run(services, act, barrier.wait), acts))


def _run(services: Services, act: Act[Any], wait: Callable[[], Any]) -> Any:
    wait()
    try:
        return services.writer.run(act)
    except DomainError as error:
        return error.code
