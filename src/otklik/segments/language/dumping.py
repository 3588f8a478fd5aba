"""Writes a condition's tree back as JSON; `parse` reads the same tree from it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, TypeAlias

from otklik.segments.language.conditions import (
    All,
    AnyOf,
    Comparison,
    Condition,
    Consented,
    DatePoint,
    Did,
    Duration,
    Followed,
    Held,
    InList,
    InSegment,
    Last,
    Not,
    Op,
    Operand,
    PropertyIs,
    Selector,
    Step,
    Subscribed,
    Tagged,
    Window,
)
from otklik.segments.language.durations import write_duration
from otklik.segments.language.parsing_values import join_path

Json: TypeAlias = dict[str, Any]
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NO_VALUE: Final = (Op.SET, Op.UNSET)


def dump(condition: Condition) -> Json:
    """The JSON of a condition, with our names and without sugar."""
    if isinstance(condition, All | AnyOf):
        kind = "all" if isinstance(condition, All) else "any"
        return {kind: [dump(one) for one in condition.conditions]}
    if isinstance(condition, Not):
        return {"not": dump(condition.condition)}
    if isinstance(condition, PropertyIs):
        return _comparison(condition.test)
    if isinstance(condition, Did):
        return _did(condition)
    return _followed(condition) if isinstance(condition, Followed) else _membership(condition)


def _membership(condition: InSegment | InList | Tagged | Subscribed | Consented) -> Json:
    match condition:
        case InSegment(segment_id):
            return {"segment": segment_id}
        case InList(list_id):
            return {"list": list_id}
        case Tagged(tag):
            return {"tag": tag}
        case Subscribed(channel, topic):
            return {"subscribed": _without_none({"channel": channel, "topic": topic})}
        case Consented(kind):
            return {"consent": kind}


def _did(did: Did) -> Json:
    times, measure = did.times, did.measure
    written: Json = _selector(did.selector)
    if times is not None:
        value = list(times.numbers) if times.op is Op.BETWEEN else times.numbers[0]
        written["times"] = {"op": times.op.value, "value": value}
    if measure is not None:
        figure = {"of": join_path(measure.of), "as": measure.kind.value}
        written["measure"] = figure | _op(measure.op, measure.operand)
    if did.same is not None:
        written["same"] = join_path(did.same)
    if did.within is not None:
        written["within"] = _window(did.within)
    return written


def _followed(followed: Followed) -> Json:
    written: Json = {"sequence": [_step(step) for step in followed.steps]}
    if followed.within is not None:
        written["within"] = write_duration(followed.within)
    if followed.during is not None:
        written["during"] = _window(followed.during)
    return written


def _step(step: Step) -> Json:
    return {"not": _selector(step.selector)} if step.is_absent else _selector(step.selector)


def _selector(selector: Selector) -> Json:
    written: Json = {"event": selector.name + ("*" if selector.is_prefix else "")}
    if selector.where:
        written["where"] = [_comparison(test) for test in selector.where]
    return written


def _comparison(test: Comparison) -> Json:
    return {"property": join_path(test.path)} | _op(test.op, test.operand)


def _op(op: Op, operand: Operand) -> Json:
    return {"op": op.value} if op in _NO_VALUE else {"op": op.value, "value": _operand(operand)}


def _operand(operand: Operand) -> Any:  # noqa: ANN401 - JSON of any shape
    match operand:
        case Duration():
            return write_duration(operand)
        case DatePoint(_, text):
            return text
        case Held(value, duration):
            return {"value": _operand(value), "duration": write_duration(duration)}
        case tuple():
            return [_operand(one) for one in operand]
        case Decimal():
            return str(operand)
        case _:
            return operand


def _window(window: Window) -> Json:
    if isinstance(window, Last):
        return {"last": write_duration(window.duration)}
    return _without_none({"from": _moment(window.from_ms), "to": _moment(window.to_ms)})


def _moment(moment_ms: int | None) -> str | None:
    if moment_ms is None:
        return None
    moment = _EPOCH + timedelta(milliseconds=moment_ms)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"


def _without_none(written: Mapping[str, Any]) -> Json:
    return {key: value for key, value in written.items() if value is not None}
