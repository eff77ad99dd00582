"""The addresses at which the product can be reached, and whether other machines can open them."""

import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

from app.settings import Settings

ANYWHERE = ("::", "0.0.0.0")  # noqa: S104 - recognised, not bound to  # nosec B104
"""Hosts that mean every address of this machine."""
_ELSEWHERE = "198.51.100.1"
"""Documentation address (RFC 5737); connecting a UDP socket to it sends nothing and shows the local address in use."""


def start_address(settings: Settings) -> str:
    """Return the URL to open after the start: PUBLIC_URL if set, else one made of HOST and PORT.

    Where the server listens on every address of this machine, the URL has the machine's address on the hall's network,
    which phones in the hall can open, or 127.0.0.1 without a network.
    """
    if settings.public_url:
        return settings.public_url
    host = (network_address() or "127.0.0.1") if listens_anywhere(settings) else settings.host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def listens_anywhere(settings: Settings) -> bool:
    """Return whether the server listens on every address of this machine."""
    return settings.host in ANYWHERE


def is_only_here(url: str) -> bool:
    """Return whether a URL always leads to the machine that opens it, such as one with `localhost`."""
    host = (urlsplit(url).hostname or "").rstrip(".").partition("%")[0]
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    mapped = getattr(address, "ipv4_mapped", None) or address
    return mapped.is_loopback or mapped.is_unspecified


def network_address() -> str | None:
    """Return the address of this machine on its network, or None without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((_ELSEWHERE, 9))
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if is_only_here(f"http://{address}") else address
