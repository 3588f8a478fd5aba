"""A load that knows what it was promised: every batch is repeated until the door says 200."""

import asyncio
import contextlib
import itertools
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import msgspec

from otklik.infra.clickhouse import ClickHouse

EVENT = "chaos"
_BATCH = 20
_DEVICES = 40
_REPEATS = 0.15
_RETRY_S = 0.05
_HEADERS = {
    "Content-Type": "text/plain",
    # A browser's: what says python-httpx is a bot and is stored apart.
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/140.0.0.0 Safari/537.36",
}


@dataclass(slots=True)
class Load:
    """Clients that send without end; `accepted` holds every message id that a 200 covered."""

    url: str
    write_key: str
    workspace_id: int
    random: random.Random
    accepted: set[str] = field(default_factory=set)
    batches: int = 0
    refused: int = 0
    repeated: int = 0
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    _is_stopping: bool = False
    _progress: asyncio.Condition = field(default_factory=asyncio.Condition)

    @asynccontextmanager
    async def running(self, *, clients: int = 6, timeout_s: float = 600) -> AsyncIterator[None]:
        """Send meanwhile; on leaving, every client first brings its last batch through."""
        async with asyncio.timeout(timeout_s), asyncio.TaskGroup() as group:
            for _ in range(clients):
                group.create_task(self._send_for_ever())
            try:
                yield
            finally:
                self._is_stopping = True

    async def wait_for_batches(self, more: int) -> None:
        """Wait until so many more batches were accepted."""
        aim = self.batches + more
        async with asyncio.timeout(120), self._progress:
            await self._progress.wait_for(lambda: self.batches >= aim)

    async def _send_for_ever(self) -> None:
        async with httpx.AsyncClient(timeout=15, trust_env=False) as client:
            while not self._is_stopping:
                await self.send(client, self._make_batch())

    def _make_batch(self) -> list[dict[str, object]]:
        items: list[dict[str, object]] = []
        for _ in range(_BATCH):
            message_id = f"c-{next(self._numbers)}"
            if self.accepted and self.random.random() < _REPEATS:
                message_id = f"c-{self.random.randrange(len(self.accepted))}"
                self.repeated += 1
            device = self.random.randrange(_DEVICES)
            item: dict[str, object] = {
                "type": "track",
                "event": EVENT,
                "messageId": message_id,
                "anonymousId": f"d{device}",
            }
            items.append(item)
        return items

    async def send(self, client: httpx.AsyncClient, items: list[dict[str, object]]) -> None:
        """Repeat one batch, as it is, until it was accepted."""
        body = msgspec.json.encode({"writeKey": self.write_key, "batch": items})
        while True:
            with contextlib.suppress(httpx.TransportError):
                answer = await client.post(f"{self.url}/v1/b", content=body, headers=_HEADERS)
                if answer.status_code == httpx.codes.OK:
                    break
                assert answer.status_code in {500, 502, 503}, answer.text
                assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE, answer.text
                assert int(answer.headers["retry-after"]) > 0
                self.refused += 1
            await asyncio.sleep(_RETRY_S)
        self.accepted.update(str(item["messageId"]) for item in items)
        async with self._progress:
            self.batches += 1
            self._progress.notify_all()


async def stored_counts(clickhouse: ClickHouse, workspace_id: int) -> dict[str, int]:
    """How often each message id of the load is stored."""
    rows = await clickhouse.query(
        "SELECT message_id, count() AS n FROM events"
        " WHERE workspace_id = {workspace_id:UInt32} AND name = {name:String} GROUP BY message_id",
        workspace_id=workspace_id,
        comment="chaos",
        parameters={"name": EVENT},
        max_rows=1_000_000,
    )
    return {row["message_id"]: row["n"] for row in rows}
