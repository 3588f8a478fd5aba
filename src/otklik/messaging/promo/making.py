"""Makes codes: at random from the system's own source, so that knowing some tells nothing of the others."""

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from otklik.kit.zones import local_instant
from otklik.messaging.promo.contracts import ALPHABET, Rules

GUESSES: Final = 1_000
"""Whoever tries codes at random hits one in so many at best, whatever the pool's size."""
_RANDOM: Final = random.SystemRandom()
_SAMPLE: Final = "SAMPLE23456789ABCDEFGH"


def make_codes(rules: Rules, count: int) -> list[str]:
    """So many codes; hardly ever, but possibly, two alike."""
    letters = _RANDOM.choices(ALPHABET, k=count * rules.length)
    return [
        rules.prefix + "".join(letters[start : start + rules.length])
        for start in range(0, len(letters), rules.length)
    ]


def is_roomy(rules: Rules, count: int) -> bool:
    """Whether there are enough codes of this length for `count` of them to be hard to guess."""
    room: int = len(ALPHABET) ** rules.length
    return count * GUESSES <= room


def make_sample(rules: Rules) -> str:
    """What a code of the pool looks like; nobody ever gets it, for no code has an L."""
    return rules.prefix + _SAMPLE[: max(rules.length, 6)]


def normalize(code: str) -> str:
    """The form in which codes are one: shops mind neither case nor spaces around."""
    return code.strip().upper()


def find_end(rules: Rules, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When a code that is given now ends: at the midnight after its last day; None: never."""
    days = [_last_day(rules.days, now, zone), rules.ends_on]
    known = [day for day in days if day is not None]
    if not known:
        return None
    return local_instant(min(known) + timedelta(days=1), time(), zone).astimezone(UTC) - timedelta(seconds=1)


def _last_day(days: int | None, now: datetime, zone: ZoneInfo) -> date | None:
    return None if days is None else now.astimezone(zone).date() + timedelta(days=days)
