"""Where an address is, by a MaxMind file if one is given, and how an address is made anonymous."""

import ipaddress
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any, Final, NamedTuple

import maxminddb
import structlog

log = structlog.get_logger(__name__)

CACHE_SIZE: Final = 50_000
CHECK_EVERY_S: Final = 10.0
"""How often a replaced file is looked for; it must be replaced by renaming, as geoipupdate does."""
_IPV4_KEPT_BITS: Final = 24
_IPV6_KEPT_BITS: Final = 48


class Place(NamedTuple):
    """ISO country code and city name, "" where unknown."""

    country: str
    city: str


NOWHERE: Final = Place("", "")
_Stamp = tuple[int, int, int]


class Geo:
    """Reads a GeoIP2 or GeoLite2 city (or country) file; without one everything is nowhere.

    A file that is missing or broken is told in the log and stops nothing; a new one is taken as it comes.
    """

    def __init__(self, path: Path | None, *, check_every_s: float = CHECK_EVERY_S) -> None:
        self._path = path
        self._check_every_s = check_every_s
        self._reader: maxminddb.Reader | None = None
        self._stamp: _Stamp | None = None
        self._cache: OrderedDict[tuple[str, str], Place] = OrderedDict()
        self._check_at = 0.0

    def locate(self, ip: str, language: str) -> Place:
        """The place of an address, the city named in `language` or English; nonsense is nowhere."""
        if self._path is None or not ip:
            return NOWHERE
        self._follow_file(self._path)
        key = (ip, language)
        place = self._cache.get(key)
        if place is None:
            place = self._cache[key] = self._look_up(ip, language)
            if len(self._cache) > CACHE_SIZE:
                self._cache.popitem(last=False)
        return place

    def _follow_file(self, path: Path) -> None:
        """Open the file, or the one that has taken its place."""
        now = time.monotonic()
        if now < self._check_at:
            return
        self._check_at = now + self._check_every_s
        stamp = _stamp_of(path)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            reader = maxminddb.open_database(str(path), maxminddb.MODE_MMAP)
        except (OSError, ValueError, maxminddb.InvalidDatabaseError) as error:
            log.warning("geo.unreadable", path=str(path), error=str(error)[:300])
            return
        self.close()
        self._reader = reader
        self._cache.clear()

    def _look_up(self, ip: str, language: str) -> Place:
        try:
            address: Any = ipaddress.ip_address(ip.strip())
            found = (
                self._reader.get(getattr(address, "ipv4_mapped", None) or address) if self._reader else None
            )
        except ValueError:  # no address, or an IPv6 one in a file of IPv4
            return NOWHERE
        except maxminddb.InvalidDatabaseError as error:
            log.warning("geo.broken", error=str(error)[:300])
            return NOWHERE
        places = _object(found)
        country = _object(places.get("country")) or _object(places.get("registered_country"))
        names = _object(_object(places.get("city")).get("names"))
        return Place(str(country.get("iso_code", "")), str(names.get(language) or names.get("en") or ""))

    def close(self) -> None:
        """Let the file go."""
        if self._reader is not None:
            self._reader.close()


def _stamp_of(path: Path) -> _Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


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
