"""Puts pasts of people into the stores as the pipeline would have left them."""

from dataclasses import dataclass
from typing import Any

import msgspec
from tests.integration.events.store import Store

from otklik.events.prepared import encode_rows
from otklik.events.rows import EventRow
from otklik.profiles.contracts import MarkRow, PropertyWriteRow
from otklik.segments.predicate.history import Past

_encode = msgspec.json.Encoder().encode


@dataclass(slots=True)
class PastStore:
    """Writes whole pasts, each under home profiles of its own."""

    store: Store
    _writings: int = 0

    async def add(self, pasts: dict[int, Past]) -> None:
        """A profile, events, writes and marks of each home."""
        events, writes, marks = [], [], []
        for home, past in pasts.items():
            await self.store.add_profile(home)
            events += [self._event(home, event) for event in past.events]
            writes += [self._write(home, write) for write in past.writes]
            marks += [self._mark(home, mark) for mark in past.marks]
        if events:
            await self.store.add(*events)
        for table, rows in (("property_writes", writes), ("mark_writes", marks)):
            self._writings += 1
            if rows:
                token = f"past-{self.store.workspace_id}-{self._writings}"
                await self.store.engines.clickhouse.insert(table, encode_rows(rows), token=token)

    def _event(self, home: int, event: Any) -> EventRow:  # noqa: ANN401 - of a Past
        fields: Any = {name: str(value) for name, value in event.fields.items() if name != "source"}
        return EventRow(
            workspace_id=self.store.workspace_id,
            name=event.name,
            ts=str(event.ts_ms),
            person=home,
            pos=event.pos,
            batch=1,
            device=home,
            session=1,
            received_at=str(event.ts_ms),
            message_id=f"{home}-{event.pos}",
            original_name="",
            source=str(event.fields.get("source", "browser")),
            identity="anonymous_id",
            properties=_encode(event.properties).decode(),
            **fields,
        )

    def _write(self, home: int, write: Any) -> PropertyWriteRow:  # noqa: ANN401 - of a Past
        is_unset = write.value is None or write.value == ""
        return PropertyWriteRow(
            workspace_id=self.store.workspace_id,
            property=write.property,
            person=home,
            k=str(write.ts_ms << 64 | write.pos),
            ts=str(write.ts_ms),
            op="delete" if is_unset else "set",
            value="" if is_unset else _encode(write.value).decode(),
            source="api",
            author="",
        )

    def _mark(self, home: int, mark: Any) -> MarkRow:  # noqa: ANN401 - of a Past
        return MarkRow(
            workspace_id=self.store.workspace_id,
            kind=mark.kind.value,
            key=mark.key,
            person=home,
            k=str(mark.ts_ms << 64 | mark.pos),
            ts=str(mark.ts_ms),
            is_on=int(mark.is_on),
            source="api",
            author="",
        )
