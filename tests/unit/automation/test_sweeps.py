"""Throttles and schedules: pure."""

from datetime import UTC, datetime, time
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest

from otklik.automation.graph.entries import OnSchedule, Zone
from otklik.automation.sweeps.occasions import first_moment_ms, make_key, moment_ms, next_reading
from otklik.automation.sweeps.slots import take_slot

MOSCOW = ZoneInfo("Europe/Moscow")
BERLIN = ZoneInfo("Europe/Berlin")


def ms(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp() * 1_000)  # type: ignore[arg-type,misc] # numbers of a date


def test_a_throttle_gives_no_two_moments_nearer_than_it_wants() -> None:
    random = Random(5)
    for _ in range(200):
        slots: list[list[int]] = []
        step = random.choice([1, 7, 60])
        starts = [random.randrange(300) for _ in range(4)]
        wanted = [random.choice(starts) for _ in range(60)]
        given = [take_slot(slots, at, step) for at in wanted]
        assert all(moment >= at for moment, at in zip(given, wanted, strict=True))
        rising = sorted(given)
        assert all(later - earlier >= step for earlier, later in pairwise(rising))
        assert slots == sorted(slots)
        assert len(slots) <= len(starts), "what is remembered does not grow with people"


def test_one_start_wastes_no_moment() -> None:
    slots: list[list[int]] = []
    assert [take_slot(slots, 100, 10) for _ in range(4)] == [100, 110, 120, 130]
    assert slots == [[100, 140]]
    assert take_slot(slots, 500, 10) == 500
    assert take_slot(slots, 135, 10) == 140


@pytest.mark.parametrize(
    ("schedule", "now", "expected"),
    [
        (OnSchedule(datetime(2026, 12, 1, 10)), ms(2026, 11, 23), datetime(2026, 12, 1, 10)),  # noqa: DTZ001 - a reading
        (OnSchedule(datetime(2026, 12, 1, 10)), ms(2026, 12, 1, 7), None),  # noqa: DTZ001 - a reading
        (OnSchedule(at=time(10)), ms(2026, 11, 23, 6), datetime(2026, 11, 23, 10)),  # noqa: DTZ001 - a reading
        (OnSchedule(at=time(10)), ms(2026, 11, 23, 7), datetime(2026, 11, 24, 10)),  # noqa: DTZ001 - a reading
        (OnSchedule(at=time(10), days=(3,)), ms(2026, 11, 23), datetime(2026, 11, 25, 10)),  # noqa: DTZ001 - a reading
        (OnSchedule(at=time(10), dates=(31,)), ms(2026, 11, 23), datetime(2026, 12, 31, 10)),  # noqa: DTZ001 - a reading
        (OnSchedule(at=time(10), dates=(-1,)), ms(2026, 11, 23), datetime(2026, 11, 30, 10)),  # noqa: DTZ001 - a reading
        (
            OnSchedule(at=time(10), zone=Zone.PERSON),
            ms(2026, 11, 22, 21),
            datetime(2026, 11, 24, 10),  # noqa: DTZ001 - a reading: in UTC+14 it is eleven of the 23rd
        ),
    ],
)
def test_a_schedule_comes_round(schedule: OnSchedule, now: int, expected: datetime | None) -> None:
    assert next_reading(schedule, now, MOSCOW) == expected


def test_readings_are_moments_of_clocks() -> None:
    reading = datetime(2026, 12, 1, 10)  # noqa: DTZ001 - a reading
    assert moment_ms(reading, MOSCOW) == ms(2026, 12, 1, 7)
    assert first_moment_ms(reading, Zone.PERSON, MOSCOW) == ms(2026, 11, 30, 20)
    skipped = datetime(2026, 3, 29, 2, 30)  # noqa: DTZ001 - a reading that Berlin skips
    assert moment_ms(skipped, BERLIN) == ms(2026, 3, 29, 1)


def test_an_occasion_has_one_key() -> None:
    reading = datetime(2026, 12, 1, 10)  # noqa: DTZ001 - a reading
    daily, weekly = OnSchedule(at=time(10)), OnSchedule(at=time(10), days=(2,))
    assert make_key(daily, reading) == make_key(OnSchedule(at=time(10)), reading)
    assert make_key(daily, reading) != make_key(weekly, reading)


def test_what_comes_once_is_still_to_come_while_some_clocks_have_not_shown_it() -> None:
    reading = datetime(2026, 12, 1, 10)  # noqa: DTZ001 - a reading of clocks
    by_person = OnSchedule(once=reading, zone=Zone.PERSON)
    first, last = ms(2026, 11, 30, 20), ms(2026, 12, 1, 22)
    assert next_reading(by_person, first - 1, MOSCOW) == reading
    assert next_reading(by_person, first + 1, MOSCOW) == reading, "launched after UTC+14 has shown it"
    assert next_reading(by_person, last - 1, MOSCOW) == reading
    assert next_reading(by_person, last, MOSCOW) is None
    by_shop = OnSchedule(once=reading, zone=Zone.WORKSPACE)
    assert next_reading(by_shop, ms(2026, 12, 1, 7), MOSCOW) is None
