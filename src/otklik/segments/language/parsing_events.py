"""Reads the conditions about events: counts, measures, windows, sequences, and messages."""

from collections.abc import Mapping
from typing import Final

from otklik.segments.errors import FaultCode
from otklik.segments.language.conditions import (
    Between,
    Comparison,
    Did,
    Followed,
    Last,
    Measure,
    MeasureKind,
    Op,
    Operand,
    Selector,
    Step,
    Times,
    Window,
)
from otklik.segments.language.limits import MAX_ID, MAX_NODES, MAX_STEPS, MAX_TIMES
from otklik.segments.language.names import MessageStatus
from otklik.segments.language.parsing_reading import Reading, item, under
from otklik.segments.language.parsing_values import (
    NUMBER_OPS,
    VALUE_OPS,
    read_date,
    read_length,
    read_op,
    read_operand,
    read_path,
    read_test,
)

_EVENT_KEYS: Final = ("event", "where", "times", "measure", "same", "within")
_SELECTOR_KEYS: Final = ("event", "where")
_SEQUENCE_KEYS: Final = ("sequence", "within", "during")
_MESSAGE_KEYS: Final = ("message", "status", "times", "within")
_MESSAGE_CHOICES: Final = ("id", "topic", "any")
_MEASURE_KEYS: Final = ("of", "as", "op", "value")
_FEWEST_STEPS: Final = 2
_PAIR: Final = 2
_ENDS: Final = (MeasureKind.FIRST, MeasureKind.LAST)
_NEVER_UNSET: Final = (MeasureKind.SUM, MeasureKind.DISTINCT)


def read_did(source: Mapping[str, object], path: str, reading: Reading) -> Did | None:
    """Read `{"event", "where"?, "times"? or "measure"?, "same"?, "within"?}`."""
    reading.fields(source, path, allowed=_EVENT_KEYS)
    if "times" in source and "measure" in source:
        message = "“measure” stands in the place of “times”; one of them has to go"
        reading.fault(under(path, "measure"), FaultCode.CLASH, message)
    selector = _read_selector(source, path, reading)
    times = _read_times(source["times"], under(path, "times"), reading) if "times" in source else None
    measure = (
        _read_measure(source["measure"], under(path, "measure"), reading) if "measure" in source else None
    )
    same = read_path(source["same"], under(path, "same"), reading) if "same" in source else None
    window = _read_window(source["within"], under(path, "within"), reading) if "within" in source else None
    return Did(selector, times, measure, same, window) if selector else None


def read_followed(source: Mapping[str, object], path: str, reading: Reading) -> Followed | None:
    """Read `{"sequence": [step, …], "within"?: duration, "during"?: window}`; an absence needs `within`."""
    reading.fields(source, path, allowed=_SEQUENCE_KEYS)
    steps = _read_steps(source["sequence"], under(path, "sequence"), reading)
    within = read_length(source["within"], under(path, "within"), reading) if "within" in source else None
    during = _read_window(source["during"], under(path, "during"), reading) if "during" in source else None
    if steps and steps[-1].is_absent and "within" not in source:
        message = "a sequence that ends with an absence says within what time: “within” is missing"
        reading.fault(under(path, "within"), FaultCode.MISSING, message, expected="within")
    return Followed(steps, within, during) if steps else None


def read_message(source: Mapping[str, object], path: str, reading: Reading) -> Did | None:
    """Read `{"message": {"id"} | {"topic"} | {"any": true}, "status", "times"?, "within"?}` as its event."""
    reading.fields(source, path, allowed=_MESSAGE_KEYS, required=("status",))
    where = _read_which(source["message"], under(path, "message"), reading)
    status = None
    if "status" in source:
        what = "a status of a message"
        status = reading.one_of(
            source["status"], under(path, "status"), list(MessageStatus), FaultCode.UNKNOWN_VALUE, what
        )
    times = _read_times(source["times"], under(path, "times"), reading) if "times" in source else None
    window = _read_window(source["within"], under(path, "within"), reading) if "within" in source else None
    if where is None or status is None:
        return None
    return Did(Selector(f"$message_{status}", where=where), times=times, within=window)


