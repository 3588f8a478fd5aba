"""Moments for sends of a throttled mailing: no two nearer than the throttle wants. Pure."""

from bisect import bisect_right

MINUTE_MS = 60_000


def take_slot(slots: list[list[int]], at_ms: int, step_ms: int) -> int:
    """The first free moment at `at_ms` or later; `slots`: the stretches given away, [from, next free).

    They stand in order. One that reaches the next becomes one with it, so people of several zones, whose
    mornings overlap, never leave faster together than the throttle lets them.
    """
    place = bisect_right(slots, at_ms, key=lambda each: each[0]) - 1
    if place < 0 or slots[place][1] < at_ms:
        place += 1
        slots.insert(place, [at_ms, at_ms])
    while place + 1 < len(slots) and slots[place][1] + step_ms > slots[place + 1][0]:
        _, slots[place][1] = slots.pop(place + 1)
    moment = slots[place][1]
    slots[place][1] = moment + step_ms
    return moment


def step_of(per_minute: int) -> int:
    """Milliseconds between two sends."""
    return max(1, MINUTE_MS // per_minute)
