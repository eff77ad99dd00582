"""Makes one file of a meeting in a process that has loaded nothing but what a worker loads for it."""

import time
from dataclasses import dataclass
from pathlib import Path

from app.documents.formats import find_export
from app.documents.press import press_of
from app.exports.access import read_dossier
from app.factory import create_services
from app.platform.access.sights import FULL_VIEW
from app.platform.ids import MeetingId
from app.settings import Settings

READ = "read"
"""The name of the baseline, which reads the meeting and makes no file."""
FORMATS = (
    READ,
    *("minutes-docx", "minutes-pdf", "resolution-docx", "resolution-pdf", "signin-docx", "signin-pdf"),
    *("votes-docx", "votes-pdf", "proposals-docx", "proposals-pdf", "ledger-xlsx", "json", "polis", "bundle"),
)


@dataclass(frozen=True, slots=True)
class Large:
    """A very large meeting in a data folder of its own."""

    folder: Path
    meeting: MeetingId

    @property
    def settings(self) -> Settings:
        return Settings(_env_file=None, data_dir=self.folder)

    def make(self, at: int) -> float:
        """Read the meeting and make the file of that format's number; return the seconds that took."""
        services = create_services(self.settings)
        began = time.perf_counter()
        with services.database.read_moment() as session:
            dossier = read_dossier(session, services, self.meeting, FULL_VIEW)
        if FORMATS[at] != READ:
            find_export(FORMATS[at]).make(dossier, press_of(services.settings))
        return time.perf_counter() - began
