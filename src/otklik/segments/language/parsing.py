"""Reads the JSON of a condition into its tree, or names everything that is wrong with it.

Nothing that a person may send can make it fail otherwise, or take long: the whole is measured first, without
recursion; then it is read by its kinds. Meaning and limits: docs/reference/conditions.md.
"""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Final, TypeAlias

from otklik.segments.errors import ConditionError, FaultCode
from otklik.segments.language.conditions import (
    All,
    AnyOf,
    Condition,
    Consented,
    InList,
    InSegment,
    Not,
    PropertyIs,
    Subscribed,
    Tagged,
)
from otklik.segments.language.limits import MAX_DEPTH, MAX_SOURCE_BYTES
from otklik.segments.language.names import CONSENTS, Resolver
from otklik.segments.language.parsing_events import read_did, read_followed, read_id, read_message
from otklik.segments.language.parsing_reading import Reading, item, nearest, under
from otklik.segments.language.parsing_values import HELD_OPS, read_test

_Reader: TypeAlias = Callable[[Mapping[str, object], str, Reading, int], "Condition | None"]
_PUNCTUATION_BYTES: Final = 2
_NUMBER_BYTES: Final = 8
_KEYS_LOOKED_AT: Final = 10


def parse(source: object, *, resolve: Resolver, at: str = "") -> Condition:
    """Read `source`, decoded JSON, into a condition; `at` is where it stands in the request ("filter").

    Raises ConditionError with every fault found, each with its path: `filter.all[1].where[0].op`.
    """
    reading = Reading(resolve)
    condition = None
    if _is_small(source):
        condition = _read(source, at, reading, 0)
    else:
        message = f"a condition has at most {MAX_SOURCE_BYTES} bytes as JSON"
        reading.fault(at, FaultCode.TOO_BIG, message, limit=MAX_SOURCE_BYTES)
    if condition is None or reading.faults:
        raise ConditionError(reading.faults)
    return condition


def _is_small(source: object) -> bool:
    """Whether `source` is within MAX_SOURCE_BYTES as JSON (punctuation and long numbers reckoned roughly)."""
    size, waiting = 0, [source]
    while waiting and size <= MAX_SOURCE_BYTES:
        value = waiting.pop()
        size += _PUNCTUATION_BYTES
        if isinstance(value, dict):
            # A list or object over the limit is not walked through: each part takes two bytes at least.
            size += len(value) * _PUNCTUATION_BYTES
            if size <= MAX_SOURCE_BYTES:
                waiting.extend(value.values())
                waiting.extend(value.keys())
        elif isinstance(value, list):
            if size + len(value) <= MAX_SOURCE_BYTES:
                waiting.extend(value)
            size += len(value)
        elif isinstance(value, str):
            size += _text_bytes(value)
        elif isinstance(value, int):
            size += value.bit_length() // _NUMBER_BYTES
        else:
            size += _NUMBER_BYTES
    return size <= MAX_SOURCE_BYTES


def _text_bytes(text: str) -> int:
    # A text that is over the limit in characters need not be encoded to tell.
    return len(text) if len(text) > MAX_SOURCE_BYTES else len(text.encode("utf-8", "surrogatepass"))


def _read(source: object, path: str, reading: Reading, depth: int) -> Condition | None:
    if not reading.count_node(path):
        return None
    if not isinstance(source, dict):
        reading.expected(path, "a condition (an object)", source)
        return None
    kinds = [kind for kind in _KINDS if kind in source]
    if len(kinds) != 1:
        _not_one_kind(source, kinds, path, reading)
        return None
    return _KINDS[kinds[0]](source, path, reading, depth)


def _not_one_kind(source: Mapping[str, object], kinds: list[str], path: str, reading: Reading) -> None:
    if kinds:
        message = f"a condition is of one kind; here are {', '.join(kinds)}"
        reading.fault(path, FaultCode.CLASH, message, found=", ".join(kinds))
        return
    known = ", ".join(_KINDS)
    near = next(
        (found for found in (nearest(key, _KINDS) for key in islice(source, _KEYS_LOOKED_AT)) if found), None
    )
    hint = f"; “{near}” may be meant" if near else ""
    message = f"a condition has one of {known}; here is none{hint}"
    reading.fault(path, FaultCode.UNKNOWN_KIND, message, expected=known, nearest=near)


def _read_group(source: Mapping[str, object], path: str, reading: Reading, depth: int) -> Condition | None:
    kind = "all" if "all" in source else "any"
    reading.fields(source, path, allowed=(kind,))
    place, parts = under(path, kind), source[kind]
    if not isinstance(parts, list):
        reading.expected(place, "a list of conditions", parts)
        return None
    if not parts:
        reading.fault(place, FaultCode.EMPTY, "a group has at least one condition")
        return None
    if not _is_deep_enough(place, reading, depth):
        return None
    conditions: list[Condition] = []
    for index, part in enumerate(parts):
        if reading.is_full:
            break
        condition = _read(part, item(place, index), reading, depth + 1)
        if condition is not None:
            conditions.append(condition)
    return All(tuple(conditions)) if kind == "all" else AnyOf(tuple(conditions))


