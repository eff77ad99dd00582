"""The key under which the visits from one network address are counted."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address

NETWORK_BITS = 64


@lru_cache(maxsize=10_000)
def address_key(address: str) -> str:
    """Return the key of an address: IPv4 as it is, IPv6 as its /64 network, which belongs to one subscriber."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    network = int(parsed) >> NETWORK_BITS << NETWORK_BITS
    return f"{IPv6Address(network)}/{NETWORK_BITS}"
