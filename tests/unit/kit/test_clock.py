from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.kit import clock

NOON_MS = 1_767_268_800_123


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-01T12:00:00.123Z",
        "2026-01-01T12:00:00.123456789Z",
        "2026-01-01 12:00:00.123",
        "2026-01-01T15:00:00.123+03",
        "2026-01-01T15:00:00.123+0300",
        "2026-01-01T15:00:00.123+03:00",
        " 2026-01-01T12:00:00.123Z ",
        "1767268800123",
        "1767268800.123",
        1767268800123,
        1767268800.1231,
    ],
)
def test_times_are_read_in_their_many_forms(text: object) -> None:
    assert clock.parse_time_ms(text) == NOON_MS


@pytest.mark.parametrize(
    "text", [None, True, "", "soon", "2026-13-01", [], {}, 1e300, "9" * 30, float("nan")]
)
def test_what_is_no_time_is_none(text: object) -> None:
    assert clock.parse_time_ms(text) is None


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001 - Hypothesis wants naive bounds
def test_milliseconds_survive_the_way_there_and_back(moment: datetime) -> None:
    moment_ms = clock.to_ms(moment.replace(tzinfo=UTC))
    assert clock.parse_time_ms(clock.format_ms(moment_ms)) == moment_ms
    assert clock.to_ms(clock.to_datetime(moment_ms)) == moment_ms


@given(st.text() | st.floats() | st.integers())
def test_reading_never_raises(value: object) -> None:
    parsed = clock.parse_time_ms(value)
    assert parsed is None or abs(parsed) <= clock.LARGEST_MS
