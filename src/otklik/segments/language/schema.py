"""The language as JSON Schema (2020-12), for the OpenAPI: whatever the parser takes fits it.

It shows the shape; the order of two ends, the depth and what exists the parser alone checks.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final, TypeAlias

from otklik.segments.language.conditions import MeasureKind, Op
from otklik.segments.language.limits import (
    LARGEST_INT,
    MAX_ID,
    MAX_LIST_ITEMS,
    MAX_NODES,
    MAX_STEPS,
    MAX_TEXT_CHARS,
    MAX_TIMES,
    SMALLEST_INT,
)
from otklik.segments.language.names import CONSENTS, MessageStatus
from otklik.segments.language.parsing_values import NUMBER_OPS, VALUE_OPS

Schema: TypeAlias = dict[str, Any]

DEFS: Final = "#/$defs/"
"""Where the parts lie in a schema that stands alone; in an OpenAPI document: `#/components/schemas/`."""

_NUMBER_PATTERN: Final = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$"
_DURATION_PATTERN: Final = (
    r"^P(?=[0-9]|T[0-9])([0-9]+W|([0-9]+Y)?([0-9]+M)?([0-9]+D)?"
    r"(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+([.,][0-9]+)?S)?)?)$"
)
_DATE_PATTERN: Final = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})?)?$"
)
_KINDS: Final = (
    *("ConditionAll", "ConditionAny", "ConditionNot", "ConditionProperty", "ConditionEvent"),
    *("ConditionSequence", "ConditionMessage", "ConditionSegment", "ConditionList", "ConditionTag"),
    *("ConditionSubscribed", "ConditionConsent"),
)


def condition_schema() -> Schema:
    """The whole language as one schema of its own."""
    draft = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": draft, "$ref": f"{DEFS}Condition", "$defs": dict(condition_parts(DEFS))}


def condition_parts(prefix: str) -> Mapping[str, Schema]:
    """The schemas by name, `Condition` the root; their references begin with `prefix`."""
    return {
        "Condition": {
            "description": "A condition on a person.",
            "anyOf": [_ref(prefix, kind) for kind in _KINDS],
        },
        **_simple_parts(),
        **_value_parts(prefix),
        **_group_parts(prefix),
        **_event_parts(prefix),
        **_sequence_parts(prefix),
        **_membership_parts(),
    }


def _ref(prefix: str, name: str) -> Schema:
    return {"$ref": f"{prefix}{name}"}


def _text(**more: object) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": MAX_TEXT_CHARS, **more}


def _object(required: Collection[str], **properties: object) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _list(items: Schema, least: int, most: int) -> Schema:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


def _simple_parts() -> Mapping[str, Schema]:
    number = {"type": "number", "minimum": SMALLEST_INT, "maximum": LARGEST_INT}
    return {
        "ConditionScalar": {"anyOf": [_text(), {"type": "number"}, {"type": "boolean"}]},
        "ConditionNumber": {
            "description": "A number, or a text that is one by JSON's grammar.",
            "anyOf": [{"type": "number"}, {"type": "string", "pattern": _NUMBER_PATTERN}],
        },
        "ConditionDate": {
            "description": "RFC 3339; a bare date is its midnight, without a zone it is UTC.",
            "type": "string",
            "pattern": _DATE_PATTERN,
        },
        "ConditionDuration": {
            "description": "ISO 8601: P7D, PT30M, P1Y6M, P2W.",
            "type": "string",
            "pattern": _DURATION_PATTERN,
        },
        "ConditionPath": _text(description="A property's name; dots walk into objects."),
        "ConditionCount": {**number, "minimum": 0, "maximum": MAX_TIMES, "multipleOf": 1},
    }


def _value_parts(prefix: str) -> Mapping[str, Schema]:
    named = {"property": _ref(prefix, "ConditionPath")}
    return {
        "ConditionTest": {
            "description": "One value of an event against an operator.",
            "anyOf": _tests(prefix, VALUE_OPS, named),
        },
        "ConditionProperty": {
            "description": "A property of the person.",
            "anyOf": _tests(prefix, tuple(Op), named),
        },
    }


def _tests(prefix: str, ops: Collection[Op], named: Mapping[str, Schema]) -> list[Schema]:
    """An object for each group of operators that take the same kind of value."""
    found = []
    for group, value in _values_of_operators(prefix):
        words = [op.value for op in group if op in ops]
        if words:
            needed = [*named, "op"] if value == {"type": "null"} else [*named, "op", "value"]
            found.append(_object(needed, **named, op={"enum": words}, value=value))
    return found


def _values_of_operators(prefix: str) -> list[tuple[tuple[Op, ...], Schema]]:
    scalar, number = _ref(prefix, "ConditionScalar"), _ref(prefix, "ConditionNumber")
    date, duration = _ref(prefix, "ConditionDate"), _ref(prefix, "ConditionDuration")
    held = _object(("value", "duration"), value=scalar, duration=duration)
    pairs = {"anyOf": [_list(number, 2, 2), _list(date, 2, 2)]}
    return [
        ((Op.SET, Op.UNSET), {"type": "null"}),
        ((Op.EQ, Op.NE, Op.HAS), scalar),
        ((Op.IN, Op.NOT_IN, Op.HAS_ANY, Op.HAS_ALL), _list(scalar, 1, MAX_LIST_ITEMS)),
        ((Op.CONTAINS, Op.NOT_CONTAINS, Op.STARTS_WITH, Op.ENDS_WITH), _text()),
        ((Op.MATCHES,), _text(description="RE2, found anywhere.")),
        ((Op.GT, Op.GTE, Op.LT, Op.LTE), number),
        ((Op.BETWEEN,), pairs),
        ((Op.BEFORE, Op.AFTER), date),
        ((Op.WITHIN_LAST, Op.WITHIN_NEXT, Op.ANNIVERSARY_WITHIN), duration),
        ((Op.FOR_AT_LEAST, Op.FOR_LESS_THAN), held),
    ]


def _group_parts(prefix: str) -> Mapping[str, Schema]:
    parts = _list(_ref(prefix, "Condition"), 1, MAX_NODES)
    return {
        "ConditionAll": _object(("all",), all=parts),
        "ConditionAny": _object(("any",), any=parts),
        "ConditionNot": _object(("not",), **{"not": _ref(prefix, "Condition")}),
    }


def _event_parts(prefix: str) -> Mapping[str, Schema]:
    where = _list(_ref(prefix, "ConditionTest"), 0, MAX_NODES)
    times, window = _ref(prefix, "ConditionTimes"), _ref(prefix, "ConditionWindow")
    event = {"event": _text(description="A name, “prefix*” or “*”."), "where": where}
    shared = {**event, "same": _ref(prefix, "ConditionPath"), "within": window}
    which = [
        _object(("id",), id={"type": "integer", "minimum": 1, "maximum": MAX_ID}),
        _object(("topic",), topic=_text()),
        _object(("any",), any={"const": True}),
    ]
    return {
        "ConditionEvent": {
            "description": "Events of the person: at least once, ever, unless said otherwise.",
            "anyOf": [
                _object(("event",), **shared, times=times),
                _object(("event", "measure"), **shared, measure=_ref(prefix, "ConditionMeasure")),
            ],
        },
        "ConditionSelector": _object(("event",), **event),
        "ConditionTimes": {"anyOf": _times(prefix)},
        "ConditionMeasure": {"anyOf": _measures(prefix)},
        "ConditionWindow": {"anyOf": _windows(prefix)},
        "ConditionMessage": _object(
            ("message", "status"),
            message={"anyOf": which},
            status={"enum": [status.value for status in MessageStatus]},
            times=times,
            within=window,
        ),
    }


def _times(prefix: str) -> list[Schema]:
    count = _ref(prefix, "ConditionCount")
    one = [op.value for op in NUMBER_OPS if op is not Op.BETWEEN]
    return [
        _object(("op", "value"), op={"enum": one}, value=count),
        _object(("op", "value"), op={"const": Op.BETWEEN.value}, value=_list(count, 2, 2)),
    ]


def _measures(prefix: str) -> list[Schema]:
    of, number = _ref(prefix, "ConditionPath"), _ref(prefix, "ConditionNumber")
    ends = [MeasureKind.FIRST, MeasureKind.LAST]
    figures = {"enum": [kind.value for kind in MeasureKind if kind not in ends]}
    may_lack = {"enum": [kind.value for kind in (MeasureKind.AVG, MeasureKind.MIN, MeasureKind.MAX)]}
    one = [op.value for op in NUMBER_OPS if op is not Op.BETWEEN]
    needed, between = ("of", "as", "op", "value"), {"const": Op.BETWEEN.value}
    set_or_not = {"enum": [Op.SET.value, Op.UNSET.value]}
    return [
        *_tests(prefix, VALUE_OPS, {"of": of, "as": {"enum": [kind.value for kind in ends]}}),
        _object(needed, **{"of": of, "as": figures, "op": {"enum": one}, "value": number}),
        _object(needed, **{"of": of, "as": figures, "op": between, "value": _list(number, 2, 2)}),
        _object(needed[:3], **{"of": of, "as": may_lack, "op": set_or_not, "value": {"type": "null"}}),
    ]


def _windows(prefix: str) -> list[Schema]:
    end = {"anyOf": [_ref(prefix, "ConditionDate"), {"type": "null"}]}
    return [
        _object(("last",), last=_ref(prefix, "ConditionDuration")),
        {**_object((), **{"from": end, "to": end}), "minProperties": 1},
    ]


def _sequence_parts(prefix: str) -> Mapping[str, Schema]:
    selector = _ref(prefix, "ConditionSelector")
    step = {"anyOf": [selector, _object(("not",), **{"not": selector})]}
    return {
        "ConditionSequence": _object(
            ("sequence",),
            sequence=_list(step, 2, MAX_STEPS),
            within=_ref(prefix, "ConditionDuration"),
            during=_ref(prefix, "ConditionWindow"),
        )
    }


def _membership_parts() -> Mapping[str, Schema]:
    number = {"type": "integer", "minimum": 1, "maximum": MAX_ID}
    topic = {"anyOf": [_text(), {"type": "null"}]}
    return {
        "ConditionSegment": _object(("segment",), segment=number),
        "ConditionList": _object(("list",), list=number),
        "ConditionTag": _object(("tag",), tag=_text()),
        "ConditionSubscribed": _object(
            ("subscribed",), subscribed=_object(("channel",), channel=_text(), topic=topic)
        ),
        "ConditionConsent": _object(("consent",), consent={"enum": list(CONSENTS)}),
    }
