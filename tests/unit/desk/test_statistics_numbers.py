"""Periods in their zone, working time, and the numbers over both."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.desk.statistics.columns import Ratings, Requests
from otklik.desk.statistics.contracts import Clock, Measure
from otklik.desk.statistics.counting import Times, count_by, count_figures, count_scores, part_by
from otklik.desk.statistics.judging import Rule, judge, take
from otklik.desk.statistics.periods import (
    NEVER,
    Numbers,
    Period,
    WallClock,
    WorkingTime,
    make_period,
    read_days,
    read_hours_of_day,
    read_weekdays,
)
from otklik.inbox.hours import Hours, is_open, list_spans

BERLIN = "Europe/Berlin"
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
OFFICE = Hours(BERLIN, (((9 * 60, 18 * 60),),) * 5 + ((), ()))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def numbers(*values: int) -> Numbers:
    return np.array(values, np.int64)


def stamps(*texts: str) -> Numbers:
    return numbers(*(int(utc(text).timestamp()) for text in texts))


@pytest.mark.parametrize(
    ("first", "last", "since", "until", "before"),
    [
        # An ordinary week; the week of the spring change has 167 hours, that of the autumn one 169.
        ("2026-06-01", "2026-06-07", "2026-05-31T22:00", "2026-06-07T22:00", "2026-05-24T22:00"),
        ("2026-03-23", "2026-03-29", "2026-03-22T23:00", "2026-03-29T22:00", "2026-03-15T23:00"),
        ("2026-10-25", "2026-10-25", "2026-10-24T22:00", "2026-10-25T23:00", "2026-10-23T22:00"),
    ],
)
def test_a_period_is_whole_days_of_its_zone(
    first: str, last: str, since: str, until: str, before: str
) -> None:
    period = Period(date.fromisoformat(first), date.fromisoformat(last), BERLIN, NOON)
    assert (period.since, period.until) == (utc(since), utc(until))
    assert period.before() == (utc(before), utc(since))


def test_a_period_that_goes_on_is_compared_with_as_much_of_the_one_before() -> None:
    period = make_period(date(2026, 11, 16), date(2026, 11, 22), zone=BERLIN, now=NOON)
    assert period.before() == (utc("2026-11-08T23:00"), utc("2026-11-11T12:00"))
    usual = make_period(None, None, zone=BERLIN, now=NOON)
    assert (usual.first, usual.last) == (date(2026, 10, 22), date(2026, 11, 18))
    assert make_period(date(2026, 11, 20), None, zone=BERLIN, now=NOON).days == 1
    coming = Period(date(2026, 12, 1), date(2026, 12, 2), BERLIN, NOON).before()
    assert coming[0] <= coming[1]


@pytest.mark.parametrize(("first", "last"), [("2026-06-02", "2026-06-01"), ("2025-01-01", "2026-06-01")])
def test_a_period_that_is_none_is_refused(first: str, last: str) -> None:
    with pytest.raises(ValueError, match="period"):
        make_period(date.fromisoformat(first), date.fromisoformat(last), zone=BERLIN, now=NOON)


@given(
    st.integers(0, 400 * 86_400),
    st.sampled_from([BERLIN, "Europe/Moscow", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"]),
)
def test_the_clock_on_the_wall_is_the_zones(seconds: int, zone: str) -> None:
    since, until = utc("2025-11-01T00:00"), utc("2027-01-01T00:00")
    wall = WallClock(zone, since, until)
    moment = since + timedelta(seconds=seconds)
    local = moment.astimezone(ZoneInfo(zone))
    at = numbers(int(moment.timestamp()))
    assert read_weekdays(wall, at)[0] == local.weekday()
    assert read_hours_of_day(wall, at)[0] == local.hour
    assert read_days(wall, at, date(2025, 11, 1))[0] == (local.date() - date(2025, 11, 1)).days


@settings(max_examples=25)
@given(st.integers(0, 20 * 96), st.integers(0, 20 * 96))
def test_working_time_is_the_quarters_in_which_the_team_works(one: int, other: int) -> None:
    begin = utc("2026-03-20T00:00")
    step = timedelta(minutes=15)
    since, until = (begin + step * quarters for quarters in sorted((one, other)))
    hours = Hours(
        BERLIN, (((22 * 60, 6 * 60), (5 * 60, 9 * 60)),) * 6 + ((),), frozenset({date(2026, 3, 26)})
    )
    working = WorkingTime(list_spans(hours, begin, begin + timedelta(days=20)))
    worked = working.between(numbers(int(since.timestamp())), numbers(int(until.timestamp())))[0]
    assert worked == sum(is_open(hours, since + step * each) for each in range(abs(one - other))) * 900


def test_working_time_without_hours_is_none() -> None:
    assert WorkingTime([]).between(numbers(0), numbers(10))[0] == 0


def make_requests(*talks: tuple[str, str | None, str | None]) -> Requests:
    """(asked, replied, closed) each."""
    size = len(talks)
    asked, replied, closed = (
        numbers(*(NEVER if (at := talk[place]) is None else int(utc(at).timestamp()) for talk in talks))
        for place in range(3)
    )
    ids, zeros = np.arange(size, dtype=np.int64), np.zeros(size, np.int64)
    return Requests(ids, ids, asked, replied, closed, zeros + 7, zeros, zeros)


def make_ratings(*scores: int) -> Ratings:
    zeros = np.zeros(len(scores), np.int64)
    return Ratings(zeros, zeros, numbers(*scores), zeros, zeros, zeros, zeros)


TALKS = make_requests(
    ("2026-11-16T10:00", "2026-11-16T10:04", "2026-11-16T11:00"),  # Monday
    ("2026-11-13T20:00", "2026-11-16T08:10", None),  # Friday evening, answered on Monday at 9:10
    ("2026-11-17T13:00", None, None),  # yesterday, 23 hours ago
    ("2026-11-17T11:00", None, None),  # 25 hours ago
    ("2026-11-18T11:00", None, "2026-11-18T11:01"),  # closed without a word
)
WORKING = WorkingTime(list_spans(OFFICE, utc("2026-11-01T00:00"), NOON))


def test_what_became_of_requests() -> None:
    now = int(NOON.timestamp())
    judged = judge(TALKS, now=now, working=WORKING, rule=Rule(86_400))
    told = {measure: np.flatnonzero(judged.choose(measure)).tolist() for measure in Measure}
    assert told[Measure.NEW] == [0, 1, 2, 3, 4]
    assert told[Measure.ANSWERED] == [0]
    assert told[Measure.LATE] == [1]
    assert told[Measure.WAITING] == [2]
    assert told[Measure.MISSED] == [1, 3, 4]
    assert told[Measure.REPLIED] == [0, 1]
    assert told[Measure.RESOLVED] == [0]
    assert judged.reply_s.tolist()[:2] == [240, 60 * 3_600 + 600]
    assert judged.reply_working_s.tolist() == [240, 600, NEVER, NEVER, NEVER]
    assert judged.resolution_s.tolist() == [3_600, *[NEVER] * 4]


def test_the_weekend_counts_only_by_the_clock_that_was_asked_for() -> None:
    judged = judge(TALKS, now=int(NOON.timestamp()), working=WORKING, rule=Rule(3_600, Clock.WORKING))
    assert np.flatnonzero(judged.is_answered).tolist() == [0, 1]
    assert np.flatnonzero(judged.choose(Measure.MISSED)).tolist() == [2, 3, 4]


def test_figures() -> None:
    judged = judge(TALKS, now=int(NOON.timestamp()), working=WORKING, rule=Rule(86_400))
    figures = count_figures(judged, make_ratings(5, 4, 1))
    assert figures.new == figures.answered + figures.missed + figures.waiting
    assert figures.replied == figures.answered + figures.late
    assert figures.first_reply == Times(108_420, 194_964, 420, 564)
    assert figures.resolution == Times(3_600, 3_600, 3_600, 3_600)
    assert (figures.rated, figures.satisfied, figures.commented) == (3, 2, 0)
    assert count_scores(make_ratings(5, 4, 1, 5)) == [1, 0, 0, 1, 2]
    assert count_by(judged.rows.part, judged, Measure.MISSED, size=6) == [0, 1, 0, 1, 1, 0]


def test_nothing_has_no_times() -> None:
    judged = judge(make_requests(), now=0, working=WORKING, rule=Rule(1))
    figures = count_figures(judged, make_ratings())
    assert (figures.new, figures.first_reply, figures.resolution) == (0, Times(), Times())
    assert list(part_by(judged.rows.operator)) == []


def test_columns_part_into_all_their_rows() -> None:
    parted = dict(part_by(numbers(3, 1, 3, 2, 1)))
    assert {value: places.tolist() for value, places in parted.items()} == {1: [1, 4], 2: [3], 3: [0, 2]}
    assert take(TALKS, parted[3]).part.tolist() == [0, 2]
