from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.segments.language.conditions import Duration
from otklik.segments.language.durations import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    add,
    approximate_ms,
    local_moment_ms,
    local_reading,
    read_duration,
    subtract,
    write_duration,
)

BERLIN = ZoneInfo("Europe/Berlin")
MOSCOW = ZoneInfo("Europe/Moscow")
ZONES = st.sampled_from([BERLIN, MOSCOW, ZoneInfo("America/Sao_Paulo"), ZoneInfo("Asia/Kathmandu")])
MOMENTS = st.integers(0, 4_102_444_800_000)
DURATIONS = st.builds(Duration, months=st.integers(0, 600), milliseconds=st.integers(0, 40 * 365 * DAY_MS))


def at(text: str, zone: ZoneInfo | None = None) -> int:
    moment = datetime.fromisoformat(text).replace(tzinfo=zone or UTC)
    return round(moment.timestamp() * 1000)


@pytest.mark.parametrize(
    ("text", "months", "milliseconds"),
    [
        ("P7D", 0, 7 * DAY_MS),
        ("P2W", 0, 14 * DAY_MS),
        ("P1Y2M3DT4H5M6.5S", 14, 3 * DAY_MS + 4 * HOUR_MS + 5 * MINUTE_MS + 6_500),
        ("PT0,001S", 0, 1),
        ("PT6.500000S", 0, 6_500),
        ("PT36H", 0, 36 * HOUR_MS),
        ("P1M", 1, 0),
        ("PT1M", 0, MINUTE_MS),
        ("P0D", 0, 0),
        ("P100Y", 1200, 0),
        ("P36524D", 0, 36_524 * DAY_MS),
    ],
)
def test_a_duration_is_read(text: str, months: int, milliseconds: int) -> None:
    assert read_duration(text) == Duration(months=months, milliseconds=milliseconds)


@pytest.mark.parametrize(
    "text",
    [
        *("", "P", "PT", "P1DT", "P1", "1D", "7 days", "P1H", "PT1D", "P1D1Y", "P1W2D"),
        *("P-1D", "-P1D", "+P1D", "P1D-1H", "P1.5D", "PT1.S", "PT.5S", "PT0.0001S"),
        *("p7d", "P7d", "P7D ", " P7D", "P7D\n", "P٣D"),
        *("P101Y", "P1201M", "P36525D", "P99Y366D", "P9999999999D"),
    ],
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="duration"):
        read_duration(text)


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (Duration(), "PT0S"),
        (Duration(months=14), "P1Y2M"),
        (Duration(milliseconds=14 * DAY_MS), "P2W"),
        (Duration(milliseconds=10 * DAY_MS), "P10D"),
        (Duration(months=1, milliseconds=7 * DAY_MS), "P1M7D"),
        (Duration(milliseconds=90 * MINUTE_MS), "PT1H30M"),
        (Duration(milliseconds=60_050), "PT1M0.05S"),
    ],
)
def test_a_duration_is_written(duration: Duration, text: str) -> None:
    assert write_duration(duration) == text


@given(DURATIONS)
def test_what_is_written_is_read_the_same(duration: Duration) -> None:
    assert read_duration(write_duration(duration)) == duration


@pytest.mark.parametrize(
    ("moment", "text", "expected"),
    [
        ("2026-03-31T10:00", "P1M", "2026-02-28T10:00"),
        ("2028-03-31T10:00", "P1M", "2028-02-29T10:00"),
        ("2028-02-29T10:00", "P1Y", "2027-02-28T10:00"),
        ("2026-01-15T10:00", "P1M", "2025-12-15T10:00"),
        ("2026-05-31T10:00", "P3M1D", "2026-02-27T10:00"),
        # 02:30 of 29 March is skipped in Berlin, 02:30 of 25 October is there twice
        ("2026-05-29T02:30", "P2M", "2026-03-29T01:30"),
        ("2026-11-25T02:30", "P1M", "2026-10-25T02:30"),
    ],
)
def test_months_are_those_of_the_calendar(moment: str, text: str, expected: str) -> None:
    assert subtract(at(moment, BERLIN), read_duration(text), BERLIN) == at(expected, BERLIN)


def test_the_zone_decides_on_the_day() -> None:
    # 21:30 UTC of 30 March is 31 March in Moscow: the month's end is cut there, not in UTC
    moment = at("2026-03-30T21:30")
    assert subtract(moment, Duration(months=1), MOSCOW) == at("2026-02-28T00:30", MOSCOW)


def test_days_are_24_hours_across_a_change_of_clocks() -> None:
    assert subtract(at("2026-03-29T12:00", BERLIN), read_duration("P1D"), BERLIN) == at(
        "2026-03-28T11:00", BERLIN
    )
    assert add(at("2026-03-28T12:00", BERLIN), read_duration("P1D"), BERLIN) == at("2026-03-29T13:00", BERLIN)


@given(MOMENTS, DURATIONS, ZONES)
def test_time_goes_the_stated_way_and_about_as_far(moment: int, duration: Duration, zone: ZoneInfo) -> None:
    slack = 4 * DAY_MS
    assert abs(moment - subtract(moment, duration, zone) - approximate_ms(duration)) <= slack
    assert abs(add(moment, duration, zone) - moment - approximate_ms(duration)) <= slack


@given(MOMENTS, st.integers(1, 600), st.sampled_from([BERLIN, MOSCOW]))
def test_the_time_of_day_stays_outside_of_clock_changes(moment: int, months: int, zone: ZoneInfo) -> None:
    before, after = (
        local_reading(moment, zone),
        local_reading(add(moment, Duration(months=months), zone), zone),
    )
    assert (after.year - before.year) * 12 + after.month - before.month == months
    assert after.day == before.day or (after.day < before.day and after.day >= 28)
    was_skipped = (
        local_reading(local_moment_ms(after.replace(hour=before.hour), zone), zone).hour != before.hour
    )
    assert after.time() == before.time() or was_skipped


@given(st.integers(-(10**18), 10**18), DURATIONS, ZONES)
def test_no_moment_is_too_far(moment: int, duration: Duration, zone: ZoneInfo) -> None:
    assert isinstance(subtract(moment, duration, zone), int)
    assert isinstance(add(moment, duration, zone), int)
