"""People of tests in the event store: rows as the sender writes them, and questions asked of them."""

import asyncio
import itertools
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
import zstandard

from otklik.events.batches import PIPELINE_LANE
from otklik.events.queries_ticks import insert_names
from otklik.infra.clickhouse import ClickHouse
from otklik.infra.migrate import migrate_clickhouse
from otklik.profiles.properties import OwnWrite, fold
from otklik.segments.language.values import Json
from otklik.segments.predicate.history import Event, History, Mark, Past, Write
from otklik.segments.sets.queries_compile import Statement

_WHERE: Final = ("country", "city", "device_type", "browser", "os", "url", "source")


class Someone(msgspec.Struct, frozen=True):
    """A person: his homes (the first is the survivor), and whose home each thing was done at (by index)."""

    homes: tuple[int, ...]
    events: tuple[tuple[int, Event], ...] = ()
    writes: tuple[tuple[int, OwnWrite, str], ...] = ()
    marks: tuple[tuple[int, Mark], ...] = ()

    @property
    def root(self) -> int:
        return self.homes[0]

    @property
    def history(self) -> History:
        """As the predicate sees him."""
        events = tuple(event for _, event in self.events)
        return History(
            Past(events=events, writes=self.written(), marks=tuple(mark for _, mark in self.marks))
        )

    def placed(self, number: int) -> "Someone":
        """The same with ids of his own among others."""
        return msgspec.structs.replace(self, homes=tuple(number * 10 + home for home in self.homes))

    def written(self) -> tuple[Write, ...]:
        """What each write made of its property, as the predicate wants it."""
        found = []
        for name in {name for _, _, name in self.writes}:
            own = sorted((write for _, write, other in self.writes if other == name), key=lambda one: one.key)
            for count, write in enumerate(own, start=1):
                effective = fold([own[:count]])
                found.append(Write(name, write.ts_ms, write.position, effective.value if effective else None))
        return tuple(found)


class SetsStore:
    """A ClickHouse database, and a loop of its own to talk to it."""

    def __init__(self, url: str, database: str) -> None:
        self._runner = asyncio.Runner()
        self._tokens = itertools.count()
        self.clickhouse: ClickHouse = self._runner.run(ClickHouse.open(url, database=database))
        self._runner.run(migrate_clickhouse(self.clickhouse))

    def close(self) -> None:
        drop = f"DROP DATABASE `{self.clickhouse.database}` SYNC"
        self._runner.run(self.clickhouse.command(drop, comment="test", database="default"))
        self._runner.run(self.clickhouse.close())
        self._runner.close()

    def add(self, workspace_id: int, people: Sequence[Someone], *, batch: int = 1) -> None:
        """Store the people; their present properties are those after all their writes."""
        self._insert("events", (_event_row(workspace_id, one, batch) for one in people))
        self._insert("property_writes", (_write_rows(workspace_id, one, batch) for one in people))
        self._insert("property_now", (_present_rows(workspace_id, one, batch) for one in people))
        self._insert("mark_writes", (_mark_rows(workspace_id, one, batch) for one in people))
        self._insert("redirects", (_redirect_rows(workspace_id, one, batch) for one in people))
        if any(len(one.homes) > 1 for one in people):
            self._runner.run(self.clickhouse.command("SYSTEM RELOAD DICTIONARY redirect", comment="test"))

    def count_names(self, batch: int) -> None:
        """Let a tick count this batch by name; those before it count as counted, too."""
        self._runner.run(
            insert_names(
                self.clickhouse, tick=batch, stretches=[(batch, batch)], reached={PIPELINE_LANE: batch}
            )
        )

    def migrate_again(self, file: str) -> None:
        """Run a numbered file once more, as on a store that was filled before there was one."""
        forget = "DELETE FROM migrations WHERE file = {file:String}"
        self._runner.run(self.clickhouse.command(forget, comment="test", parameters={"file": file}))
        self._runner.run(migrate_clickhouse(self.clickhouse))

    def ask(self, statement: Statement, workspace_id: int, homes: Sequence[int] = ()) -> list[dict[str, Any]]:
        return self._runner.run(
            self.clickhouse.query(
                statement.sql,
                workspace_id=workspace_id,
                comment="test",
                parameters={**statement.parameters, **({"homes": homes} if homes else {})},
                max_seconds=60,
            )
        )

    def _insert(self, table: str, rows: Iterable[list[dict[str, Json]]]) -> None:
        lines = [msgspec.json.encode(row) for some in rows for row in some]
        if lines:
            body = zstandard.compress(b"\n".join(lines))
            token = f"test-{next(self._tokens)}"
            self._runner.run(
                self.clickhouse.insert(table, body, token=token, columns=list(msgspec.json.decode(lines[0])))
            )


def _event_row(workspace_id: int, one: Someone, batch: int) -> list[dict[str, Json]]:
    return [
        {
            "workspace_id": workspace_id,
            "name": event.name,
            "ts": str(event.ts_ms),
            "person": one.homes[home],
            "pos": event.pos,
            "batch": batch,
            "properties": msgspec.json.encode(event.properties).decode(),
            **{name: str(event.fields.get(name) or "") for name in _WHERE},
        }
        for home, event in one.events
    ]


def _write_rows(workspace_id: int, one: Someone, batch: int) -> list[dict[str, Json]]:
    return [
        {
            "workspace_id": workspace_id,
            "property": name,
            "person": one.homes[home],
            "k": str((write.ts_ms << 64) | (write.position + write.sub)),
            "ts": str(write.ts_ms),
            "batch": batch,
            "op": write.op,
            "value": _text(write.value),
        }
        for home, write, name in one.writes
    ]


def _present_rows(workspace_id: int, one: Someone, batch: int) -> list[dict[str, Json]]:
    rows: list[dict[str, Json]] = []
    for name in {name for _, _, name in one.writes}:
        own = sorted((write for _, write, other in one.writes if other == name), key=lambda write: write.key)
        effective = fold([own])
        value = "" if effective is None else _text(effective.value)
        rows.append(
            {
                "workspace_id": workspace_id,
                "property": name,
                "person": one.root,
                "version": 1,
                "batch": batch,
                "value": value,
            }
        )
    return rows


def _mark_rows(workspace_id: int, one: Someone, batch: int) -> list[dict[str, Json]]:
    return [
        {
            "workspace_id": workspace_id,
            "kind": mark.kind.value,
            "key": mark.key,
            "person": one.homes[home],
            "k": str((mark.ts_ms << 64) | mark.pos),
            "ts": str(mark.ts_ms),
            "batch": batch,
            "is_on": int(mark.is_on),
        }
        for home, mark in one.marks
    ]


def _redirect_rows(workspace_id: int, one: Someone, batch: int) -> list[dict[str, Json]]:
    return [
        {"workspace_id": workspace_id, "src": home, "dst": one.root, "version": 1, "batch": batch}
        for home in one.homes[1:]
    ]


def _text(value: Json) -> str:
    return "" if value is None else msgspec.json.encode(value).decode()
