"""What moment a wall clock's reading is."""

from datetime import UTC, date, time

import pytest

from otklik.kit.zones import find_zone, local_instant


def _instant(day: str, reading: str, zone: str) -> str:
    known = find_zone(zone)
    assert known is not None
    moment = local_instant(date.fromisoformat(day), time.fromisoformat(reading), known)
    assert moment.tzinfo is UTC
    return moment.isoformat().removesuffix("+00:00")


@pytest.mark.parametrize(
    ("zone", "day", "reading", "expected"),
    [
        ("Europe/Moscow", "2026-11-22", "09:00", "2026-11-22T06:00:00"),
        ("Europe/Moscow", "2011-03-27", "02:30", "2011-03-26T23:00:00"),  # the last spring: gap to UTC+4
        ("Europe/Moscow", "2014-10-26", "01:30", "2014-10-25T21:30:00"),  # back to UTC+3: comes twice
        ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:00:00"),
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30:00"),
        ("America/Sao_Paulo", "2018-11-04", "00:00", "2018-11-04T03:00:00"),  # midnight itself was missing
        ("America/Sao_Paulo", "2018-11-04", "00:59", "2018-11-04T03:00:00"),
        ("America/Sao_Paulo", "2019-02-16", "23:30", "2019-02-17T01:30:00"),  # midnight came twice
        ("America/Sao_Paulo", "2026-11-01", "00:30", "2026-11-01T03:30:00"),  # no summer time any more
        ("Pacific/Apia", "2011-12-29", "09:00", "2011-12-29T19:00:00"),
        ("Pacific/Apia", "2011-12-30", "09:00", "2011-12-30T10:00:00"),  # no such day
        ("Pacific/Apia", "2011-12-31", "00:00", "2011-12-30T10:00:00"),
        ("Pacific/Apia", "2011-12-31", "09:00", "2011-12-30T19:00:00"),
        ("Asia/Kolkata", "2026-07-01", "09:00", "2026-07-01T03:30:00"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:30:00"),  # half an hour's gap
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45:00"),  # half an hour's fold
        ("Antarctica/Troll", "2026-03-29", "01:30", "2026-03-29T01:00:00"),  # a gap of two hours
        ("Antarctica/Troll", "2026-03-29", "02:59", "2026-03-29T01:00:00"),
        ("Antarctica/Troll", "2026-10-25", "02:00", "2026-10-25T00:00:00"),
    ],
)
def test_odd_days(zone: str, day: str, reading: str, expected: str) -> None:
    assert _instant(day, reading, zone) == expected


def test_what_is_no_zone_is_none() -> None:
    for name in ("", "Mars/Olympus", "../etc/passwd", "/etc/localtime", "Europe", "a" * 100, "Europe/\x00"):
        assert find_zone(name) is None, name
    assert find_zone("UTC") is not None


def test_every_reading_is_at_or_after_the_clock_shows_it() -> None:
    berlin = find_zone("Europe/Berlin")
    assert berlin is not None
    for day in (date(2026, 3, 29), date(2026, 10, 25)):
        moments = [local_instant(day, time(hour, minute), berlin) for hour in range(24) for minute in (0, 30)]
        assert moments == sorted(moments), "a later reading is never an earlier moment"
