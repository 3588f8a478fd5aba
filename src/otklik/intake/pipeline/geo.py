"""Where an address is, by a MaxMind file if one is given, and how an address is made anonymous."""

import ipaddress
from collections import OrderedDict
from pathlib import Path
from typing import Any, Final, NamedTuple

import maxminddb

CACHE_SIZE: Final = 50_000
_IPV4_KEPT_BITS: Final = 24
_IPV6_KEPT_BITS: Final = 48


class Place(NamedTuple):
    """ISO country code and city name, "" where unknown."""

    country: str
    city: str


NOWHERE: Final = Place("", "")


class Geo:
    """Reads a GeoIP2 or GeoLite2 city (or country) file; without one everything is nowhere."""

    def __init__(self, path: Path | None) -> None:
        self._reader = maxminddb.open_database(str(path), maxminddb.MODE_MMAP) if path else None
        self._cache: OrderedDict[tuple[str, str], Place] = OrderedDict()

    def locate(self, ip: str, language: str) -> Place:
        """The place of an address, the city named in `language` or English; nonsense is nowhere."""
        if self._reader is None or not ip:
            return NOWHERE
        key = (ip, language)
        place = self._cache.get(key)
        if place is None:
            place = self._cache[key] = self._look_up(ip, language)
            if len(self._cache) > CACHE_SIZE:
                self._cache.popitem(last=False)
        return place

    def _look_up(self, ip: str, language: str) -> Place:
        try:
            found: Any = self._reader.get(ip) if self._reader else None
        except ValueError:
            return NOWHERE
        if not isinstance(found, dict):
            return NOWHERE
        names = found.get("city", {}).get("names", {})
        country = found.get("country") or found.get("registered_country") or {}
        return Place(str(country.get("iso_code", "")), str(names.get(language) or names.get("en") or ""))

    def close(self) -> None:
        """Let the file go."""
        if self._reader is not None:
            self._reader.close()


def anonymise_ip(ip: str) -> str:
    """The address without its last octet (IPv4) or last 80 bits (IPv6, also when it wraps an IPv4 one)."""
    try:
        address = ipaddress.ip_address(ip.strip())
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    kept = _IPV4_KEPT_BITS if address.version == 4 else _IPV6_KEPT_BITS  # noqa: PLR2004 - IPv4
    return str(ipaddress.ip_network(f"{address}/{kept}", strict=False).network_address)
