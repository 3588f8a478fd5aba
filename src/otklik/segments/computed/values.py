"""From the parts that somebody is in to his values, and what changed by that. Pure.

A value is a function of the parts alone, so it is as exact as membership: windows that run out, merges, late
events and edits need no care of their own.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import msgspec

from otklik.segments.computed.definitions import EIGHTHS, Json, Kind, Level, Scoring
from otklik.segments.computed.groups import group_of

BUYER: Final = "buyer"
AXES: Final = ("recency", "frequency", "money")


class Scale(msgspec.Struct, frozen=True):
    """What parts give, by the id of their segment.

    Of a score: eighths of points by rule; of stages: a stage's place by its key; of RFM: steps on its axes.
    """

    kind: Kind
    gives: Mapping[int, Mapping[str, int]]
    levels: Sequence[Level] = ()
    highest: int | None = None
    lowest: int | None = None

    def value(self, parts: Collection[int], *, had: bool) -> Json:
        """The value of who is in these segments, None for none; `had`: he had a value before."""
        given = [self.gives[part] for part in parts if part in self.gives]
        if self.kind is Kind.SCORE:
            return self._score(given) if given or had else None
        return _stage(given) if self.kind is Kind.STAGE else _cell(given)

    def points(self, parts: Collection[int]) -> dict[str, float]:
        """Points by rule, of the rules that give any."""
        found: dict[str, int] = {}
        for part in parts:
            for rule, eighths in self.gives.get(part, {}).items():
                found[rule] = found.get(rule, 0) + eighths
        return {rule: eighths / EIGHTHS for rule, eighths in found.items() if eighths}

    def level(self, score: Json) -> Level | None:
        """The highest level that a score has reached."""
        reached = [level for level in self.levels if score is not None and score >= level.at]
        return reached[-1] if reached else None

    def reached(self, before: Json, after: Json) -> list[Level]:
        """The levels that lie above `before` and not above `after`; no score counts as 0."""
        below, now = before or 0, after or 0
        return [level for level in self.levels if below < level.at <= now]

    def _score(self, given: Sequence[Mapping[str, int]]) -> int:
        return self.clamp(rounded(sum(sum(each.values()) for each in given)))

    def clamp(self, score: int) -> int:
        """The score between its bounds."""
        if self.highest is not None:
            score = min(score, self.highest)
        return score if self.lowest is None else max(score, self.lowest)


def make_scale(
    kind: Kind, gives: Mapping[int, Mapping[str, int]], definition: Scoring | object = None
) -> Scale:
    """The scale of a definition whose parts have these ids."""
    if isinstance(definition, Scoring):
        return Scale(kind, gives, definition.levels, definition.highest, definition.lowest)
    return Scale(kind, gives)


def rounded(eighths: int) -> int:
    """Whole points, a half away from nought."""
    points = (abs(eighths) + EIGHTHS // 2) // EIGHTHS
    return points if eighths >= 0 else -points


def _stage(given: Sequence[Mapping[str, int]]) -> str | None:
    places = [(place, key) for each in given for key, place in each.items()]
    return max(places)[1] if places else None


def _cell(given: Sequence[Mapping[str, int]]) -> str | None:
    """Digits of recency, frequency and money; only of who has bought."""
    if not any(BUYER in each for each in given):
        return None
    return "".join(str(1 + sum(each.get(axis, 0) for each in given)) for axis in AXES)


def list_properties(kind: Kind, value: Json) -> list[tuple[str, Json]]:
    """(property, value) to be written for a value; None unsets."""
    if kind is Kind.RFM:
        return [("$rfm", value), ("$rfm_group", None if value is None else group_of(value))]
    return [(f"${kind.value}", value)]
