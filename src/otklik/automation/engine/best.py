"""At which hour of the week somebody acts, from when he and others acted before. Pure.

The share of hour h of the week is the m-estimate (Cestnik, "Estimating probabilities", ECAI 1990):
(n(h) + m·p(h)) / (N + m). n(h) are the hours in which he acted, N all of them; p is the share of everybody,
taken for what is known before he has done anything. So who is new acts as others do, and ten active hours of
his own weigh as much as the others. n and p are smoothed (Wand and Jones, "Kernel Smoothing", 1995): a
triangular kernel over the neighbouring hours, and a part of what was done at that hour on any day, for days
are alike.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from otklik.automation.graph.nodes import WaitBest
from otklik.kit.ids import derive_id
from otklik.segments.language.durations import HOUR_MS, MINUTE_MS, add

HOURS: Final = 168
"""Of a week, from Monday midnight by the person's clocks."""
PRIOR_HOURS: Final = 10.0
"""m: as many active hours of his own weigh as much as everybody's."""
CROWD_HOURS: Final = 100.0
"""As many person-hours of a segment weigh as much as everybody's."""
SPREAD_MS: Final = 20 * MINUTE_MS
"""Within the hour, so that not all letters leave at its first second."""
_DAY: Final = 24
_ANY_DAY: Final = 0.5
_USUAL: Final = range(10, 20)
"""Hours of the day of a workspace in which nobody has done anything yet."""

Shares = Sequence[float]
"""How likely each hour of the week is; together 1."""


def usual_shares() -> Shares:
    """Of whom nothing is known: any hour of the day from 10 to 20."""
    return smooth([1.0 if hour % _DAY in _USUAL else 0.0 for hour in range(HOURS)])


def count_hours(active: Iterable[int], zone: ZoneInfo) -> list[float]:
    """How many of these hours (hours since 1970, UTC) lie at each hour of the week by clocks of `zone`."""
    counts = [0.0] * HOURS
    for hour in active:
        local = datetime.fromtimestamp(hour * 3_600, UTC).astimezone(zone)
        counts[local.weekday() * _DAY + local.hour] += 1
    return counts


def smooth(counts: Sequence[float]) -> list[float]:
    """Shares of counts by hour of week; all alike when there are none."""
    near = [counts[h - 1] / 4 + counts[h] / 2 + counts[(h + 1) % HOURS] / 4 for h in range(HOURS)]
    by_hour = [sum(near[hour::_DAY]) / 7 for hour in range(_DAY)]
    mixed = [(1 - _ANY_DAY) * near[h] + _ANY_DAY * by_hour[h % _DAY] for h in range(HOURS)]
    whole = sum(mixed)
    return [each / whole for each in mixed] if whole else [1 / HOURS] * HOURS


def estimate(active: Sequence[int], zone: ZoneInfo, prior: Shares) -> Shares:
    """The shares of one person, who acted in the hours `active`; `prior`: those of everybody."""
    if not active:
        return prior
    own, number = smooth(count_hours(active, zone)), len(active)
    return [
        (number * mine + PRIOR_HOURS * theirs) / (number + PRIOR_HOURS)
        for mine, theirs in zip(own, prior, strict=True)
    ]


def blend(counts: Sequence[float], prior: Shares) -> Shares:
    """The shares of a crowd (person-hours by hour of week) within a larger one, `prior`; as `estimate`."""
    number = sum(counts)
    if not number:
        return prior
    return [
        (number * mine + CROWD_HOURS * theirs) / (number + CROWD_HOURS)
        for mine, theirs in zip(smooth(counts), prior, strict=True)
    ]


def best_moment_ms(now_ms: int, wait: WaitBest, shares: Shares, zone: ZoneInfo, *, root: int) -> int:
    """The beginning of the likeliest hour after `now_ms` within the wait's time, the earliest of equals.

    Never the present hour: a circle of such waits must not turn within it. Who finds no hour on the days
    waits the whole time.
    """
    end_ms = add(now_ms, wait.within, zone)
    chances: Mapping[int, float] = {
        start: shares[place] for start, place in _list_hours(now_ms, end_ms, zone, wait.days)
    }
    if not chances:
        return end_ms
    start = max(chances, key=lambda each: (chances[each], -each))
    return start + derive_id("best", root, start) % SPREAD_MS


def _list_hours(now_ms: int, end_ms: int, zone: ZoneInfo, days: Sequence[int]) -> Iterable[tuple[int, int]]:
    """(start, hour of week) of the clock hours that begin within (now, end] on the days."""
    quarter = HOUR_MS // 4  # clocks of some zones are a quarter or a half off
    for start in range((now_ms // quarter + 1) * quarter, end_ms + 1, quarter):
        local = datetime.fromtimestamp(start / 1_000, UTC).astimezone(zone)
        if local.minute == 0 and local.isoweekday() in days:
            yield start, local.weekday() * _DAY + local.hour
