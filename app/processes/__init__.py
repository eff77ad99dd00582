"""The processes of the product: the web process and the background worker."""

from typing import Any

from app.assembly import create_services
from app.cli.context import CommandContext
from app.processes.working import work
from app.registry import CATALOGUE, JOBS, SNAPSHOTS
from app.settings import Settings
from app.settings_faults import load_settings
from app.worker import Worker


def make_context() -> CommandContext:
    """Return the context of the command line, whose parts are made when they are used."""
    return CommandContext(
        load_settings=load_settings,
        make_services=create_services,
        serve=_serve,
        work=work,
        run_all_jobs=lambda services: Worker(services, JOBS).run_all(),
        events=CATALOGUE,
        snapshots=SNAPSHOTS,
    )


def _serve(settings: Settings, **options: Any) -> None:
    from app.processes.serving import serve  # pages, API and Socket.IO take 30 MB, and no other process uses them

    serve(settings, **options)
