from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.inbox.hours import DAY_MIN, Hours, is_open, next_open, read_hours

DAY = ((9 * 60, 13 * 60), (14 * 60, 18 * 60))
OFFICE = Hours("Europe/Moscow", (DAY, DAY, DAY, DAY, DAY, (), ()), frozenset({date(2026, 11, 4)}))
NIGHT = Hours("Europe/Berlin", (((22 * 60, 6 * 60),),) * 7)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "at", "open_", "opens"),
    [
        (OFFICE, "2026-11-23T06:00", True, "2026-11-23T06:00"),  # Monday 09:00 in Moscow
        (OFFICE, "2026-11-23T05:59", False, "2026-11-23T06:00"),
        (OFFICE, "2026-11-23T10:30", False, "2026-11-23T11:00"),  # lunch
        (OFFICE, "2026-11-23T15:00", False, "2026-11-24T06:00"),  # the end is not worked
        (OFFICE, "2026-11-27T16:00", False, "2026-11-30T06:00"),  # a weekend
        (OFFICE, "2026-11-03T20:00", False, "2026-11-05T06:00"),  # a holiday between
        (OFFICE, "2026-11-03T23:00", False, "2026-11-05T06:00"),  # it is the holiday in Moscow already
        (NIGHT, "2026-11-23T02:00", True, "2026-11-23T02:00"),  # since yesterday
        (NIGHT, "2026-11-23T05:00", False, "2026-11-23T21:00"),
        (NIGHT, "2026-03-29T03:59", True, "2026-03-29T03:59"),  # 05:59, the clocks went forward
        (NIGHT, "2026-03-29T04:00", False, "2026-03-29T20:00"),
        (NIGHT, "2026-10-25T04:59", True, "2026-10-25T04:59"),  # 05:59, they went back
        (Hours(), "2026-11-23T00:00", True, "2026-11-23T00:00"),
    ],
)
def test_hours(hours: Hours, at: str, open_: bool, opens: str) -> None:  # noqa: FBT001 - a case
    assert is_open(hours, utc(at)) is open_
    assert next_open(hours, utc(at)) == utc(opens)


def test_a_shift_over_midnight_ends_in_a_holiday_and_none_begins_there() -> None:
    hours = Hours("UTC", (((22 * 60, 6 * 60),),) * 7, frozenset({date(2027, 1, 1)}))

    assert is_open(hours, utc("2027-01-01T05:59"))
    assert not is_open(hours, utc("2027-01-01T23:00"))
    assert next_open(hours, utc("2027-01-01T06:00")) == utc("2027-01-02T22:00")


def test_an_hour_that_comes_twice_is_worked_twice() -> None:
    hours = Hours("Europe/Berlin", (((2 * 60, 3 * 60),),) * 7)

    assert [is_open(hours, utc(f"2026-10-25T0{hour}:30")) for hour in range(3)] == [True, True, False]


def test_who_never_works_never_opens() -> None:
    assert next_open(Hours("UTC", ((),) * 7), utc("2026-11-23T00:00")) is None


@pytest.mark.parametrize("wrong", ["24:01", "9:00", "09:60", "", "25:00", "09:00:00"])
def test_wrong_times_are_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="HH:MM"):
        read_hours(zone="UTC", days=[[[wrong, "18:00"]]], holidays=[])


@pytest.mark.parametrize(
    ("zone", "interval", "holiday"),
    [
        ("Mars/Base", ["09:00", "18:00"], "2026-01-01"),
        ("../etc/passwd", ["09:00", "18:00"], "2026-01-01"),
        ("UTC", ["09:00", "09:00"], "2026-01-01"),
        ("UTC", ["24:00", "09:00"], "2026-01-01"),
        ("UTC", ["09:00", "18:00"], "2026-02-30"),
    ],
)
def test_what_is_no_hours_is_refused(zone: str, interval: list[str], holiday: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_hours(zone=zone, days=[[interval]], holidays=[holiday])


minutes = st.integers(0, DAY_MIN - 1)
intervals = st.tuples(minutes, minutes).filter(lambda pair: pair[0] != pair[1])
weeks = st.tuples(*[st.lists(intervals, max_size=2).map(tuple)] * 7)


@given(
    weeks,
    st.sampled_from(["UTC", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
)
def test_the_next_opening_is_open_and_nothing_is_before_it(
    days: tuple[tuple[tuple[int, int], ...], ...], zone: str, at: datetime
) -> None:
    hours = Hours(zone, days)
    found = next_open(hours, at)

    if found is None:
        assert not any(days)
        return
    assert found >= at
    assert is_open(hours, found)
    step = (found - at) / 20
    assert not any(is_open(hours, at + step * number) for number in range(20) if step > timedelta(0))
