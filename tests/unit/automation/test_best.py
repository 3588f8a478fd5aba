"""The hour at which somebody acts: his own when he is known, everybody's when he is not."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from otklik.automation.engine.best import (
    HOURS,
    SPREAD_MS,
    best_moment_ms,
    count_hours,
    estimate,
    smooth,
    usual_shares,
)
from otklik.automation.graph.nodes import WaitBest
from otklik.segments.language.conditions import Duration

DAY_MS = 86_400_000
MOSCOW = ZoneInfo("Europe/Moscow")
KOLKATA = ZoneInfo("Asia/Kolkata")
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
DAY = WaitBest(Duration(milliseconds=DAY_MS))
WEEK = WaitBest(Duration(milliseconds=7 * DAY_MS))


def ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000)


def evenings(weeks: int, *days: int) -> list[int]:
    """Hours in which somebody of Moscow acted: 20 o'clock on these days (0 is Monday) of past weeks."""
    monday = int(datetime(2026, 11, 2, tzinfo=UTC).timestamp()) // 3_600
    return [monday - 168 * week + 24 * day + 17 for week in range(weeks) for day in days]


def found(wait: WaitBest, active: list[int], now: datetime = MONDAY, zone: ZoneInfo = MOSCOW) -> datetime:
    shares = estimate(active, zone, usual_shares())
    at_ms = best_moment_ms(ms(now), wait, shares, zone, root=7)
    start = at_ms - at_ms % (15 * 60_000) if at_ms % 3_600_000 >= SPREAD_MS else at_ms - at_ms % 3_600_000
    return datetime.fromtimestamp(start / 1_000, UTC).astimezone(zone)


def test_shares_are_shares() -> None:
    for shares in (usual_shares(), smooth(count_hours(evenings(3, 1), MOSCOW)), smooth([0.0] * HOURS)):
        assert len(shares) == HOURS
        assert abs(sum(shares) - 1) < 1e-9
        assert min(shares) >= 0


def test_who_is_known_is_written_to_at_his_own_hour() -> None:
    assert found(DAY, evenings(8, 0, 1, 2, 3, 4)).hour == 20
    thursday = found(WEEK, evenings(12, 3))
    assert (thursday.isoweekday(), thursday.hour) == (4, 20)
    assert found(DAY, evenings(12, 3)).hour == 20, "on other days it is likeliest at that hour, too"


def test_who_is_new_is_written_to_when_everybody_acts_and_little_is_not_enough() -> None:
    assert 10 <= found(DAY, []).hour < 20
    night = [int(datetime(2026, 11, 3, 1, tzinfo=UTC).timestamp()) // 3_600]
    assert 10 <= found(DAY, night).hour < 20, "one wakeful night does not make an owl"


def test_the_present_hour_is_over_and_days_are_kept() -> None:
    now = datetime(2026, 11, 23, 17, 10, tzinfo=UTC)  # Monday, 20:10 in Moscow
    later = found(DAY, evenings(8, 0, 1), now)
    assert (later.isoweekday(), later.hour) == (2, 20)
    saturday = found(WaitBest(WEEK.within, (6,)), evenings(8, 0, 1))
    assert saturday.isoweekday() == 6
    nowhere = best_moment_ms(ms(MONDAY), WaitBest(DAY.within, (4,)), usual_shares(), MOSCOW, root=7)
    assert nowhere == ms(MONDAY) + DAY_MS, "no Thursday within the day: it is over when the day is"


def test_hours_of_odd_zones_begin_when_their_clocks_strike() -> None:
    at_ms = best_moment_ms(ms(MONDAY), DAY, usual_shares(), KOLKATA, root=7)
    local = datetime.fromtimestamp(at_ms / 1_000, UTC).astimezone(KOLKATA)
    assert local.minute < 20
    assert 10 <= local.hour < 20


def test_people_of_one_hour_are_spread_over_it() -> None:
    shares = usual_shares()
    moments = {best_moment_ms(ms(MONDAY), DAY, shares, MOSCOW, root=root) for root in range(100)}
    assert len(moments) == 100
    assert max(moments) - min(moments) < SPREAD_MS
