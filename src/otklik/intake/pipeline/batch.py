"""A batch at work: what has been read, what has been decided, what will be written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from otklik.infra.log import LogRow
from otklik.intake.pipeline.event import Derived, Event
from otklik.intake.pipeline.rules import Rules
from otklik.profiles.contracts import PropertyChange


class Sink:
    """Collects rows of ClickHouse by table; satisfies `profiles.contracts.RowSink`."""

    __slots__ = ("tables",)

    def __init__(self) -> None:
        self.tables: dict[str, list[msgspec.Struct]] = {}

    def add(self, table: str, row: msgspec.Struct) -> None:
        """Take one row of `table`."""
        self.tables.setdefault(table, []).append(row)


@dataclass(slots=True)
class Batch:
    """`number` is its first batch id; `positions` the last log id of each partition it consumes."""

    rows: Sequence[LogRow]
    events: Sequence[Event]
    positions: Mapping[int, int]
    number: int = 0
    rules: Mapping[int, Rules | None] = field(default_factory=dict)
    sink: Sink = field(default_factory=Sink)
    derived: list[Derived] = field(default_factory=list)
    changes: Sequence[PropertyChange] = ()
    merged: dict[int, set[int]] = field(default_factory=dict)

    def forget_decisions(self, drops: Sequence[str]) -> None:
        """Back to what stood before the transaction; `drops` are the reasons given until then."""
        for event, drop in zip(self.events, drops, strict=True):
            event.drop, event.person, event.root, event.device, event.session = drop, 0, 0, 0, 0
        self.sink = Sink()
        self.derived.clear()
        self.changes = ()
        self.merged.clear()

    def people(self) -> list[Event]:
        """Events of people: stored, and not by bots."""
        return [event for event in self.events if not event.drop and not event.is_bot]