def read_id(value: object, path: str, reading: Reading) -> int | None:
    """Read the id of a segment or list: a whole number above nought."""
    if isinstance(value, bool) or not isinstance(value, int):
        reading.expected(path, "an id (a whole number)", value)
        return None
    if not 0 < value <= MAX_ID:
        reading.expected(path, "an id above 0", value, FaultCode.OUT_OF_RANGE)
        return None
    return value


def _read_selector(source: Mapping[str, object], path: str, reading: Reading) -> Selector | None:
    where = _read_where(source["where"], under(path, "where"), reading) if "where" in source else ()
    name = reading.text(source["event"], under(path, "event"), "an event's name")
    if name is None:
        return None
    if name.endswith("*"):
        return Selector(name[:-1], is_prefix=True, where=where)
    return Selector(reading.resolve.event_name(name), where=where)


def _read_where(value: object, path: str, reading: Reading) -> tuple[Comparison, ...]:
    if not isinstance(value, list):
        reading.expected(path, "a list of tests", value)
        return ()
    tests: list[Comparison] = []
    for index, one in enumerate(value[: MAX_NODES + 1]):
        if not reading.count_node(item(path, index)):
            break
        test = read_test(one, item(path, index), reading, VALUE_OPS)
        if test is not None:
            tests.append(test)
    return tuple(tests)


def _read_times(value: object, path: str, reading: Reading) -> Times | None:
    fields = reading.fields(value, path, allowed=("op", "value"), required=("op", "value"))
    if fields is None or "op" not in fields or "value" not in fields:
        return None
    op = read_op(fields["op"], under(path, "op"), reading, NUMBER_OPS)
    numbers = None
    if op is not None:
        numbers = _read_counts(fields["value"], under(path, "value"), op, reading)
    return Times(op, numbers) if op is not None and numbers is not None else None


def _read_counts(value: object, path: str, op: Op, reading: Reading) -> tuple[int, ...] | None:
    if op is not Op.BETWEEN:
        count = _read_count(value, path, reading)
        return None if count is None else (count,)
    if not isinstance(value, list) or len(value) != _PAIR:
        reading.expected(path, "a list of two whole numbers", value)
        return None
    low, high = (_read_count(one, item(path, index), reading) for index, one in enumerate(value))
    if low is None or high is None:
        return None
    if low > high:
        reading.fault(path, FaultCode.WRONG_ORDER, "the first of the two is greater than the second")
    return low, high


def _read_count(value: object, path: str, reading: Reading) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        reading.expected(path, "a whole number", value)
        return None
    if not 0 <= value <= MAX_TIMES:
        reading.expected(path, f"a number from 0 to {MAX_TIMES}", value, FaultCode.OUT_OF_RANGE)
        return None
    return int(value)


def _read_measure(value: object, path: str, reading: Reading) -> Measure | None:
    fields = reading.fields(value, path, allowed=_MEASURE_KEYS, required=("of", "as", "op"))
    if fields is None:
        return None
    of = read_path(fields["of"], under(path, "of"), reading) if "of" in fields else None
    word = None
    if "as" in fields:
        known, what = list(MeasureKind), "a measure"
        word = reading.one_of(fields["as"], under(path, "as"), known, FaultCode.UNKNOWN_VALUE, what)
    if word is None or "op" not in fields:
        return None
    kind = MeasureKind(word)
    op = read_op(fields["op"], under(path, "op"), reading, _measure_ops(kind))
    if op is None:
        return None
    operand = _read_figure(fields, path, kind, op, reading)
    return Measure(of, kind, op, operand) if of is not None else None


def _measure_ops(kind: MeasureKind) -> tuple[Op, ...]:
    if kind in _ENDS:
        return VALUE_OPS
    return NUMBER_OPS if kind in _NEVER_UNSET else (Op.SET, Op.UNSET, *NUMBER_OPS)


