"""Subscribers of each channel and topic, and how they come and go day by day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from otklik.automation.statistics import errors, queries_subscribers
from otklik.automation.statistics.contracts import MAX_DAYS
from otklik.infra.engines import Engines
from otklik.segments.loading import load_zone


class Change(msgspec.Struct, frozen=True):
    """So many subscribed and so many left on a day; `total`: at its end."""

    day: date
    came: int
    left: int
    total: int


class Audience(msgspec.Struct, frozen=True):
    """People whose last word about a channel, or a topic of it, is yes; merged ones count once.

    `before`: when the period began; `now`: at its end. `days`: those on which something changed.
    """

    channel: str
    topic: str
    before: int
    now: int
    came: int
    left: int
    days: Sequence[Change]


async def list_audiences(
    engines: Engines, *, workspace_id: int, first: date, last: date
) -> Sequence[Audience]:
    """Every channel and topic that somebody ever subscribed to. Raises InvalidError for a wrong period."""
    if not 0 <= (last - first).days < MAX_DAYS:
        raise errors.wrong_days()
    zone = await load_zone(engines, workspace_id=workspace_id)
    rows = await queries_subscribers.count_changes(
        engines.clickhouse, workspace_id=workspace_id, zone=zone.key, until=last
    )
    by_key: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_key.setdefault(row["key"], []).append(row)
    return [_sum(key, by_key[key], first) for key in sorted(by_key)]


def _sum(key: str, rows: Sequence[Mapping[str, Any]], first: date) -> Audience:
    total = before = 0
    days: list[Change] = []
    for row in rows:
        day, came, left = date.fromisoformat(row["day"]), int(row["came"]), int(row["gone"])
        total += came - left
        if day < first:
            before = total
        else:
            days.append(Change(day, came, left, total))
    channel, _, topic = key.partition("/")
    came, left = sum(day.came for day in days), sum(day.left for day in days)
    return Audience(channel, topic, before, total, came, left, days)
