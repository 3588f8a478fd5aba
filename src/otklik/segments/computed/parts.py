"""The conditions that a definition is made of, and what each gives. Pure.

Equal conditions are one part. "Each of the latest n events" is n parts "at least k times": as many of them
hold as there are events, n at most. What halves is that for each of four windows, with the differences of
the weights: an event in its first span is in all four, one in its last only in the longest.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from otklik.segments.computed.definitions import EIGHTHS, Definition, Rfm, Rule, Scoring, Stages
from otklik.segments.computed.values import BUYER
from otklik.segments.language.conditions import Duration
from otklik.segments.language.durations import read_duration, write_duration

Json = dict[str, Any]
EVERYBODY: Final[Json] = {"not": {"property": "$nobody", "op": "set"}}
"""Holds of all who exist."""
HALVES: Final = (4, 2, 1, 1)
"""Eighths of the points for being within 1, 2, 3, 4 spans: together 8, 4, 2, 1 and then nothing."""
_ENCODE = msgspec.json.Encoder(order="deterministic").encode


class Part(msgspec.Struct, frozen=True):
    """A condition; `path`: where the definition says it; `gives`: by rule, stage or axis, what it gives."""

    condition: Any
    path: str
    gives: dict[str, int]

    @property
    def key(self) -> str:
        """Equal for equal conditions."""
        return _ENCODE(self.condition).decode()


def list_parts(definition: Definition) -> list[Part]:
    """Every part once, in the order of the definition."""
    found: dict[str, Part] = {}
    for part in _parts(definition):
        known = found.get(part.key)
        if known is None:
            found[part.key] = part
            continue
        for name, number in part.gives.items():
            # Of a rule that says a thing twice both count; a stage has one place.
            known.gives[name] = known.gives.get(name, 0) + number
    return list(found.values())


def _parts(definition: Definition) -> Iterable[Part]:
    if isinstance(definition, Scoring):
        return (
            part
            for index, rule in enumerate(definition.rules)
            for part in _of_rule(rule, f"definition.rules[{index}]")
        )
    return _of_stages(definition) if isinstance(definition, Stages) else _of_rfm(definition)


def count_parts(rule: Rule) -> int:
    """How many parts a rule becomes."""
    if rule.event is None:
        return 1
    return rule.at_most * (len(HALVES) if rule.halves_every else 1)


def _of_rule(rule: Rule, path: str) -> Iterator[Part]:
    if rule.event is None:
        yield Part(rule.when, f"{path}.when", {rule.id: rule.points * EIGHTHS})
        return
    for window, eighths in _windows(rule):
        for times in range(1, rule.at_most + 1):
            yield Part(_count(rule, times, window), path, {rule.id: rule.points * eighths})


def _windows(rule: Rule) -> Iterable[tuple[str | None, int]]:
    """(window, eighths of the points that being within it gives)."""
    if rule.halves_every is None:
        return [(rule.lasts, EIGHTHS)]
    span = read_duration(rule.halves_every)
    return [
        (
            write_duration(Duration(months=span.months * number, milliseconds=span.milliseconds * number)),
            eighths,
        )
        for number, eighths in enumerate(HALVES, start=1)
    ]


def _count(rule: Rule, times: int, window: str | None) -> Json:
    condition: Json = {"event": rule.event, "times": {"op": "gte", "value": times}}
    if rule.where:
        condition["where"] = rule.where
    if window:
        condition["within"] = {"last": window}
    return condition


def _of_stages(definition: Stages) -> Iterator[Part]:
    for place, stage in enumerate(definition.stages):
        when = EVERYBODY if stage.when is None else stage.when
        yield Part(when, f"definition.stages[{place}].when", {stage.key: place})


def _of_rfm(definition: Rfm) -> Iterator[Part]:
    yield Part(_figure("$orders_count", 1), "definition", {BUYER: 1})
    for index, border in enumerate(definition.recency):
        lately = {"property": "$last_order_at", "op": "within_last", "value": border}
        yield Part(lately, f"definition.recency[{index}]", {"recency": 1})
    for index, orders in enumerate(definition.frequency):
        yield Part(_figure("$orders_count", orders), f"definition.frequency[{index}]", {"frequency": 1})
    for index, sum_ in enumerate(definition.money):
        yield Part(_figure("$revenue", as_json_number(sum_)), f"definition.money[{index}]", {"money": 1})


def _figure(name: str, least: float) -> Json:
    return {"property": name, "op": "gte", "value": least}


def as_json_number(text: str) -> int | float:
    """A decimal of the definition as JSON has numbers."""
    return float(text) if "." in text else int(text)
