"""What the rules of work cost a write: messages with and without them, and the statements of each.

    python -m bench.inbox_writes [--times 300] [--operators 10] [--talks 2000]

Starts PostgreSQL in memory with an inbox of so many open conversations and writes one message after the
other, each in a transaction of its own, as the routes do: without rules (none are registered), with rules and
no team, and with a team that gives in turns to operators who are all here. Beside the time stand the CPU time
of this program and of PostgreSQL. Target: the rules cost a message less than 2 ms of CPU time.

Yardstick of the same run: an empty transaction, and one row with its commit.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, NamedTuple

import psutil
import psycopg

from otklik.inbox import writing
from otklik.inbox.contracts import Author, AuthorKind, NewPart, TalkChannel
from otklik.inbox.rules import Rules, register_rules, rules
from otklik.infra.bus import Bus
from otklik.infra.embedded import postgres as embedded_postgres
from otklik.infra.embedded.process import spawn, stop, wait_until
from otklik.infra.migrate import migrate_postgres
from otklik.infra.postgres import Connection, Postgres
from otklik.routing.settling import Routing

WORKSPACE: Final = 7
TARGET_MS: Final = 2.0
WARM: Final = 20
_FILL: Final = (
    (
        "INSERT INTO workspaces (id, name, auth_key) OVERRIDING SYSTEM VALUE "
        "VALUES (%(workspace)s, 'Shop', convert_to('key', 'UTF8'))"
    ),
    (
        "INSERT INTO members (id, email, password_hash) OVERRIDING SYSTEM VALUE "
        "SELECT i, i || '@example.com', '' FROM generate_series(1, %(operators)s::int) i"
    ),
    (
        "INSERT INTO memberships (workspace_id, member_id, role) "
        "SELECT %(workspace)s, id, 'operator' FROM members"
    ),
    "INSERT INTO presence_processes (process, seen_at) VALUES (1, now() + interval '1 day')",
    (
        "INSERT INTO operator_presence (workspace_id, member_id, process, since) "
        "SELECT %(workspace)s, id, 1, now() FROM members"
    ),
    "INSERT INTO operator_grace (workspace_id, member_id) SELECT %(workspace)s, id FROM members",
    (
        "INSERT INTO conversations (workspace_id, seq, profile_id, channel, reply_channel, status, assignee, "
        "started_by, started_at, last_at) SELECT %(workspace)s, i, i, 'chat', 'chat', 'open', "
        "1 + i %% %(operators)s::int, 'visitor', now(), now() FROM generate_series(1, %(talks)s::int) i"
    ),
    "INSERT INTO inbox_heads (workspace_id, seq) VALUES (%(workspace)s, %(talks)s)",
    "CREATE TABLE yardstick (id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())",
    "VACUUM ANALYZE",
)
_TEAM: Final = (
    (
        "INSERT INTO teams (id, workspace_id, name, mode, position) OVERRIDING SYSTEM VALUE "
        "VALUES (1, %(workspace)s, 'All', 'round_robin', 0)"
    ),
    "INSERT INTO team_members (workspace_id, team_id, member_id) SELECT %(workspace)s, 1, id FROM members",
    """INSERT INTO routing_settings (workspace_id, settings) VALUES (%(workspace)s, '{"default_team": 1}')""",
)


class Cost(NamedTuple):
    """Milliseconds of one write."""

    wall: float
    ours: float
    postgres: float

    @property
    def cpu(self) -> float:
        """Of both."""
        return self.ours + self.postgres


class Desk:
    """Writes as routes do; counts its keys so that no message is a repeat."""

    def __init__(self, postgres: Postgres, bus: Bus) -> None:
        self.postgres = postgres
        self.bus = bus
        self.number = 0

    def _words(self) -> NewPart:
        self.number += 1
        return NewPart(
            Author(AuthorKind.VISITOR, self.number),
            "Где мой заказ?",
            channel=TalkChannel.CHAT,
            client_key=f"key-{self.number}",
        )

    async def say(self) -> None:
        """A visitor's message in a conversation that somebody has."""
        words = self._words()
        async with self.postgres.connection() as connection:
            await writing.write_part(
                self.bus,
                connection,
                workspace_id=WORKSPACE,
                conversation_id=1 + self.number % 1_000,
                new=words,
            )

    async def begin(self) -> None:
        """A visitor's first message."""
        words = self._words()
        async with self.postgres.connection() as connection:
            await writing.start_conversation(
                self.bus,
                connection,
                workspace_id=WORKSPACE,
                profile_id=self.number,
                channel=TalkChannel.CHAT,
                first=words,
                device_id=writing.NO_DEVICE,
            )

    async def nothing(self) -> None:
        """An empty transaction."""
        async with self.postgres.connection() as connection:
            await connection.execute("SELECT 1")

    async def row(self) -> None:
        """One row."""
        async with self.postgres.connection() as connection:
            await connection.execute("INSERT INTO yardstick DEFAULT VALUES")


