"""Places by real MaxMind files, written here."""

from pathlib import Path
from typing import Any

import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from otklik.intake.pipeline.geo import NOWHERE, Geo

OMSK: dict[str, Any] = {
    "country": {"iso_code": "RU"},
    "city": {"names": {"ru": "Омск", "en": "Omsk"}},
}
BERLIN: dict[str, Any] = {"country": {"iso_code": "DE"}, "city": {"names": {"en": "Berlin"}}}
ABROAD: dict[str, Any] = {"registered_country": {"iso_code": "US"}}
ODD: dict[str, Any] = {"country": "RU", "city": {"names": ["Omsk"]}}


def write(path: Path, networks: dict[str, dict[str, Any]], *, version: int = 6) -> None:
    """A file with the places of networks, put where the old one was by renaming."""
    writer = MMDBWriter(version, "GeoLite2-City", languages=["ru", "en"], ipv4_compatible=version == 6)
    for network, place in networks.items():
        writer.insert_network(IPSet([network]), place)  # type: ignore[no-untyped-call]  # netaddr has no types
    new = path.with_suffix(".new")
    writer.to_db_file(str(new))
    new.replace(path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "city.mmdb"
    write(
        path,
        {
            "203.0.113.0/24": OMSK,
            "198.51.100.0/24": BERLIN,
            "192.0.2.0/24": ABROAD,
            "2001:db8::/32": OMSK,
            "100.64.0.0/10": ODD,
        },
    )
    return path


def test_country_and_city_in_the_language_asked_for(path: Path) -> None:
    geo = Geo(path)
    assert geo.locate("203.0.113.7", "ru") == ("RU", "Омск")
    assert geo.locate("203.0.113.7", "en") == ("RU", "Omsk")
    assert geo.locate("198.51.100.9", "ru") == ("DE", "Berlin")
    assert geo.locate("192.0.2.1", "ru") == ("US", "")
    geo.close()


@pytest.mark.parametrize("ip", ["", "8.8.8.8", "nonsense", "::1", "203.0.113", "1" * 500, "100.64.0.1"])
def test_what_is_nowhere(path: Path, ip: str) -> None:
    assert Geo(path).locate(ip, "ru") == NOWHERE


def test_ipv6_and_ipv4_in_its_clothes(path: Path) -> None:
    geo = Geo(path)
    for ip in ("2001:db8::7", "2001:DB8:0:0::7", "::ffff:203.0.113.7", "::ffff:cb00:7107"):
        assert geo.locate(ip, "ru") == ("RU", "Омск")


def test_ipv6_in_a_file_of_ipv4(tmp_path: Path) -> None:
    path = tmp_path / "v4.mmdb"
    write(path, {"203.0.113.0/24": OMSK}, version=4)
    geo = Geo(path)
    assert geo.locate("2001:db8::7", "ru") == NOWHERE
    assert geo.locate("203.0.113.7", "ru") == ("RU", "Омск")


def test_a_replaced_file_is_taken(path: Path) -> None:
    geo = Geo(path, check_every_s=0)
    assert geo.locate("203.0.113.7", "en") == ("RU", "Omsk")
    write(path, {"203.0.113.0/24": BERLIN})
    assert geo.locate("203.0.113.7", "en") == ("DE", "Berlin")
    path.unlink()
    assert geo.locate("203.0.113.7", "en") == ("DE", "Berlin")  # what was read stays


def test_a_broken_file_stops_nothing_and_a_good_one_mends_it(path: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mmdb"
    geo = Geo(broken, check_every_s=0)
    assert geo.locate("203.0.113.7", "en") == NOWHERE  # it is not there yet
    for content in (b"", b"no database", path.read_bytes()[:200]):
        new = tmp_path / "x"
        new.write_bytes(content)
        new.replace(broken)
        assert geo.locate("203.0.113.7", "en") == NOWHERE
    path.replace(broken)
    assert geo.locate("203.0.113.7", "en") == ("RU", "Omsk")


def test_damage_inside_a_file_is_nowhere(path: Path) -> None:
    content = bytearray(path.read_bytes())
    tail = content.rindex(b"\xab\xcd\xefMaxMind.com")
    content[len(content) // 3 : tail] = b"\xff" * (tail - len(content) // 3)
    path.write_bytes(bytes(content))
    geo = Geo(path)
    for number in range(256):
        assert geo.locate(f"203.0.113.{number}", "en") in {NOWHERE, ("RU", "Omsk")}


def test_without_a_file_everything_is_nowhere() -> None:
    assert Geo(None).locate("203.0.113.7", "en") == NOWHERE
