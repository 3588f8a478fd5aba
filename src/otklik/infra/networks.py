"""Which addresses are of the public network, and which networks of our own are allowed besides. Pure."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

_NAT64: Final = ip_network("64:ff9b::/96")


def is_allowed(address: str, allowed: Sequence[Network] = ()) -> bool:
    """Whether calls may go to an address: a public one, or in a network that is allowed."""
    found = ip_address(address.partition("%")[0])
    inner = _embedded(found)
    judged = (found,) if inner is None else (inner,)
    return all(any(each in network for network in allowed) or _is_public(each) for each in judged)


def _embedded(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def _is_public(address: Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved


def read_networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Networks as they are set (`127.0.0.0/8`, `10.1.2.3`). Raises ValueError."""
    return tuple(ip_network(text, strict=False) for text in texts)
