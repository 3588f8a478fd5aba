"""Who may begin a scenario: its repeat rule, and whether he is inside already. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

import msgspec

from otklik.automation.contracts import Beginning, Entrant
from otklik.automation.graph.entries import Entry
from otklik.segments.language.durations import add


class Known(msgspec.Struct):
    """What the tables say of those who ask.

    `members`: the homes of each by the home asked for, the root first; `entrants`: rows by (home, scenario);
    `inside`: (home, scenario) of whoever is inside; `keys`: (scenario, key) that began already.
    """

    members: Mapping[int, Sequence[int]]
    entrants: Mapping[tuple[int, int], Entrant]
    inside: set[tuple[int, int]]
    keys: set[tuple[int, str]]


class Admitted(msgspec.Struct):
    """Who begins, and by (root, scenario) when he last did and how many times more."""

    beginnings: list[Beginning]
    entered: dict[tuple[int, int], tuple[int, int]]


def admit(
    beginnings: Iterable[Beginning],
    known: Known,
    entries: Mapping[int, Entry],
    zones: Mapping[int, ZoneInfo],
) -> Admitted:
    """Those who may begin, in the order of what happened; `entries` and `zones` by scenario."""
    admitted = Admitted([], {})
    inside = set(known.inside)
    for each in sorted(beginnings, key=lambda each: (each.at_ms, each.key)):
        entry = entries[each.scenario_id]
        members = known.members[each.home]
        root = (members[0], each.scenario_id)
        if (each.scenario_id, each.key) in known.keys:
            continue
        if not entry.is_together and any((home, each.scenario_id) in inside for home in members):
            continue
        if not _is_time(each, entry, _last(members, each.scenario_id, known, admitted), zones):
            continue
        admitted.beginnings.append(each)
        known.keys.add((each.scenario_id, each.key))
        inside.add(root)
        last, more = admitted.entered.get(root, (each.at_ms, 0))
        admitted.entered[root] = (max(last, each.at_ms), more + 1)
    return admitted


def _last(members: Sequence[int], scenario_id: int, known: Known, admitted: Admitted) -> int | None:
    """When he last began, by any of his homes; None: never."""
    rows = [known.entrants.get((home, scenario_id)) for home in members]
    moments = [row.entered_ms for row in rows if row is not None and row.entered_ms is not None]
    if (now := admitted.entered.get((members[0], scenario_id))) is not None:
        moments.append(now[0])
    return max(moments, default=None)


def _is_time(each: Beginning, entry: Entry, last_ms: int | None, zones: Mapping[int, ZoneInfo]) -> bool:
    if entry.repeat.always or last_ms is None:
        return True
    if entry.repeat.every is None:
        return False
    return each.at_ms >= add(last_ms, entry.repeat.every, zones[each.scenario_id])