def _read_figure(
    fields: Mapping[str, object], path: str, kind: MeasureKind, op: Op, reading: Reading
) -> Operand:
    # A sum is a number: what it equals is one too, while the first value may equal a text.
    as_number = {Op.EQ: Op.GTE, Op.NE: Op.GTE}.get(op, op)
    operand = read_operand(fields, path, op if kind in _ENDS else as_number, reading)
    if (
        kind not in _ENDS
        and isinstance(operand, tuple)
        and not all(isinstance(one, int | float) for one in operand)
    ):
        reading.expected(under(path, "value"), "a list of two numbers", fields["value"])
        return None
    return operand


def _read_window(value: object, path: str, reading: Reading) -> Window | None:
    fields = reading.fields(value, path, allowed=("last", "from", "to"))
    if fields is None:
        return None
    if "last" in fields:
        if "from" in fields or "to" in fields:
            reading.fault(path, FaultCode.CLASH, "“last” and “from”, “to” are two kinds of windows; take one")
        duration = read_length(fields["last"], under(path, "last"), reading)
        return Last(duration) if duration is not None else None
    since, until = (_read_end(fields, key, path, reading) for key in ("from", "to"))
    if fields.get("from") is None and fields.get("to") is None:
        message = "a window has “last”, or “from” or “to” or both"
        reading.fault(path, FaultCode.MISSING, message, expected="last")
        return None
    if since is not None and until is not None and since > until:
        reading.fault(path, FaultCode.WRONG_ORDER, "“to” lies before “from”")
        return None
    return Between(since, until)


def _read_end(fields: Mapping[str, object], key: str, path: str, reading: Reading) -> int | None:
    value = fields.get(key)
    point = read_date(value, under(path, key), reading) if value is not None else None
    return point.ms if point is not None else None


def _read_steps(value: object, path: str, reading: Reading) -> tuple[Step, ...]:
    if not isinstance(value, list) or not _FEWEST_STEPS <= len(value) <= MAX_STEPS:
        reading.expected(
            path, f"a list of {_FEWEST_STEPS} to {MAX_STEPS} steps", value, FaultCode.OUT_OF_RANGE
        )
        return ()
    steps: list[Step] = []
    for index, one in enumerate(value):
        place = item(path, index)
        step = _read_step(one, place, reading) if reading.count_node(place) else None
        if step is not None and step.is_absent and index < len(value) - 1:
            message = "only the last step may be an absence"
            reading.fault(place, FaultCode.MISPLACED_ABSENCE, message)
        if step is not None:
            steps.append(step)
    return tuple(steps)


def _read_step(value: object, path: str, reading: Reading) -> Step | None:
    is_absent = isinstance(value, dict) and "not" in value
    if isinstance(value, dict) and is_absent:
        reading.fields(value, path, allowed=("not",))
        value, path = value["not"], under(path, "not")
    fields = reading.fields(value, path, allowed=_SELECTOR_KEYS, required=("event",))
    if fields is None or "event" not in fields:
        return None
    selector = _read_selector(fields, path, reading)
    return Step(selector, is_absent) if selector else None


def _read_which(value: object, path: str, reading: Reading) -> tuple[Comparison, ...] | None:
    fields = reading.fields(value, path, allowed=_MESSAGE_CHOICES)
    if fields is None:
        return None
    if len([key for key in _MESSAGE_CHOICES if key in fields]) != 1:
        code = FaultCode.CLASH if fields else FaultCode.MISSING
        reading.fault(path, code, "a message is one of “id”, “topic” and “any”")
        return None
    if "any" in fields:
        if fields["any"] is not True:
            reading.expected(under(path, "any"), "true", fields["any"])
            return None
        return ()
    if "topic" in fields:
        topic = reading.text(fields["topic"], under(path, "topic"))
        return (Comparison(("topic",), Op.EQ, topic),) if topic is not None else None
    message_id = read_id(fields["id"], under(path, "id"), reading)
    return (Comparison(("message_id",), Op.EQ, message_id),) if message_id is not None else None
