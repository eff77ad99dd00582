"""The worker's daily sweep of the folder of papers."""

from app.papers import files, queries
from app.platform.access.services import Services
from app.platform.logs import get_logger

log = get_logger(__name__)


def sweep_papers(services: Services) -> None:
    """Delete old files that no paper names, such as those of a refused write or of a killed process."""
    with services.database.read() as session:
        named = queries.stored_files(session)
    if gone := files.sweep(services.settings.papers, named):
        log.info("papers swept", files=gone)
