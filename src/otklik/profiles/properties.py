"""The law of property writes: pure, the same answer in whatever order the writes come.

A home profile keeps its own writes of each property as a short list in the order (event time, log position,
place in the event). The effective value of a cluster of merged profiles is what you get by doing the writes
of all its homes one after another in that order:

- `set` puts a value, `delete` (and `set` of null or "") unsets; so the last of them in event time decides;
- `set_once` puts a value only where none is: the earliest in event time wins, also when it arrives later;
- `add`, `append`, `union`, `exclude` change what stands there; each counts once per message id;
- an operation that does not fit what stands there (`add` to a text) changes nothing.

What a later `set` or `delete` of the same home covers is forgotten: it can never show again. A list that
still grows past MAX_WRITES folds its older half: neighbours of one kind become one write at the place of the
later, and if that is not enough, the whole half becomes one `set` of its result. After that a late write in
between counts as before or after the folded one, and the folded message ids are known to the intake's own
check of duplicates only.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Context, Decimal
from heapq import merge
from itertools import chain
from typing import Any, Final, TypeAlias

import msgspec

from otklik.profiles.contracts import Json, Operation, PropertyWrite

MAX_WRITES: Final = 64
MAX_ITEMS: Final = 1_000
MAX_WHOLE: Final = 1 << 63

_EXACT: Final = Context(prec=60)
_NUMBER: Final = msgspec.json.Decoder(int | float)
_ENCODE: Final = msgspec.json.Encoder(order="deterministic").encode


class OwnWrite(msgspec.Struct, array_like=True, frozen=True):
    """One kept write; `key` orders it. In PostgreSQL it is a JSON array in this order of fields."""

    ts_ms: int
    position: int
    sub: int
    op: str
    value: Any
    message_id: str
    source: str
    author: str

    @property
    def key(self) -> tuple[int, int, int]:
        """Its place in the one order of writes."""
        return (self.ts_ms, self.position, self.sub)


Writes: TypeAlias = dict[str, list[OwnWrite]]


class Stamp(msgspec.Struct, array_like=True, frozen=True):
    """Where an effective value comes from."""

    ts_ms: int
    position: int
    source: str
    author: str = ""


class Effective(msgspec.Struct, frozen=True):
    """A value that is set, and the write that last changed it."""

    value: Json
    stamp: Stamp


class Card(msgspec.Struct, frozen=True):
    """The effective properties of a cluster; what is unset is absent."""

    properties: dict[str, Json]
    stamps: dict[str, Stamp]


def is_unset(value: Json) -> bool:
    """True for what counts as no value: null and the empty text."""
    return value is None or value == ""


def is_same(left: Json, right: Json) -> bool:
    """True when two values are one JSON value (true is not 1; 1 and 1.0 are two texts, so two values)."""
    return left is right or bool(_ENCODE(left) == _ENCODE(right))


def own_write(write: PropertyWrite) -> OwnWrite:
    """`write` as it is kept: `set` of nothing is a `delete`."""
    is_delete = write.op == Operation.DELETE or (write.op == Operation.SET and is_unset(write.value))
    return OwnWrite(
        write.ts_ms,
        write.position,
        write.sub,
        Operation.DELETE.value if is_delete else write.op,
        None if is_delete else write.value,
        write.message_id,
        write.source,
        write.author,
    )


def weave(writes: Sequence[OwnWrite], write: OwnWrite) -> list[OwnWrite] | None:
    """`writes` with `write` at its place, pruned and bounded; None when it is a duplicate or covered already.

    Of two copies of one message (same id, same place in the event) the one earlier in the log stays.
    """
    if writes and _is_reset(writes[0]) and write.key <= writes[0].key:
        return None
    kept = _without_copies(writes, write)
    if kept is None:
        return None
    kept.insert(bisect_right(kept, write.key, key=lambda other: other.key), write)
    return _bounded(_pruned(kept))


def is_covered(writes: Sequence[OwnWrite], write: OwnWrite) -> bool:
    """True when `weave` refuses `write` though it is no copy: a later `set` or `delete` hides it.

    It changes nothing now, but it ruled from its time on until that one: the history keeps it.
    """
    if not writes or not _is_reset(writes[0]) or write.key >= writes[0].key:
        return False
    return not any(_is_copy(other, write) for other in writes)


def _without_copies(writes: Sequence[OwnWrite], write: OwnWrite) -> list[OwnWrite] | None:
    kept = []
    for other in writes:
        if not _is_copy(other, write):
            kept.append(other)
        elif (other.position, other.ts_ms) <= (write.position, write.ts_ms):
            return None
    return kept


def _is_copy(left: OwnWrite, right: OwnWrite) -> bool:
    if left.sub != right.sub:
        return False
    if left.position == right.position and left.ts_ms == right.ts_ms:
        return True
    return bool(right.message_id) and left.message_id == right.message_id


def _is_reset(write: OwnWrite) -> bool:
    return write.op in {Operation.SET, Operation.DELETE}


def _pruned(writes: list[OwnWrite]) -> list[OwnWrite]:
    return writes[_start(writes) :]


def _start(writes: Sequence[OwnWrite]) -> int:
    """Where the last `set` or `delete` stands: nothing before it can show."""
    return next((index for index in range(len(writes) - 1, 0, -1) if _is_reset(writes[index])), 0)


def fold(lists: Sequence[Sequence[OwnWrite]]) -> Effective | None:
    """The effective value of one property over the homes of a cluster; None = unset."""
    ordered = lists[0] if len(lists) == 1 else list(merge(*lists, key=lambda write: write.key))
    value: Json = None
    last: OwnWrite | None = None
    for write in ordered[_start(ordered) :] if ordered else ():
        changed = apply(write, value)
        if not is_same(changed, value):
            value, last = changed, write
    if last is None or is_unset(value):
        return None
    return Effective(value, Stamp(last.ts_ms, last.position, last.source, last.author))


def fold_card(homes: Iterable[Mapping[str, Sequence[OwnWrite]]]) -> Card:
    """The whole card of a cluster out of its homes' own writes; their order does not matter."""
    sources = list(homes)
    card = Card({}, {})
    for name in dict.fromkeys(chain.from_iterable(sources)):
        effective = fold([home[name] for home in sources if name in home])
        if effective is not None:
            card.properties[name] = effective.value
            card.stamps[name] = effective.stamp
    return card


