"""Reads the steps of a scenario, each by the key that says what it does."""

from collections.abc import Callable, Collection, Mapping
from typing import Final, TypeAlias

from otklik.automation.graph.faults import GraphFault
from otklik.automation.graph.limits import (
    MAX_ARMS,
    MAX_EDITS,
    MAX_NOTE_CHARS,
    MAX_POINTS,
    MAX_PRIORITY,
    MAX_TITLE_CHARS,
    MAX_WEIGHT,
)
from otklik.automation.graph.nodes import (
    Arm,
    Ask,
    Edit,
    HandOver,
    Leave,
    Mark,
    Node,
    PropertyEdit,
    Send,
    Split,
)
from otklik.automation.graph.reading_parts import read_condition, read_wait, read_way, read_whole
from otklik.automation.graph.reading_waits import read_resting
from otklik.messaging.contracts import Channel, MessageKind
from otklik.profiles.contracts import COMPUTED, Operation
from otklik.profiles.contracts_marks import MarkKind
from otklik.segments.errors import ConditionFault, FaultCode
from otklik.segments.language.limits import MAX_ID
from otklik.segments.language.parsing_events import read_id
from otklik.segments.language.parsing_reading import Reading, item, nearest, under

_Fields: TypeAlias = Mapping[str, object]
_Read: TypeAlias = Callable[[object, _Fields, str, Reading, Collection[str]], "Node | None"]
_COMMON: Final = ("title", "note")
_FEWEST_ARMS: Final = 2
POINTS: Final = "$points"
"""What steps and answers of surveys add to. `$score` follows from rules alone, which may ask for it."""


def read_node(source: object, path: str, reading: Reading, *, names: Collection[str]) -> Node | None:
    """Read a step; `names` are all steps. `title` and `note` are the team's own words."""
    if not isinstance(source, dict):
        reading.expected(path, "a step (an object)", source)
        return None
    kinds = [kind for kind in _KINDS if kind in source]
    if len(kinds) != 1:
        _not_one_kind(source, kinds, path, reading)
        return None
    kind = kinds[0]
    read, ways = _KINDS[kind]
    reading.fields(source, path, allowed=(kind, *ways, *_COMMON))
    for key in _COMMON:
        text = source.get(key, "")
        if not isinstance(text, str) or len(text) > MAX_TITLE_CHARS:
            reading.expected(under(path, key), f"a text of at most {MAX_TITLE_CHARS} characters", text)
    return read(source[kind], source, path, reading, names)


def _not_one_kind(source: _Fields, kinds: list[str], path: str, reading: Reading) -> None:
    if kinds:
        message = f"a step does one thing; here are {', '.join(kinds)}"
        reading.fault(path, FaultCode.CLASH, message, found=", ".join(kinds))
        return
    known = ", ".join(_KINDS)
    near = next((found for found in (nearest(key, _KINDS) for key in list(source)[:10]) if found), None)
    reading.fault(path, FaultCode.UNKNOWN_KIND, f"a step has one of {known}", expected=known, nearest=near)


def _way(fields: _Fields, key: str, path: str, reading: Reading, names: Collection[str]) -> str | None:
    return read_way(fields.get(key), under(path, key), reading, names)


def _read_send(
    value: object, fields: _Fields, path: str, reading: Reading, names: Collection[str]
) -> Send | None:
    place = under(path, "send")
    allowed = ("channel", "content_id", "kind", "topic", "priority", "expires_after")
    said = reading.fields(value, place, allowed=allowed, required=("channel", "content_id"))
    following = _way(fields, "next", path, reading, names)
    otherwise = _way(fields, "otherwise", path, reading, names)
    if said is None or "channel" not in said or "content_id" not in said:
        return None
    channels = [each.value for each in Channel]
    place_of = under(place, "channel")
    channel = reading.one_of(said["channel"], place_of, channels, FaultCode.UNKNOWN_CHANNEL, "a channel")
    content = read_whole(said["content_id"], under(place, "content_id"), reading, low=1, high=MAX_ID)
    kind = reading.one_of(
        said.get("kind", MessageKind.PROMOTIONAL.value),
        under(place, "kind"),
        [each.value for each in MessageKind],
        FaultCode.UNKNOWN_VALUE,
        "promotional or transactional",
    )
    topic = reading.text(said["topic"], under(place, "topic"), "a topic") if said.get("topic") else ""
    priority = read_whole(
        said.get("priority", 0), under(place, "priority"), reading, low=-MAX_PRIORITY, high=MAX_PRIORITY
    )
    expires = said.get("expires_after")
    length = read_wait(expires, under(place, "expires_after"), reading) if expires is not None else None
    if channel is None or content is None or kind is None or topic is None or priority is None:
        return None
    return Send(
        Channel(channel),
        content,
        MessageKind(kind),
        topic,
        priority,
        length,
        following,
        otherwise,
        "otherwise" in fields,
    )


