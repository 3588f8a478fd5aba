"""Reads the goals that somebody saves, or tells every fault with its path."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from otklik.automation.goals.contracts import (
    MAX_GOALS,
    MAX_WINDOW_MS,
    MIN_WINDOW_MS,
    Goal,
    Value,
    ValueKind,
)
from otklik.automation.goals.errors import GoalsError
from otklik.automation.graph.reading_parts import read_selector
from otklik.segments.errors import FaultCode
from otklik.segments.language.durations import approximate_ms
from otklik.segments.language.names import Resolver
from otklik.segments.language.parsing_reading import Reading, item, show, under
from otklik.segments.language.parsing_values import read_length
from otklik.segments.language.values import as_number

AT: Final = "goals"
MAX_NAME_CHARS: Final = 200
MAX_AMOUNT: Final = Decimal(10) ** 12
_PLACES: Final = Decimal("0.000001")
_KEYS: Final = ("id", "name", "event", "window", "value", "is_main", "weight")
_VALUE_KEYS: Final = ("kind", "amount", "name")


def read_goals(source: object, *, resolve: Resolver, known: Collection[str] = ()) -> tuple[Goal, ...]:
    """Read `source`, decoded JSON; a goal without an id gets one that none of `known` has.

    Raises GoalsError with every fault found.
    """
    reading = Reading(resolve)
    found: list[Goal] = []
    if not isinstance(source, list):
        reading.expected(AT, "a list of goals", source)
    elif len(source) > MAX_GOALS:
        reading.fault(AT, FaultCode.TOO_MANY, f"at most {MAX_GOALS} goals", limit=MAX_GOALS)
    else:
        ids = _give_ids(source, known)
        read = [_read_goal(one, item(AT, number), reading) for number, one in enumerate(source)]
        found = [_named(goal, id_) for goal, id_ in zip(read, ids, strict=True) if goal is not None]
        _check_main(source, reading)
    if reading.faults:
        raise GoalsError(reading.faults)
    return tuple(found)


def _give_ids(source: Sequence[object], known: Collection[str]) -> list[str]:
    """The id of each: its own if it had one, else the next free number."""
    given: list[str] = []
    numbers = [int(each[1:]) for each in known if each[:1] == "g" and each[1:].isdigit()]
    free = max(numbers, default=0) + 1
    for one in source:
        id_ = one.get("id") if isinstance(one, dict) else None
        if not isinstance(id_, str) or id_ not in known or id_ in given:
            id_, free = f"g{free}", free + 1
        given.append(id_)
    return given


def _named(goal: Goal, id_: str) -> Goal:
    return Goal(
        id_,
        goal.name,
        goal.selector,
        goal.source,
        goal.window_ms,
        goal.window_text,
        goal.value,
        goal.is_main,
        goal.weight,
    )


def _check_main(source: Sequence[object], reading: Reading) -> None:
    mains = [number for number, one in enumerate(source) if isinstance(one, dict) and one.get("is_main")]
    if len(mains) == 1 or not source:
        return
    place = under(item(AT, mains[1] if mains else 0), "is_main")
    reading.fault(place, FaultCode.CLASH if mains else FaultCode.MISSING, "one goal is the main one")


def _read_goal(source: object, path: str, reading: Reading) -> Goal | None:
    fields = reading.fields(source, path, allowed=_KEYS, required=("event", "window", "value"))
    if fields is None:
        return None
    selector = read_selector(fields.get("event", {}), under(path, "event"), reading)
    window_ms = _read_window(fields.get("window"), under(path, "window"), reading)
    value = _read_value(fields.get("value"), under(path, "value"), reading)
    weight = _read_amount(fields.get("weight", 1), under(path, "weight"), reading, most=Decimal(1))
    if weight is not None and not weight:
        reading.fault(under(path, "weight"), FaultCode.OUT_OF_RANGE, "a weight is above 0")
    name = fields.get("name", "")
    if not isinstance(name, str) or len(name) > MAX_NAME_CHARS or "\0" in name:
        reading.expected(under(path, "name"), f"a text of at most {MAX_NAME_CHARS} characters", name)
        return None
    if selector is None or window_ms is None or value is None or weight is None:
        return None
    event: Any = fields["event"]
    is_main = fields.get("is_main") is True
    window = str(fields["window"])
    return Goal("", name.strip(), selector, event, window_ms, window, value, is_main, weight)


def _read_window(value: object, path: str, reading: Reading) -> int | None:
    duration = read_length(value, path, reading)
    if duration is None:
        return None
    length = approximate_ms(duration)
    if duration.months or not MIN_WINDOW_MS <= length <= MAX_WINDOW_MS:
        message = "a goal counts from one minute to thirty days after the reading"
        reading.fault(path, FaultCode.OUT_OF_RANGE, message, found=show(value))
        return None
    return length


def _read_value(source: object, path: str, reading: Reading) -> Value | None:
    fields = reading.fields(source, path, allowed=_VALUE_KEYS, required=("kind",))
    if fields is None or "kind" not in fields:
        return None
    kinds = [each.value for each in ValueKind]
    word = reading.one_of(
        fields["kind"], under(path, "kind"), kinds, FaultCode.UNKNOWN_VALUE, "a kind of value"
    )
    if word is None:
        return None
    return _read_worth(ValueKind(word), fields, path, reading)


def _read_worth(kind: ValueKind, fields: Mapping[str, object], path: str, reading: Reading) -> Value | None:
    if kind is ValueKind.NONE:
        return Value(kind)
    if kind is ValueKind.PROPERTY:
        name = reading.text(fields.get("name"), under(path, "name"), "the name of a property")
        return Value(kind, name=name) if name is not None else None
    amount = _read_amount(fields.get("amount"), under(path, "amount"), reading, most=MAX_AMOUNT)
    return Value(kind, amount) if amount is not None else None


def _read_amount(value: object, path: str, reading: Reading, *, most: Decimal) -> Decimal | None:
    """A number from 0 to `most` with six places at most; a text of one will do."""
    number = as_number(value) if isinstance(value, str | int | float | Decimal) else None
    if number is None or isinstance(value, bool):
        reading.expected(path, "a number", value)
        return None
    amount = Decimal(str(number))
    if not 0 <= amount <= most or amount != amount.quantize(_PLACES):
        message = "a number with six places at most is expected"
        reading.fault(path, FaultCode.OUT_OF_RANGE, message, low=0, high=float(most))
        return None
    return amount