def apply(write: OwnWrite, value: Json) -> Json:
    """What `write` makes of `value` (None = unset)."""
    return _APPLY[write.op](value, write.value)


def _set(_value: Json, operand: Json) -> Json:
    return operand


def _delete(_value: Json, _operand: Json) -> Json:
    return None


def _set_once(value: Json, operand: Json) -> Json:
    return operand if is_unset(value) else value


def _add(value: Json, operand: Json) -> Json:
    step, base = as_number(operand), as_number(0 if is_unset(value) else value)
    if step is None or base is None:
        return value
    total = _EXACT.add(base, step)
    return value if abs(total) >= MAX_WHOLE else _as_json_number(total)


def as_number(value: Json) -> Decimal | None:
    """A number, or a text that is one by JSON's grammar, exactly; else None (true is no number)."""
    if isinstance(value, str):
        try:
            value = _NUMBER.decode(value) if value == value.strip() else None
        except (msgspec.MsgspecError, ValueError):
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Decimal(repr(value))


def _as_json_number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _append(value: Json, operand: Json) -> Json:
    return (_items(value) + _items(operand))[-MAX_ITEMS:]


def _union(value: Json, operand: Json) -> Json:
    items = _items(value)
    known = {_ENCODE(item) for item in items}
    for item in _items(operand):
        code = _ENCODE(item)
        if code not in known:
            known.add(code)
            items.append(item)
    return items[-MAX_ITEMS:]


def _exclude(value: Json, operand: Json) -> Json:
    if not isinstance(value, list):
        return value
    gone = {_ENCODE(item) for item in _items(operand)}
    return [item for item in value if _ENCODE(item) not in gone]


def _items(value: Json) -> list[Json]:
    """A list of its own; a single value is a list of one, nothing is an empty one."""
    if isinstance(value, list):
        return [item for item in value if item is not None]
    return [] if is_unset(value) else [value]


_APPLY: Final[Mapping[str, Callable[[Json, Json], Json]]] = {
    Operation.SET: _set,
    Operation.DELETE: _delete,
    Operation.SET_ONCE: _set_once,
    Operation.ADD: _add,
    Operation.APPEND: _append,
    Operation.UNION: _union,
    Operation.EXCLUDE: _exclude,
}

# Two neighbours of one kind as one operand; what is None stays as it is.
_JOIN: Final[Mapping[str, Callable[[Json, Json], Json]]] = {
    Operation.SET_ONCE: lambda left, _right: left,
    Operation.ADD: _add,
    Operation.APPEND: _append,
    Operation.UNION: _union,
    Operation.EXCLUDE: _union,
}


def _bounded(writes: list[OwnWrite]) -> list[OwnWrite]:
    if len(writes) <= MAX_WRITES:
        return writes
    half = len(writes) // 2
    older = _joined(writes[:half])
    if len(older) > half // 2:
        older = [_folded(older)]
    return older + writes[half:]


def _joined(writes: Sequence[OwnWrite]) -> list[OwnWrite]:
    joined: list[OwnWrite] = []
    for write in writes:
        if joined and joined[-1].op == write.op and write.op in _JOIN:
            joined[-1] = _join(joined[-1], write)
        else:
            joined.append(write)
    return joined


def _join(left: OwnWrite, right: OwnWrite) -> OwnWrite:
    if left.op == Operation.SET_ONCE:
        return left
    operand = _JOIN[left.op](left.value, right.value)
    return msgspec.structs.replace(right, value=operand, message_id="")


def _folded(writes: Sequence[OwnWrite]) -> OwnWrite:
    effective = fold([writes])
    value = effective.value if effective else None
    op = Operation.SET if effective else Operation.DELETE
    return msgspec.structs.replace(writes[-1], op=op.value, value=value, message_id="")