async def measure(name: str, do: Callable[[], Awaitable[None]], *, times: int) -> Cost:
    """Do it so often, one after the other."""
    for _ in range(WARM):
        await do()
    server = _postgres_cpu()
    ours, took = time.process_time(), []
    for _ in range(times):
        began = time.perf_counter()
        await do()
        took.append((time.perf_counter() - began) * 1_000)
    ours = (time.process_time() - ours) / times * 1_000
    cost = Cost(statistics.median(took), ours, (_postgres_cpu() - server) / times * 1_000)
    print(
        f"{name:44} median {cost.wall:6.2f} ms   CPU {cost.ours:5.2f} here + {cost.postgres:5.2f} PostgreSQL"
    )
    return cost


def _postgres_cpu() -> float:
    """CPU seconds of PostgreSQL's processes under this program."""
    found = 0.0
    for process in psutil.Process().children(recursive=True):
        times = process.cpu_times()
        found += times.user + times.system
    return found


async def execute_all(connection: Connection, statements: tuple[str, ...], given: dict[str, int]) -> None:
    for statement in statements:
        await connection.execute(statement.encode(), given)


async def run(dsn: str, given: argparse.Namespace) -> bool:
    values = {"workspace": WORKSPACE, "operators": given.operators, "talks": given.talks}
    no_rules: Rules = rules()
    postgres = await Postgres.open(dsn)
    bus = await Bus.open(postgres)
    desk = Desk(postgres, bus)
    try:
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as admin:
            await execute_all(admin, _FILL, values)
            await measure("yardstick: an empty transaction", desk.nothing, times=given.times)
            await measure("yardstick: a row and its commit", desk.row, times=given.times)
            bare = await measure("a message, without rules", desk.say, times=given.times)
            new = await measure("a first message, without rules", desk.begin, times=given.times)
            register_rules(Routing())
            ruled = await measure("a message, rules without a team", desk.say, times=given.times)
            await execute_all(admin, _TEAM, values)
            taken = await measure("a message, rules and a team", desk.say, times=given.times)
            name = f"a first message, given to one of {given.operators}"
            given_ = await measure(name, desk.begin, times=given.times)
    finally:
        register_rules(no_rules)
        await bus.close()
        await postgres.close()
    print(f"the rules cost a message {max(ruled.cpu, taken.cpu) - bare.cpu:.2f} ms of CPU time")
    print(f"and a first message that is given {given_.cpu - new.cpu:.2f} ms; target {TARGET_MS} ms")
    return max(ruled.cpu, taken.cpu) - bare.cpu <= TARGET_MS


def main() -> None:
    parser = argparse.ArgumentParser(description="What the rules of work cost a write")
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--operators", type=int, default=10)
    parser.add_argument("--talks", type=int, default=2_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        plan = embedded_postgres.prepare(Path(folder), extra={"fsync": "off"})
        process = spawn(plan.spec)
        try:
            wait_until(plan.is_ready, process, spec=plan.spec, timeout_s=60)
            plan.ensure_database()
            migrate_postgres(plan.dsn())
            is_good = asyncio.run(run(plan.dsn(), given))
        finally:
            stop(process, plan.spec)
    raise SystemExit(0 if is_good else 1)


if __name__ == "__main__":
    main()
