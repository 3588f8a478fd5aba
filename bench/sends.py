"""How many sends one worker plans, decides upon and delivers a second, beside a million that wait.

    python -m bench.sends [--people 20000] [--waiting 1000000] [--wire 50]

Every person has a phone, a word about SMS and a zone; every send is promotional: leave, caps, quiet hours and
a control group are asked for each. The wire answers at once. Yardstick: the same rows moved by bare UPDATEs,
500 a transaction. Afterwards: what one look for the next due send costs while the others wait.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import psutil

from bench._engines import Opened, opened_engines
from bench._meter import tree_cpu
from otklik.infra.engines import Engines
from otklik.messaging import planning, releasing, repository_releasing
from otklik.messaging.channels.registry import Channels
from otklik.messaging.contents import keep_content
from otklik.messaging.contracts import Channel, MessageKind, NewSend, Purpose
from otklik.messaging.delivering import deliver_portion
from otklik.messaging.testing import KeptWire

NOON = datetime(2026, 11, 23, 9, tzinfo=UTC)
PORTION = 1_000
_PEOPLE = """
    INSERT INTO profiles (workspace_id, id, root_id, created_at, properties, stamps, writes)
    SELECT %(workspace)s, n, n, now(),
        jsonb_build_object('$phone', '+7999' || lpad(n::text, 7, '0'), '$time_zone', 'Europe/Moscow'),
        '{}', '{}'
    FROM generate_series(1, %(people)s) AS n
    """
_MARKS = """
    INSERT INTO marks (workspace_id, profile_id, kind, key, is_on, ts_ms, position, source, author)
    SELECT %(workspace)s, n, 'subscription', 'sms', true, 1, n, '', ''
    FROM generate_series(1, %(people)s) AS n
    """
_WAITING = """
    INSERT INTO sends (workspace_id, unique_key, scenario_id, profile_id, channel, content_id, purpose, kind,
        lane, planned_at, release_at)
    SELECT %(workspace)s, 'waiting:' || n, 2, 1 + n %% %(people)s, 'sms', %(content)s, 'marketing',
        'promotional', 2, now(), timestamptz '2027-01-01' + n * interval '1 second'
    FROM generate_series(1, %(waiting)s) AS n
    """


def make_sends(people: int, content: int) -> list[NewSend]:
    return [
        NewSend(
            unique_key=f"bench:{person}",
            profile_id=person,
            channel=Channel.SMS,
            content_id=content,
            purpose=Purpose.MARKETING,
            kind=MessageKind.PROMOTIONAL,
            release_at=NOON,
            scenario_id=1,
            control_share=0.1,
            variables={"event": {"name": "$cart_viewed", "amount": "1990.5"}},
        )
        for person in range(1, people + 1)
    ]


async def until_done(work: Callable[[], Awaitable[int]]) -> int:
    done = 0
    while some := await work():
        done += some
    return done


async def timed(what: str, count: int, work: Awaitable[object], server: psutil.Process) -> None:
    own = psutil.Process()
    before = (time.perf_counter(), sum(own.cpu_times()[:2]), tree_cpu(server))
    await work
    clock, python, postgres = (
        b - a
        for a, b in zip(
            before, (time.perf_counter(), sum(own.cpu_times()[:2]), tree_cpu(server)), strict=True
        )
    )
    print(
        f"{what:28} {count / clock:9.0f} a second   python {python / count * 1e6:5.0f} µs"
        f"   postgres {postgres / count * 1e6:5.0f} µs each",
        flush=True,
    )


async def bare_updates(engines: Engines) -> None:
    while True:
        async with engines.postgres.connection() as connection:
            cursor = await connection.execute(
                "UPDATE sends SET state = 'bare' WHERE id IN (SELECT id FROM sends WHERE state = 'sent'"
                " AND scenario_id = 1 ORDER BY id LIMIT 500 FOR UPDATE SKIP LOCKED)"
            )
            if not cursor.rowcount:
                return


async def measure(opened: Opened, arguments: argparse.Namespace) -> None:
    engines = opened.engines
    wire = KeptWire(at_once=arguments.wire)
    channels = Channels(wire)
    workspace_id, people = (await opened.make_workspace()).workspace_id, arguments.people
    values = {"workspace": workspace_id, "people": people, "waiting": arguments.waiting}
    async with engines.postgres.connection() as connection:
        content = await keep_content(
            connection,
            channels,
            workspace_id=workspace_id,
            channel=Channel.SMS,
            content={
                "text": "Hi {{ person.name | default: 'friend' }}, {{ event.amount | money }} wait for you"
            },
        )
        for sql in (_PEOPLE, _MARKS, _WAITING):
            await connection.execute(sql.encode(), {**values, "content": content})
    async with await engines.postgres.dedicated() as connection:
        await connection.execute("VACUUM ANALYZE")
    sends = make_sends(people, content)
    server = psutil.Process(opened.postgres_pid)

    async def plan() -> None:
        for start in range(0, people, PORTION):
            async with engines.postgres.connection() as connection:
                await planning.plan_sends(
                    connection, workspace_id=workspace_id, sends=sends[start : start + PORTION], now=NOON
                )

    async def release() -> int:
        return await releasing.release_portion(engines, channels, now=NOON)

    async def deliver() -> int:
        return await deliver_portion(engines, wire, by="bench", now=NOON)

    print(f"{people} people, {arguments.waiting} sends that wait")
    await timed("planned", people, plan(), server)
    await timed("decided", people, until_done(release), server)
    await timed("delivered", people, until_done(deliver), server)
    await timed("yardstick: bare UPDATEs", len(wire.delivered), bare_updates(engines), server)
    began = time.perf_counter()
    for _ in range(100):
        async with engines.postgres.connection() as connection:
            found = await repository_releasing.find_next_moment(connection)
    print(f"a look for the next due send: {(time.perf_counter() - began) * 10:.2f} ms")
    assert found is not None
    assert found > NOON + timedelta(days=1)


async def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--waiting", type=int, default=1_000_000)
    parser.add_argument("--wire", type=int, default=50)
    arguments = parser.parse_args()
    async with opened_engines() as opened:
        await measure(opened, arguments)


if __name__ == "__main__":
    asyncio.run(main())
