"""How far a long run of the machine has come, told to the desk, which may stop it."""

import time

from app.platform.access.services import Services
from app.platform.ids import MeetingId
from app.themes import actions, queries

PAUSE_SECONDS = 0.5
"""A run that is done sooner is not reported at all; a longer one is reported so often at most."""


class StoppedError(Exception):
    """A person has stopped the run."""


class Reporter:
    """Called with the share done; raises `StoppedError` once a person has stopped the run."""

    def __init__(self, services: Services, meeting_id: MeetingId, proposals: int) -> None:
        self._services = services
        self._meeting = meeting_id
        self._proposals = proposals
        self._run = 0
        self._told_at = time.monotonic()

    def __call__(self, share: float) -> None:
        now = time.monotonic()
        if now - self._told_at < PAUSE_SECONDS:
            return
        self._told_at = now
        self._stop_if_told()
        percent = min(99, int(100 * share))
        self._run = self._services.writer.run(
            lambda work: actions.note_progress(
                work, meeting_id=self._meeting, run=self._run, proposals=self._proposals, percent=percent
            )
        )

    def end(self) -> None:
        """The run is over, however it went."""
        if self._run:
            self._services.writer.run(lambda work: actions.end_run(work, meeting_id=self._meeting, run=self._run))

    def _stop_if_told(self) -> None:
        with self._services.database.read() as session:
            if self._run and not queries.is_running(session, self._meeting, self._run):
                raise StoppedError
