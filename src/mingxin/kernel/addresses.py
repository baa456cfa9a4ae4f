"""Network addresses as visitors are counted by them."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

_SUBSCRIBER: Final = 64  # bits: whoever has one IPv6 address has the whole network


def counted_as(address: str | None) -> str:
    """One visitor's address, in IPv6 his network; "" where it says nothing of who asks.

    Such is the machine's own address: a proxy that is not named in the settings passes everybody on under it.
    """
    try:
        found: IPv4Address | IPv6Address = ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if found.is_loopback:
        return ""
    if isinstance(found, IPv6Address):
        return str(ip_network((int(found), _SUBSCRIBER), strict=False))
    return str(found)
