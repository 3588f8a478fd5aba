"""The inbox's statistics over many requests: the page, each table, a list, a file.

    python -m bench.inbox_statistics [--requests 100000] [--times 7]

Starts `otklik serve` in a fresh folder, writes so many requests of four weeks into PostgreSQL, two for each
conversation, all of them counted already, and asks over HTTP as the page does. Target: the slower half of the
answers within 1 s each. Beside the time of each answer stands the CPU time that it took in all processes:
what the time would be at least on a machine with nothing else to do. Yardstick of the same run: PostgreSQL
counting the same rows, and no more than that.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Final

import httpx
import psutil
import psycopg
from tests.integration.infra.installation import Installation

from bench._engines import served
from bench.whole_way import cpu_seconds
from otklik.infra.embedded.running import find_running
from otklik.workspaces.contracts import NewWorkspace

TARGET_MS: Final = 1_000
_TALKS: Final = """
    INSERT INTO conversations (workspace_id, seq, profile_id, channel, reply_channel, status, assignee, team,
        tags, started_by, started_at, last_at, visitor_part, last_part, rating, rating_comment, rated_at)
    SELECT %(workspace)s, i, i, (ARRAY['chat', 'chat', 'email', 'telegram'])[1 + i %% 4], 'chat', 'closed',
        1 + i %% 10, 1 + i %% 5,
        CASE i %% 3 WHEN 0 THEN '{}' WHEN 1 THEN ARRAY['tag ' || i %% 20]
            ELSE ARRAY['tag ' || i %% 20, 'tag ' || (i + 7) %% 20] END,
        'visitor', now(), now(), i, i, CASE WHEN i %% 5 = 0 THEN 1 + i / 5 %% 5 END, '',
        CASE WHEN i %% 5 = 0 THEN now() - make_interval(secs => i * 7919 %% 2419200) END
    FROM generate_series(1, %(talks)s::bigint) i"""
_REQUESTS: Final = """
    INSERT INTO conversation_requests
        (workspace_id, conversation_id, part, channel, asked_at, replied_at, replied_by, closed_at)
    SELECT %(workspace)s, c.id, c.seq * 10 + n, c.channel, at,
        CASE WHEN (c.seq + n) %% 9 > 0 THEN at + make_interval(secs => 30 + c.seq * 31 %% 90000) END,
        CASE WHEN (c.seq + n) %% 9 > 0 THEN 1 + c.seq %% 10 END,
        CASE WHEN (c.seq + n) %% 7 > 0 THEN at + make_interval(secs => 90 + c.seq * 37 %% 300000) END
    FROM conversations c CROSS JOIN generate_series(1, 2) n
    CROSS JOIN LATERAL (SELECT now() - make_interval(secs => (c.seq * 2 + n) * 6007 %% 2419200)) AS t (at)
    WHERE c.workspace_id = %(workspace)s"""
_HEADS: Final = """
    WITH head AS (
        INSERT INTO inbox_heads (workspace_id, seq) VALUES (%(workspace)s, %(talks)s)
        ON CONFLICT (workspace_id) DO UPDATE SET seq = excluded.seq RETURNING seq)
    INSERT INTO statistics_heads (workspace_id, seq) SELECT %(workspace)s, seq FROM head
    ON CONFLICT (workspace_id) DO UPDATE SET seq = excluded.seq"""
_PLAIN: Final = """
    SELECT count(*), count(r.replied_at), count(r.closed_at) FROM conversation_requests r
    JOIN conversations c ON c.id = r.conversation_id
    WHERE r.workspace_id = %s AND c.deleted_at IS NULL AND r.asked_at > now() - interval '28 days'"""
QUESTIONS: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "the page": ("", {}),
    "the page, by working time": ("", {"clock": "working"}),
    "table: operators": ("/groups", {"by": "operator"}),
    "table: teams": ("/groups", {"by": "team"}),
    "table: tags": ("/groups", {"by": "tag"}),
    "table: channels": ("/groups", {"by": "channel"}),
    "the page of one tag": ("", {"tag": "tag 3"}),
    "list: all": ("/conversations", {"measure": "new"}),
    "list: the slowest answers": ("/conversations", {"measure": "replied"}),
    "list: ratings": ("/conversations", {"measure": "rated"}),
    "file: operators": (".csv", {"of": "operator"}),
    "file: every request": (".csv", {"of": "request"}),
}
FILES_MS: Final = 5 * TARGET_MS
"""A file of every request is asked for now and then."""


async def fill(dsn: str, workspace_id: int, requests: int) -> None:
    given = {"workspace": workspace_id, "talks": requests // 2}
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        for statement in (_TALKS, _REQUESTS, _HEADS):
            await connection.execute(statement.encode(), given)
        await connection.execute("VACUUM ANALYZE conversations, conversation_requests")


async def measure(
    name: str, root: psutil.Process, ask: Callable[[], Awaitable[None]], *, times: int, bound_ms: int
) -> bool:
    """Ask once for nothing, then so often; whether the slower half keeps to the bound."""
    await ask()
    took, before = [], sum(cpu_seconds(root).values())
    for _ in range(times):
        began = time.perf_counter()
        await ask()
        took.append((time.perf_counter() - began) * 1_000)
    cpu = (sum(cpu_seconds(root).values()) - before) / times * 1_000
    took.sort()
    half = statistics.median(took)
    print(f"{name:28} median {half:7.0f} ms   most {took[-1]:7.0f}   CPU {cpu:6.0f}   of {bound_ms} ms")
    return half <= bound_ms


async def run(running: Installation, made: NewWorkspace, requests: int, times: int) -> bool:
    found, root = find_running(running.data), psutil.Process(running.process.pid)
    assert found is not None
    await fill(found.postgres_url, made.workspace_id, requests)
    headers = {"Authorization": f"Bearer {made.api_token}"}
    good = []
    async with (
        httpx.AsyncClient(base_url=running.url, headers=headers, trust_env=False, timeout=60) as client,
        await psycopg.AsyncConnection.connect(found.postgres_url, autocommit=True) as postgres,
    ):

        async def count() -> None:
            await postgres.execute(_PLAIN, (made.workspace_id,))

        await measure("yardstick: a bare count", root, count, times=times, bound_ms=TARGET_MS)
        for name, (path, asked) in QUESTIONS.items():

            async def ask(path: str = path, asked: dict[str, str] = asked) -> None:
                answer = await client.get(f"/api/v1/inbox/statistics{path}", params=asked)
                assert answer.status_code == httpx.codes.OK, answer.text[:300]

            bound = FILES_MS if name == "file: every request" else TARGET_MS
            good.append(await measure(name, root, ask, times=times, bound_ms=bound))
    return all(good)


def main() -> None:
    parser = argparse.ArgumentParser(description="Statistics of a busy inbox")
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=7)
    given = parser.parse_args()
    with served() as (running, made):
        is_good = asyncio.run(run(running, made, given.requests, given.times))
    raise SystemExit(0 if is_good else 1)


if __name__ == "__main__":
    main()
