"""Quiet hours in people's own time."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.kit.zones import find_zone
from otklik.messaging.quiet import QuietHours, quiet_until, spread

NIGHT = QuietHours(time(21), time(9))
NOON = QuietHours(time(13), time(14, 30))
ZONES = (
    *("Europe/Moscow", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kolkata"),
    *("Australia/Lord_Howe", "Antarctica/Troll", "UTC", "Pacific/Kiritimati", "Africa/Casablanca"),
)


def _until(moment: str, zone: str, hours: QuietHours) -> str | None:
    known = find_zone(zone)
    assert known is not None
    until = quiet_until(datetime.fromisoformat(moment).replace(tzinfo=UTC), known, hours)
    return until.isoformat().removesuffix(":00+00:00") if until else None


@pytest.mark.parametrize(
    ("zone", "moment", "hours", "expected"),
    [
        ("Europe/Moscow", "2026-11-22T17:59:59.999", NIGHT, None),  # 20:59
        ("Europe/Moscow", "2026-11-22T18:00", NIGHT, "2026-11-23T06:00"),  # 21:00, with it
        ("Europe/Moscow", "2026-11-22T22:30", NIGHT, "2026-11-23T06:00"),  # after midnight
        ("Europe/Moscow", "2026-11-23T06:00", NIGHT, None),  # 09:00, without it
        ("Europe/Moscow", "2026-11-22T10:30", NOON, "2026-11-22T11:30"),
        ("Europe/Moscow", "2026-11-22T11:30", NOON, None),
        ("Europe/Berlin", "2026-03-28T23:00", NIGHT, "2026-03-29T07:00"),  # a night of eleven hours
        ("Europe/Berlin", "2026-10-24T23:00", NIGHT, "2026-10-25T08:00"),  # and one of thirteen
        # The end jumps over by the gap, and comes twice in the fold: the first counts.
        ("Europe/Berlin", "2026-03-29T00:30", QuietHours(time(22), time(2, 30)), "2026-03-29T01:00"),
        ("Europe/Berlin", "2026-03-29T01:10", QuietHours(time(22), time(2, 30)), None),
        ("Europe/Berlin", "2026-10-25T00:10", QuietHours(time(22), time(2, 30)), "2026-10-25T00:30"),
        ("Europe/Berlin", "2026-10-25T01:10", QuietHours(time(22), time(2, 30)), None),
        ("America/Sao_Paulo", "2018-11-04T02:00", QuietHours(time(22), time(0, 30)), "2018-11-04T03:00"),
        ("America/Sao_Paulo", "2026-11-04T02:00", NIGHT, "2026-11-04T12:00"),
        ("Pacific/Apia", "2011-12-30T08:00", NIGHT, "2011-12-30T19:00"),  # the 29th, 22:00 → the 31st, 09:00
        ("Pacific/Apia", "2011-12-30T18:59", NIGHT, "2011-12-30T19:00"),
        ("Pacific/Apia", "2011-12-30T19:00", NIGHT, None),
        ("Asia/Kolkata", "2026-11-22T15:29", NIGHT, None),
        ("Asia/Kolkata", "2026-11-22T15:30", NIGHT, "2026-11-23T03:30"),
        ("Australia/Lord_Howe", "2026-10-03T15:00", QuietHours(time(21), time(2, 15)), "2026-10-03T15:30"),
        ("Antarctica/Troll", "2026-03-28T23:00", NIGHT, "2026-03-29T07:00"),
    ],
)
def test_table(zone: str, moment: str, hours: QuietHours, expected: str | None) -> None:
    assert _until(moment, zone, hours) == expected


def test_no_window_is_never_quiet() -> None:
    assert _until("2026-11-22T18:00", "UTC", QuietHours(time(9), time(9))) is None


@given(
    st.datetimes(datetime(2008, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - st's own way
    st.sampled_from(ZONES),
    st.times().map(lambda given: given.replace(tzinfo=None)),
    st.times().map(lambda given: given.replace(tzinfo=None)),
)
def test_the_end_is_later_near_and_loud(moment: datetime, name: str, start: time, end: time) -> None:
    zone, hours = find_zone(name), QuietHours(start, end)
    assert zone is not None
    until = quiet_until(moment, zone, hours)
    if until is not None:
        assert moment < until <= moment + timedelta(hours=50), "a missing day is the longest"
        assert quiet_until(until, zone, hours) is None


def test_a_backlog_is_spread_evenly_and_by_the_send() -> None:
    until, over = datetime(2026, 11, 23, 6, tzinfo=UTC), timedelta(minutes=10)
    moments = [spread(until, send_id=number, over=over) for number in range(6_000)]
    assert moments == [spread(until, send_id=number, over=over) for number in range(6_000)]
    assert min(moments) >= until
    assert max(moments) < until + over
    minutes = [sum((moment - until) // timedelta(minutes=1) == n for moment in moments) for n in range(10)]
    assert all(480 < count < 720 for count in minutes), minutes
    assert spread(until, send_id=1, over=timedelta(0)) == until
