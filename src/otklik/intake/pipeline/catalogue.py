"""The catalogue of what has been seen: events, their properties and types, properties of people.

Most events look like one seen a moment ago; so shapes (names and types) are remembered, and only a new shape
or one not noted for a minute is written.
"""

import re
from collections.abc import Iterable
from typing import Any, Final, TypeAlias

import msgspec

from otklik.intake.pipeline.batch import Batch
from otklik.kit.text import clean_text

NOTE_EVERY_MS: Final = 60_000
MAX_SHAPES: Final = 20_000
MAX_NOTES: Final = 2_000
"""Definitions written with one batch; what is beyond comes with a later one."""
MAX_PROPERTIES: Final = 200
"""Properties of one event that are noted."""
MAX_NAME_CHARS: Final = 255
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?")
_TYPES: Final = {bool: "boolean", int: "number", float: "number", list: "list", dict: "object"}

Key: TypeAlias = tuple[int, str, str, str]


class Definition(msgspec.Struct):
    """A row of `definitions`: kind is event, event_property or property."""

    workspace_id: int
    kind: str
    event: str
    name: str
    first_ms: int
    last_ms: int
    types: set[str] = msgspec.field(default_factory=set)
    original_names: set[str] = msgspec.field(default_factory=set)


class Catalogue:
    """Remembers shapes between batches; `collect` gives what is worth writing."""

    def __init__(self) -> None:
        self._noted: dict[Any, int] = {}
        self._staged: dict[Any, int] = {}

    def collect(self, batch: Batch) -> list[Definition]:
        """Definitions new or not noted for a minute, in the order of the table's key."""
        found: dict[Key, Definition] = {}
        for event in batch.events:
            if event.drop or event.is_bot:
                continue
            self._note(
                found, event.workspace_id, event.name, event.original_name, event.properties,
                event.ts_ms, event.received_ms,
            )  # fmt: skip
        for derived in batch.derived:
            cause = derived.cause
            self._note(
                found, cause.workspace_id, derived.name, "", derived.properties,
                derived.ts_ms, cause.received_ms,
            )  # fmt: skip
        for change in batch.changes:
            self._note_property(found, change.workspace_id, change.property, change.new, change.ts_ms)
        return [found[key] for key in sorted(found)]

    def _note(
        self,
        found: dict[Key, Definition],
        workspace_id: int,
        name: str,
        original_name: str,
        properties: dict[str, Any],
        ts_ms: int,
        received_ms: int,
    ) -> None:
        shape = (workspace_id, name, original_name, *properties, *map(type, properties.values()))
        noted_ms = self._noted.get(shape) or self._staged.get(shape)
        if (noted_ms is not None and received_ms - noted_ms < NOTE_EVERY_MS) or len(found) > MAX_NOTES:
            return
        self._staged[shape] = received_ms
        known = _define(found, (workspace_id, "event", "", name), ts_ms)
        if original_name:
            known.original_names.add(original_name)
        for key, value in list(properties.items())[:MAX_PROPERTIES]:
            each = _define(found, (workspace_id, "event_property", name, key), ts_ms)
            each.types.update(_types_of(value))

    def _note_property(
        self, found: dict[Key, Definition], workspace_id: int, name: str, value: object, ts_ms: int
    ) -> None:
        known = _define(found, (workspace_id, "property", "", name), ts_ms)
        known.types.update(_types_of(value))

    def commit(self) -> None:
        """What was collected has been written."""
        if len(self._noted) > MAX_SHAPES:
            self._noted.clear()
        self._noted.update(self._staged)
        self._staged.clear()

    def rollback(self) -> None:
        """What was collected has not been written."""
        self._staged.clear()


def _define(found: dict[Key, Definition], key: Key, ts_ms: int) -> Definition:
    key = (key[0], key[1], key[2], clean_text(key[3], MAX_NAME_CHARS))
    known = found.get(key)
    if known is None:
        known = found[key] = Definition(*key, ts_ms, ts_ms)
    known.first_ms, known.last_ms = min(known.first_ms, ts_ms), max(known.last_ms, ts_ms)
    return known


def _types_of(value: object) -> Iterable[str]:
    """The type's name as a marketer knows it; null tells nothing."""
    if isinstance(value, str):
        return ("date" if _DATE.fullmatch(value) else "text",)
    found = _TYPES.get(type(value))
    return (found,) if found else ()
