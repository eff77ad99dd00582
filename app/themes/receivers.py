"""The machines that texts of cards are sent to, as the settings say."""

from urllib.parse import urlsplit

from app.settings import Settings


def text_receivers(settings: Settings) -> list[str]:
    """Return the names of the machines that texts of cards are sent to, to be shown to people; usually none."""
    hosts = {urlsplit(url).hostname for url in (settings.embedding_url, settings.sorting_url) if url}
    return sorted(host for host in hosts if host)
