"""For tests: a log that they write to directly, and a pipeline that runs until all of it is stored."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from otklik.events.batches import BatchReader
from otklik.events.contracts import BatchSummary, Reactor
from otklik.infra.engines import Engines
from otklik.infra.log import LogBody, LoggedRequest, PostgresLog
from otklik.intake.pipeline.pipeline import FirstHearer, PipelineOptions, run_pipeline
from otklik.kit.clock import now_ms

CHROME: Final = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0"
)
PARTITIONS: Final = 2
WAIT_S: Final = 120

JsonValue: TypeAlias = str | int | bool | None


@dataclass(slots=True)
class Pump:
    """Feeds a workspace's log and asks the stores what came of it."""

    engines: Engines
    workspace_id: int
    log: PostgresLog
    summaries: list[BatchSummary] = field(default_factory=list)
    readers: list[BatchReader] = field(default_factory=list)

    async def append(self, *items: Mapping[str, Any], part: int = 0, **request: JsonValue) -> None:
        """One request of these items."""
        defaults: dict[str, Any] = {
            "workspace_id": self.workspace_id,
            "write_key_id": 0,
            "door": "browser",
            "kind": "",
            "received_at_ms": now_ms(),
            "user_agent": CHROME,
        }
        body = LogBody(
            requests=[LoggedRequest(**{**defaults, **request})],
            items=[(0, json.dumps(item).encode()) for item in items],
        )
        await self.log.append({part: body})

    @asynccontextmanager
    async def running(
        self, *reactors: Reactor, first_hearers: Sequence[FirstHearer] = ()
    ) -> AsyncIterator[None]:
        """A pipeline at work during the block."""

        async def note(summaries: Sequence[BatchSummary]) -> None:
            self.summaries.extend(summaries)

        task = asyncio.create_task(
            run_pipeline(
                self.engines,
                intake_log=self.log,
                options=PipelineOptions(partitions=PARTITIONS, dedup_bytes=1 << 20),
                reactors=(note, *reactors),
                readers=self.readers,
                first_hearers=first_hearers,
            )
        )
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def until(self, condition: Callable[[], Awaitable[bool]]) -> None:
        """Wait until it holds."""
        async with asyncio.timeout(WAIT_S):
            while not await condition():  # noqa: ASYNC110 - what is waited for happens in the engines
                await asyncio.sleep(0.02)

    async def is_idle(self) -> bool:
        """Nothing in the log or on the way."""
        rows = await self.pg(
            "SELECT (SELECT count(*) FROM intake_log l LEFT JOIN intake_positions p ON p.part = l.part"
            " WHERE l.id > coalesce(p.position, 0)) + (SELECT count(*) FROM prepared)"
            " + (SELECT count(*) FROM outbox)"
        )
        return bool(rows[0][0] == 0)

    async def settle(self, *reactors: Reactor) -> None:
        """Run until everything is stored."""
        async with self.running(*reactors):
            await self.until(self.is_idle)

    async def pg(self, sql: str, *arguments: object) -> list[tuple[Any, ...]]:
        """Rows of PostgreSQL."""
        async with self.engines.postgres.connection() as connection:
            cursor = await connection.execute(sql, arguments or None)
            return await cursor.fetchall() if cursor.description else []

    async def ch(self, sql: str) -> list[dict[str, Any]]:
        """Rows of ClickHouse."""
        return await self.engines.clickhouse.system_query(sql, comment="test")

    async def events(self, *, table: str = "events") -> list[dict[str, Any]]:
        """Stored events in order, their JSON read."""
        rows = await self.ch(f"SELECT * FROM {table} ORDER BY ts, pos")  # noqa: S608 - a test's table
        for row in rows:
            row["properties"] = json.loads(row["properties"])
            row["context"] = json.loads(row["context"])
        return rows

    async def names(self) -> list[str]:
        """Names of stored events in order."""
        return [row["name"] for row in await self.events()]

    async def counters(self) -> dict[tuple[str, str], int]:
        """The counters: {(kind, reason): n}."""
        rows = await self.pg("SELECT kind, reason, n FROM intake_counters")
        return {(row[0], row[1]): row[2] for row in rows}

    @classmethod
    async def open(cls, engines: Engines, workspace_id: int) -> "Pump":
        """A pump with room in its log."""
        log = PostgresLog(engines.postgres, 1 << 30)
        await log.ensure_partitions()
        return cls(engines, workspace_id, log)