def _read_wait(
    value: object, fields: _Fields, path: str, reading: Reading, names: Collection[str]
) -> Node | None:
    following = _way(fields, "next", path, reading, names)
    otherwise = _way(fields, "otherwise", path, reading, names)
    place = under(path, "wait")
    if "otherwise" in fields and not (isinstance(value, dict) and "events" in value):
        reading.unknown_key(path, "otherwise", ("wait", "next"))
    return read_resting(value, place, reading, following=following, otherwise=otherwise)


def _read_ask(
    value: object, fields: _Fields, path: str, reading: Reading, names: Collection[str]
) -> Ask | None:
    condition = read_condition(value, under(path, "condition"), reading)
    following = _way(fields, "next", path, reading, names)
    otherwise = _way(fields, "otherwise", path, reading, names)
    return Ask(condition, following, otherwise) if condition is not None else None


def _read_split(
    value: object, fields: _Fields, path: str, reading: Reading, names: Collection[str]
) -> Split | None:
    del fields
    place = under(path, "split")
    if not isinstance(value, list) or not _FEWEST_ARMS <= len(value) <= MAX_ARMS:
        reading.expected(place, f"a list of {_FEWEST_ARMS} to {MAX_ARMS} arms", value)
        return None
    read = [_read_arm(each, item(place, number), reading, names) for number, each in enumerate(value)]
    arms = tuple(arm for arm in read if arm is not None)
    if len({arm.name for arm in arms}) < len(arms):
        reading.fault(place, FaultCode.CLASH, "two arms have one name")
    if len(arms) == len(value) and not any(arm.weight for arm in arms):
        reading.fault(place, FaultCode.OUT_OF_RANGE, "some arm has a weight above nought")
    return Split(arms)


def _read_arm(source: object, path: str, reading: Reading, names: Collection[str]) -> Arm | None:
    fields = reading.fields(source, path, allowed=("arm", "weight", "next"), required=("arm",))
    if fields is None or "arm" not in fields:
        return None
    name = reading.text(fields["arm"], under(path, "arm"), "the name of an arm")
    weight = read_whole(fields.get("weight", 1), under(path, "weight"), reading, low=0, high=MAX_WEIGHT)
    following = _way(fields, "next", path, reading, names)
    return Arm(name, weight, following) if name is not None and weight is not None else None


def _read_edit(
    value: object, fields: _Fields, path: str, reading: Reading, names: Collection[str]
) -> Edit | None:
    place = under(path, "property")
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_EDITS:
        reading.expected(place, f"a list of 1 to {MAX_EDITS} operations", value)
        return None
    found = [_read_operation(each, item(place, number), reading) for number, each in enumerate(value)]
    edits = tuple(edit for edit in found if edit is not None)
    return Edit(edits, _way(fields, "next", path, reading, names))


def _read_operation(source: object, path: str, reading: Reading) -> PropertyEdit | None:
    allowed = ("op", "property", "value")
    fields = reading.fields(source, path, allowed=allowed, required=("property",))
    if fields is None or "property" not in fields:
        return None
    operations = [each.value for each in Operation]
    op = reading.one_of(
        fields.get("op", "set"), under(path, "op"), operations, FaultCode.UNKNOWN_OPERATOR, "an operation"
    )
    name = reading.text(fields["property"], under(path, "property"), "a property")
    if name in COMPUTED:
        message = f"“{name}” follows from rules, nobody else writes it"
        place = under(path, "property")
        reading.faults.append(ConditionFault(place, GraphFault.COMPUTED, message, {"property": name}))
    value = fields.get("value")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if op == Operation.ADD and not is_number:
        reading.expected(under(path, "value"), "a number to add", value)
    return PropertyEdit(op, name, value) if op is not None and name is not None else None


