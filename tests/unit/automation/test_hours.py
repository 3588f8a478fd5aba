"""Waits until an hour of the person's own clocks, over gaps, folds and days that never were."""

from datetime import UTC, datetime, time

import pytest

from otklik.automation.engine.hours import next_hour_ms
from otklik.automation.graph.nodes import WaitUntil
from otklik.kit.clock import to_datetime, to_ms
from otklik.kit.zones import find_zone

TEN = WaitUntil(time(10))
HALF_PAST_TWO = WaitUntil(time(2, 30))
MONDAYS = WaitUntil(time(10), days=(1,))


@pytest.mark.parametrize(
    ("zone", "moment", "wait", "expected"),
    [
        ("Europe/Moscow", "2026-11-22T06:59", TEN, "2026-11-22T07:00"),
        ("Europe/Moscow", "2026-11-22T07:00", TEN, "2026-11-23T07:00"),  # never the present moment
        (
            "Europe/Moscow",
            "2014-10-25T12:00",
            TEN,
            "2014-10-26T07:00",
        ),  # its last change of clocks
        ("Europe/Moscow", "2026-11-22T07:00", MONDAYS, "2026-11-23T07:00"),
        ("Europe/Moscow", "2026-11-23T07:00", MONDAYS, "2026-11-30T07:00"),
        ("Europe/Berlin", "2026-03-28T12:00", TEN, "2026-03-29T08:00"),  # 23 hours after the day before
        ("Europe/Berlin", "2026-10-24T12:00", TEN, "2026-10-25T09:00"),  # and 25
        ("Europe/Berlin", "2026-03-28T12:00", HALF_PAST_TWO, "2026-03-29T01:00"),  # skipped: after the gap
        ("Europe/Berlin", "2026-03-29T01:00", HALF_PAST_TWO, "2026-03-30T00:30"),  # and once
        ("Europe/Berlin", "2026-10-24T12:00", HALF_PAST_TWO, "2026-10-25T00:30"),  # doubled: the first
        ("Europe/Berlin", "2026-10-25T00:30", HALF_PAST_TWO, "2026-10-26T01:30"),  # and once
        (
            "America/Sao_Paulo",
            "2018-11-03T20:00",
            WaitUntil(time(0, 30)),
            "2018-11-04T03:00",
        ),  # no midnight
        ("America/Sao_Paulo", "2019-02-16T20:00", TEN, "2019-02-17T13:00"),  # the last summer time
        ("America/Sao_Paulo", "2026-11-03T20:00", TEN, "2026-11-04T13:00"),  # since then without
        ("Pacific/Apia", "2011-12-29T21:00", TEN, "2011-12-30T10:00"),  # the 30th was left out: as it is over
        ("Pacific/Apia", "2011-12-30T10:00", TEN, "2011-12-30T20:00"),  # ten o'clock of the 31st
        ("Pacific/Apia", "2026-11-22T12:00", TEN, "2026-11-22T21:00"),  # of tomorrow, by UTC still today
        ("Asia/Kolkata", "2026-11-22T04:29", TEN, "2026-11-22T04:30"),
    ],
)
def test_table(zone: str, moment: str, wait: WaitUntil, expected: str) -> None:
    known = find_zone(zone)
    assert known is not None
    now_ms = to_ms(datetime.fromisoformat(moment).replace(tzinfo=UTC))
    found = to_datetime(next_hour_ms(now_ms, wait, known))
    assert found.isoformat().removesuffix(":00+00:00") == expected
