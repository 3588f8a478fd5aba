"""Puts events into the store as the sender does, for tests that need no pipeline."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

import msgspec

from otklik.events.prepared import encode_rows
from otklik.events.rows import BOT_EVENTS, EVENTS, EventRow
from otklik.infra.engines import Engines

START = datetime(2026, 1, 10, 12, tzinfo=UTC)
_BATCHES = count(1)
START_MS = int(START.timestamp() * 1000)


def make_event(person: int, name: str, *, at_s: float = 0, **changed: object) -> EventRow:
    """An event of `person`, `at_s` seconds after START; `properties` and `context` as dicts."""
    moment = str(START_MS + int(at_s * 1000))
    values: dict[str, Any] = {
        "workspace_id": 1,
        "name": name,
        "ts": moment,
        "person": person,
        "pos": 0,
        "batch": 1,
        "device": person,
        "session": 1,
        "received_at": moment,
        "message_id": "",
        "original_name": "",
        "source": "browser",
        "identity": "anonymous_id",
    }
    for key in ("properties", "context"):
        if key in changed:
            changed[key] = msgspec.json.encode(changed[key]).decode()
    return EventRow(**(values | changed))


@dataclass(slots=True)
class Store:
    """Inserts rows, each with a position of its own."""

    engines: Engines
    workspace_id: int
    _inserts: int = field(default=0)
    _position: int = field(default=1 << 24)

    async def add(self, *events: EventRow, table: str = EVENTS, batch: int = 0) -> int:
        """As a batch of its own, unless `batch` is its number: a batch is counted once. Returns it."""
        batch = batch or next(_BATCHES)
        for event in events:
            self._position += 1 << 12
            event.workspace_id, event.batch = self.workspace_id, batch
            event.pos = event.pos or self._position
            event.message_id = event.message_id or f"m{event.pos}"
        self._inserts += 1
        await self.engines.clickhouse.insert(
            table, encode_rows(events), token=f"test-{self.workspace_id}-{self._inserts}"
        )
        return batch

    async def add_bots(self, *events: EventRow) -> None:
        await self.add(*events, table=BOT_EVENTS)

    async def add_profile(
        self, person: int, *, root: int = 0, user_id: str | None = None, **properties: object
    ) -> None:
        """A row of `profiles`, `$` put before the names of properties."""
        named = {f"${name}": value for name, value in properties.items()}
        async with self.engines.postgres.connection() as connection:
            await connection.execute(
                "INSERT INTO profiles (workspace_id, id, root_id, created_at, user_id, properties)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                (
                    self.workspace_id,
                    person,
                    root or person,
                    START,
                    user_id,
                    msgspec.json.encode(named).decode(),
                ),
            )