def _read_not(source: Mapping[str, object], path: str, reading: Reading, depth: int) -> Condition | None:
    reading.fields(source, path, allowed=("not",))
    place = under(path, "not")
    if not _is_deep_enough(place, reading, depth):
        return None
    condition = _read(source["not"], place, reading, depth + 1)
    return Not(condition) if condition is not None else None


def _is_deep_enough(path: str, reading: Reading, depth: int) -> bool:
    if depth < MAX_DEPTH:
        return True
    message = f"groups stand at most {MAX_DEPTH} in one another"
    reading.fault(path, FaultCode.TOO_DEEP, message, limit=MAX_DEPTH)
    return False


def _read_property(
    source: Mapping[str, object], path: str, reading: Reading, _depth: int
) -> PropertyIs | None:
    test = read_test(source, path, reading)
    if test is not None and test.op in HELD_OPS and not reading.resolve.has_history(test.path[0]):
        message = f"“{test.path[0]}” follows from events, so how long it has been so is asked of the events"
        reading.fault(under(path, "op"), FaultCode.NOT_HERE, message, found=test.op)
        return None
    return PropertyIs(test) if test is not None else None


def _read_event(source: Mapping[str, object], path: str, reading: Reading, _depth: int) -> Condition | None:
    return read_did(source, path, reading)


def _read_sequence(
    source: Mapping[str, object], path: str, reading: Reading, _depth: int
) -> Condition | None:
    return read_followed(source, path, reading)


def _read_message(source: Mapping[str, object], path: str, reading: Reading, _depth: int) -> Condition | None:
    return read_message(source, path, reading)


def _read_segment(source: Mapping[str, object], path: str, reading: Reading, _depth: int) -> InSegment | None:
    found = _read_known(source, path, reading, "segment", FaultCode.UNKNOWN_SEGMENT)
    return InSegment(found) if found is not None else None


def _read_list(source: Mapping[str, object], path: str, reading: Reading, _depth: int) -> InList | None:
    found = _read_known(source, path, reading, "list", FaultCode.UNKNOWN_LIST)
    return InList(found) if found is not None else None


def _read_known(
    source: Mapping[str, object], path: str, reading: Reading, kind: str, unknown: FaultCode
) -> int | None:
    """The id of a segment or list that is there."""
    reading.fields(source, path, allowed=(kind,))
    place = under(path, kind)
    found = read_id(source[kind], place, reading)
    is_known = reading.resolve.has_segment if kind == "segment" else reading.resolve.has_list
    if found is None or is_known(found):
        return found
    reading.fault(place, unknown, f"there is no {kind} {found}", found=found)
    return None


def _read_tag(source: Mapping[str, object], path: str, reading: Reading, _depth: int) -> Tagged | None:
    reading.fields(source, path, allowed=("tag",))
    tag = reading.text(source["tag"], under(path, "tag"), "a tag")
    return Tagged(tag) if tag is not None else None


def _read_subscribed(
    source: Mapping[str, object], path: str, reading: Reading, _depth: int
) -> Subscribed | None:
    reading.fields(source, path, allowed=("subscribed",))
    place = under(path, "subscribed")
    fields = reading.fields(source["subscribed"], place, allowed=("channel", "topic"), required=("channel",))
    if fields is None or "channel" not in fields:
        return None
    channel = reading.text(fields["channel"], under(place, "channel"), "a channel")
    topic = fields.get("topic")
    name = reading.text(topic, under(place, "topic"), "a topic") if topic is not None else None
    if channel is None:
        return None
    if not reading.resolve.has_channel(channel):
        message = f"there is no channel “{channel[:60]}”"
        reading.fault(under(place, "channel"), FaultCode.UNKNOWN_CHANNEL, message, found=channel[:60])
        return None
    return Subscribed(channel, name)


def _read_consent(source: Mapping[str, object], path: str, reading: Reading, _depth: int) -> Consented | None:
    reading.fields(source, path, allowed=("consent",))
    what = "a kind of consent"
    kind = reading.one_of(source["consent"], under(path, "consent"), CONSENTS, FaultCode.UNKNOWN_VALUE, what)
    return Consented(kind) if kind is not None else None


_KINDS: Final[Mapping[str, _Reader]] = {
    "all": _read_group,
    "any": _read_group,
    "not": _read_not,
    "property": _read_property,
    "event": _read_event,
    "sequence": _read_sequence,
    "message": _read_message,
    "segment": _read_segment,
    "list": _read_list,
    "tag": _read_tag,
    "subscribed": _read_subscribed,
    "consent": _read_consent,
}
