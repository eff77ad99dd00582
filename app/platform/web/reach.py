"""The addresses at which the product can be reached, and whether other machines can open them."""

import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

from app.settings import Settings

ANYWHERE = ("::", "0.0.0.0")  # noqa: S104 - recognised, not bound to  # nosec B104
"""Hosts that mean every address of this machine."""
_ELSEWHERE = "198.51.100.1"
"""An address for documentation (RFC 5737): nothing is sent to it, it only asks the system for the way out."""


def start_address(settings: Settings) -> str:
    """The address to open after the start: PUBLIC_URL, else that of HOST, which phones of the hall can open if any can.

    Where the server listens on every address of this machine, it is the address on the hall's network.
    """
    if settings.public_url:
        return settings.public_url
    host = (network_address() or "127.0.0.1") if listens_anywhere(settings) else settings.host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def listens_anywhere(settings: Settings) -> bool:
    """Whether the server listens on every address of this machine."""
    return settings.host in ANYWHERE


def is_only_here(url: str) -> bool:
    """Whether a URL leads nowhere but to the machine that opens it."""
    host = (urlsplit(url).hostname or "").rstrip(".").partition("%")[0]
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    mapped = getattr(address, "ipv4_mapped", None) or address
    return mapped.is_loopback or mapped.is_unspecified


def network_address() -> str | None:
    """The address of this machine on its network; None without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((_ELSEWHERE, 9))
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if is_only_here(f"http://{address}") else address
