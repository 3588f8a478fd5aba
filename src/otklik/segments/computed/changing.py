"""Which values of people change, and which levels they reach. Pure."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from otklik.segments.computed.definitions import Json, Kind, Level
from otklik.segments.computed.values import Scale

PREPARING = "preparing"
SETTLING = "settling"
CLEARING = "clearing"


class Computed(msgspec.Struct, frozen=True):
    """Something that is computed in a workspace, as the follower sees it."""

    id: int
    workspace_id: int
    kind: Kind
    version: int
    status: str
    is_announcing: bool
    scale: Scale


class Told(msgspec.Struct, frozen=True):
    """The value last written on a home profile, and its place in the order of writes."""

    value: Json
    at_ms: int
    pos: int


class Standing(msgspec.Struct, frozen=True):
    """A person, all his homes, what these were in (by the row of each) and what he is in now.

    `is_silent`: nothing is told of him, for he only became a person of his own again; `is_quiet`: only
    history touched him, which starts no reaction.
    """

    person: int
    homes: Sequence[int]
    before: Sequence[Sequence[int]]
    after: Sequence[int]
    is_silent: bool = False
    is_quiet: bool = False


def sum_up(standings: Iterable[Standing]) -> list[Standing]:
    """Each person once: who was looked at again and again comes from where he was first to where he is."""
    found: dict[int, Standing] = {}
    for each in standings:
        first = found.get(each.person)
        if first is not None:
            each = replace(  # noqa: PLW2901 - what stands for both from here on
                each,
                before=first.before,
                is_silent=each.is_silent and first.is_silent,
                is_quiet=each.is_quiet and first.is_quiet,
            )
        found[each.person] = each
    return list(found.values())


class Change(msgspec.Struct, frozen=True):
    """A value to be written on a person's own home, and the levels to be told, rising.

    `is_quiet`: it follows from history.
    """

    computed: Computed
    person: int
    value: Json
    reached: Sequence[Level] = ()
    is_quiet: bool = False


def find_changes(
    things: Iterable[Computed],
    standings: Sequence[Standing],
    told: Mapping[tuple[int, int], Told],
    *,
    is_settling: bool = False,
) -> list[Change]:
    """What differs from what was told; `told` by (computed id, home).

    Of a merged person the value written last is his, as on his card. `is_settling`: everybody is gone
    through after an edit, so nothing happened to anybody; levels are told then only when it was asked for.
    """
    found: list[Change] = []
    for computed in things:
        if computed.status in {PREPARING, CLEARING}:
            continue
        for standing in standings:
            change = _find_change(computed, standing, told, is_settling=is_settling)
            if change is not None:
                found.append(change)
    return found


def _find_change(
    computed: Computed,
    standing: Standing,
    told: Mapping[tuple[int, int], Told],
    *,
    is_settling: bool,
) -> Change | None:
    known = [told[computed.id, home] for home in standing.homes if (computed.id, home) in told]
    place = max(((each.at_ms, each.pos) for each in known), default=None)
    last = [each.value for each in known if (each.at_ms, each.pos) == place]
    before = last[0] if last else None
    value = computed.scale.value(standing.after, had=before is not None)
    # Homes that were people of their own in one step had their values written at one place: which of them the
    # card of the merged person shows, is not for us to guess.
    if all(each == value for each in last or [None]):
        return None
    reached: Sequence[Level] = ()
    if computed.kind is Kind.SCORE and not standing.is_silent:
        is_told_anew = computed.is_announcing and computed.status == SETTLING
        if is_told_anew:
            reached = computed.scale.reached(before, value)
        elif not is_settling:
            reached = computed.scale.reached(_highest(computed.scale, standing.before), value)
    return Change(computed, standing.person, value, reached, standing.is_quiet)


def _highest(scale: Scale, rows: Sequence[Sequence[int]]) -> Json:
    """The greatest score of those who were merged: a level that one of them had reached is not told again."""
    scores = [scale.value(row, had=True) for row in rows]
    return max(scores, default=None)