def _read_score(
    value: object, fields: _Fields, path: str, reading: Reading, names: Collection[str]
) -> Edit | None:
    place = under(path, "score")
    said = reading.fields(value, place, allowed=("add",), required=("add",))
    following = _way(fields, "next", path, reading, names)
    if said is None or "add" not in said:
        return None
    points = read_whole(said["add"], under(place, "add"), reading, low=-MAX_POINTS, high=MAX_POINTS)
    return Edit((PropertyEdit(Operation.ADD, POINTS, points),), following) if points is not None else None


def _read_handover(
    value: object, fields: _Fields, path: str, reading: Reading, names: Collection[str]
) -> HandOver | None:
    place = under(path, "handover")
    said = reading.fields(value, place, allowed=("note", "team", "assignee"), required=("note",))
    following = _way(fields, "next", path, reading, names)
    if said is None or "note" not in said:
        return None
    note = said["note"]
    if not isinstance(note, str) or not note.strip() or len(note) > MAX_NOTE_CHARS:
        reading.expected(under(place, "note"), f"a note of 1 to {MAX_NOTE_CHARS} characters", note)
        return None
    whom = {
        key: read_id(said[key], under(place, key), reading)
        for key in ("team", "assignee")
        if said.get(key) is not None
    }
    return HandOver(note, whom.get("team"), whom.get("assignee"), following)


def _read_tag(
    value: object, fields: _Fields, path: str, reading: Reading, names: Collection[str]
) -> Mark | None:
    key, is_on = _read_change(value, under(path, "tag"), reading, ("add", "remove"))
    following = _way(fields, "next", path, reading, names)
    tag = reading.text(key, under(path, "tag"), "a tag") if is_on is not None else None
    return Mark(MarkKind.TAG, tag, bool(is_on), following) if tag is not None else None


def _read_list(
    value: object, fields: _Fields, path: str, reading: Reading, names: Collection[str]
) -> Mark | None:
    place = under(path, "list")
    key, is_on = _read_change(value, place, reading, ("join", "leave"))
    following = _way(fields, "next", path, reading, names)
    found = read_id(key, place, reading) if is_on is not None else None
    if found is None:
        return None
    if not reading.resolve.has_list(found):
        reading.fault(place, FaultCode.UNKNOWN_LIST, f"there is no list {found}", found=found)
    return Mark(MarkKind.LIST, str(found), bool(is_on), following)


def _read_change(
    value: object, path: str, reading: Reading, words: tuple[str, str]
) -> tuple[object, bool | None]:
    """What is put on or taken off, and which of both; None when it is neither."""
    fields = reading.fields(value, path, allowed=words) or {}
    found = [word for word in words if word in fields]
    if len(found) != 1:
        message = f"one of {' and '.join(words)} is expected"
        reading.fault(path, FaultCode.UNKNOWN_KIND, message, expected=", ".join(words))
        return None, None
    return fields[found[0]], found[0] == words[0]


def _read_exit(
    value: object, fields: _Fields, path: str, reading: Reading, names: Collection[str]
) -> Leave | None:
    del fields, names
    if not isinstance(value, str) or len(value) > MAX_TITLE_CHARS:
        reading.expected(under(path, "exit"), f"a reason of at most {MAX_TITLE_CHARS} characters", value)
        return None
    return Leave(value)


_KINDS: Final[Mapping[str, tuple[_Read, tuple[str, ...]]]] = {
    "send": (_read_send, ("next", "otherwise")),
    "wait": (_read_wait, ("next", "otherwise")),
    "condition": (_read_ask, ("next", "otherwise")),
    "split": (_read_split, ()),
    "property": (_read_edit, ("next",)),
    "tag": (_read_tag, ("next",)),
    "list": (_read_list, ("next",)),
    "score": (_read_score, ("next",)),
    "handover": (_read_handover, ("next",)),
    "exit": (_read_exit, ()),
}
