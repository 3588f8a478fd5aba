"""Steps a second of one worker, a million who wait, a million promo codes, statistics over a million sends.

    python -m bench.scenarios [--steps 20000] [--waiting 1000000] [--codes 1000000] [--sends 1000000]

Steps: runs whose wait is over plan a send each; target: 500 a second from one worker, beside bare UPDATEs
and INSERTs of as many rows, 200 a transaction. Waiting: the worker's task beside so many runs that wait for
next month, against the same task before they were there (CPU within 1 % of a core, memory within 20 MB), then
how late due ones begin (2 s). Codes: beside a COPY of as many texts under a unique index. Statistics: one
page of one scenario and the list of all forty (1 s), and the watch of them, beside a plain count of the
same events.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable
from typing import Any

import psutil

from bench._engines import Opened, opened_engines
from bench.sweeps import NewMeter, make, send
from otklik.automation import running, scenarios
from otklik.automation.goals import service as goals
from otklik.automation.statistics import service as statistics
from otklik.automation.statistics.contracts import By, Choice, Number
from otklik.automation.stepping import PORTION, Stepper
from otklik.automation.watch import running as watch
from otklik.infra.engines import Engines
from otklik.kit.clock import now_ms, to_datetime
from otklik.messaging.channels.registry import Channels
from otklik.messaging.contents import keep_content
from otklik.messaging.contracts import Channel
from otklik.messaging.delivering import deliver_portion
from otklik.messaging.promo import repository as pools
from otklik.messaging.promo.contracts import Rules
from otklik.messaging.promo.running import make_portion
from otklik.messaging.testing import KeptWire
from otklik.workspaces.roles import system_actor

IDLE_S = 15.0
LATE = 20
MESSAGES = 40
GIVEN = 20_000
"""Codes handed out of the pool of all."""
AT_ONCE = 50_000
"""Sends laid down by one statement: as much as the store's memory lets."""
_PEOPLE = """
    INSERT INTO profiles (workspace_id, id, root_id, created_at, properties, stamps, writes)
    SELECT %(workspace)s, n, n, now(), '{}', '{}', '{}' FROM generate_series(1, %(people)s) AS n
    """
_RUNS = """
    INSERT INTO scenario_runs (workspace_id, scenario_id, version_id, profile_id, entry_key, node, visit,
        waits, due_at, since, entered_at)
    SELECT %(workspace)s, %(scenario)s, %(version)s, n, %(key)s || n, 'rest', 1, 'time',
        now() + %(ahead)s * interval '1 day' + n * interval '1 millisecond', now(), now()
    FROM generate_series(1, %(runs)s) AS n
    """
_DUE = """
    UPDATE scenario_runs r SET due_at = n.at,
        context = jsonb_build_object('due', extract(epoch FROM n.at)::float8)
    FROM (SELECT id, clock_timestamp() + interval '1 second' + (id %% 20) * interval '50 ms' AS at
        FROM scenario_runs WHERE node = 'rest' ORDER BY id DESC LIMIT %(count)s) AS n
    WHERE r.id = n.id
    """
_READY = """
    INSERT INTO sends (workspace_id, unique_key, scenario_id, profile_id, channel, content_id, purpose, kind,
        lane, planned_at, release_at, released_at, state)
    SELECT %(workspace)s, 'code:' || %(content)s || ':' || n, 1, n, 'sms', %(content)s, 'marketing',
        'transactional', 2, now(), now(), now(), 'ready'
    FROM generate_series(1, %(people)s) AS n
    """
_SENDS = """
    INSERT INTO events (workspace_id, name, ts, person, pos, batch, device, session, received_at, message_id,
        source, identity, url, country, city, device_type, browser, os, context, properties)
    SELECT {workspace:UInt32}, said.1,
        fromUnixTimestamp64Milli(
            {now:Int64} - toInt64(cityHash64(number) % 7776000000) + said.2, 'UTC') AS at,
        1 + number % 200000, (number + 1) * 4096 + said.2, 1 + intDiv(number, 5000), 1, 1, at,
        toString(number), 'api', '', '', '', '', '', '', '', '{}',
        concat('{"send_id":"', toString(number + 1), '","message_id":"',
            toString({first:UInt64} + number % 40), '","node":"a","channel":"email"}')
    FROM numbers({start:UInt64}, {count:UInt64})
    ARRAY JOIN arraySlice([('$message_sent', 0), ('$message_delivered', 1000), ('$message_read', 60000)], 1,
        2 + toUInt8(number % 10 < 6)) AS said
    """
_RUNNING = """
    UPDATE scenarios SET status = 'active', launched_at = now() - interval '80 days'
    WHERE workspace_id = %(workspace)s
    """
_ORDERS = """
    INSERT INTO events (workspace_id, name, ts, person, pos, batch, device, session, received_at, message_id,
        source, identity, url, country, city, device_type, browser, os, context, properties)
    SELECT {workspace:UInt32}, '$order_completed',
        fromUnixTimestamp64Milli({now:Int64} - toInt64(cityHash64(number, 1) % 7776000000), 'UTC') AS at,
        1 + number % 200000, (number + 1) * 4096 + 9, 1, 1, 1, at, toString(number), 'api', '', '', '',
        '', '', '', '', '{}',
        concat('{"order_id":"', toString(number), '","amount":', toString(100 + number % 900), '}')
    FROM numbers(200000)
    """


async def run_sql(engines: Engines, sql: str, **values: object) -> None:
    async with engines.postgres.connection() as connection:
        await connection.execute(sql.encode(), values)


async def timed(work: Awaitable[object]) -> float:
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


async def make_chain(engines: Engines, workspace_id: int) -> tuple[int, int]:
    """A live scenario: a rest and a message; (scenario, version)."""
    async with engines.postgres.connection() as connection:
        content = await keep_content(
            connection,
            Channels(KeptWire()),
            workspace_id=workspace_id,
            channel=Channel.SMS,
            content={"text": "Hi"},
        )
    nodes = {"rest": {"wait": {"for": "P30D"}, "next": "a"}, "a": send(content)}
    graph = {"entry": {"triggers": [{"event": "go"}]}, "start": "rest", "nodes": nodes}
    made = await make(engines, workspace_id, graph)
    async with engines.postgres.session() as session:
        await scenarios.launch(session, actor=system_actor(workspace_id=workspace_id), scenario_id=made[0])
    return made


async def measure_steps(
    engines: Engines, workspace_id: int, made: tuple[int, int], runs: int, meter: NewMeter
) -> None:
    where = {"workspace": workspace_id, "scenario": made[0], "version": made[1]}
    await run_sql(engines, _RUNS, **where, key="step", ahead=-1, runs=runs)
    stepper, done = Stepper(engines), 0
    with meter() as stepping:
        while stepped := await stepper.step_due(now_ms=now_ms()):
            done += stepped
    assert done == runs, done

    async def plainly() -> None:
        await run_sql(engines, "CREATE TABLE plain_sends (LIKE sends INCLUDING INDEXES)")
        for start in range(0, runs, PORTION):
            async with engines.postgres.connection() as connection:
                await connection.execute(
                    "UPDATE scenario_runs SET visit = visit + 1 WHERE id > %s AND id <= %s",
                    (start, start + PORTION),
                )
                await connection.execute(
                    "INSERT INTO plain_sends SELECT * FROM sends ORDER BY id LIMIT %s OFFSET %s",
                    (PORTION, start),
                )

    with meter() as plain:
        await plainly()
    await run_sql(engines, "DROP TABLE plain_sends")
    print(f"steps of one worker (target 500 a second): {stepping.tell(runs)}", flush=True)
    print(f"  yardstick: bare rows {plain.tell(runs)}", flush=True)


async def measure_waiting(engines: Engines, workspace_id: int, made: tuple[int, int], runs: int) -> None:
    own = psutil.Process()

    async def idle() -> tuple[float, float]:
        """(share of a core, MB) of the task beside what waits now."""
        task = asyncio.create_task(running.run(engines))
        await asyncio.sleep(2)
        began, cpu = time.perf_counter(), sum(own.cpu_times()[:2])
        await asyncio.sleep(IDLE_S)
        share = (sum(own.cpu_times()[:2]) - cpu) / (time.perf_counter() - began)
        size = own.memory_info().rss / 1e6
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return share, size

    before = await idle()
    where = {"workspace": workspace_id, "scenario": made[0], "version": made[1]}
    took = await timed(run_sql(engines, _RUNS, **where, key="wait", ahead=30, runs=runs))
    beside = await idle()
    print(
        f"waiting: {runs} runs (written in {took:.0f} s): {beside[0]:.1%} of a core beside {before[0]:.1%}"
        f" without them, {beside[1] - before[1]:+.0f} MB",
        flush=True,
    )
    task = asyncio.create_task(running.run(engines))
    await asyncio.sleep(1)
    await run_sql(engines, _DUE, count=LATE)
    await asyncio.sleep(6)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT count(*), max(since - to_timestamp(held)) FROM ("
            " SELECT r.since, (r.context->>'due')::float8 AS held FROM scenario_runs r"
            " WHERE r.node = 'a' AND r.context ? 'due') AS begun"
        )
        begun, late = await cursor.fetchone() or (0, None)
    print(f"due ones: {begun} of {LATE} begun, the last {late} late (target 2 s)", flush=True)


async def measure_codes(engines: Engines, workspace_id: int, count: int, meter: NewMeter) -> None:
    async with engines.postgres.connection() as connection:
        pool_id = await pools.insert_pool(
            connection,
            workspace_id=workspace_id,
            name="bench",
            title="B",
            rules=Rules(length=10),
            author="bench",
        )
        assert pool_id is not None
        await pools.ask_for_codes(connection, workspace_id=workspace_id, pool_id=pool_id, count=count)
    with meter() as making:
        while await make_portion(engines):
            pass
    await run_sql(engines, "CREATE TABLE plain_codes (key text PRIMARY KEY, code text)")
    with meter() as plain:
        await run_sql(
            engines,
            "INSERT INTO plain_codes SELECT key, code FROM promo_codes WHERE pool_id = %(pool)s",
            pool=pool_id,
        )
    await run_sql(engines, "DROP TABLE plain_codes")
    print(f"promo codes made: {making.tell(count)}", flush=True)
    print(f"  yardstick: the bare rows copied by one statement {plain.tell(count)}", flush=True)
    await give_codes(engines, workspace_id, pool_id, meter)


async def give_codes(engines: Engines, workspace_id: int, pool_id: int, meter: NewMeter) -> None:
    """Letters that say a code of so big a pool, beside letters that say none."""
    wire = KeptWire(at_once=500)
    async with engines.postgres.connection() as connection:
        await pools.set_default(connection, workspace_id=workspace_id, pool_id=pool_id)
    for words in ("no code", "{{ promo_code }}"):
        async with engines.postgres.connection() as connection:
            content = await keep_content(
                connection,
                Channels(wire),
                workspace_id=workspace_id,
                channel=Channel.SMS,
                content={"text": f"For you: {words}"},
            )
            await connection.execute(
                _READY.encode(), {"workspace": workspace_id, "content": content, "people": GIVEN}
            )
        with meter() as delivering:
            while await deliver_portion(engines, wire, by="bench", now=to_datetime(now_ms())):
                pass
        print(f"delivered with {words}, of {GIVEN}: {delivering.tell(GIVEN)}", flush=True)
    said = {each.content["text"] for each in wire.delivered[GIVEN:]}
    assert len(said) == GIVEN, len(said)


async def measure_statistics(
    engines: Engines, workspace_id: int, first: int, sends: int, meter: NewMeter
) -> None:
    actor = system_actor(workspace_id=workspace_id)
    aim = {
        "event": {"event": "$order_completed"},
        "window": "P2D",
        "value": {"kind": "property", "name": "amount"},
        "is_main": True,
    }
    ids = [first]
    for number in range(1, MESSAGES):
        async with engines.postgres.session() as session:
            made = await scenarios.create_scenario(
                session, actor=actor, kind="message", values={"name": f"Message {number}"}
            )
        ids.append(made.id)
    assert ids == [*range(first, first + MESSAGES)], "ids follow one another in a fresh database"
    for scenario_id in ids:
        async with engines.postgres.session() as session:
            await goals.put_goals(
                session, actor=actor, scenario_id=scenario_id, goals=[aim], is_without=False
            )
    values: dict[str, Any] = {"workspace": workspace_id, "now": now_ms(), "first": first}
    for start in range(0, sends, AT_ONCE):
        portion = {**values, "start": start, "count": min(AT_ONCE, sends - start)}
        await engines.clickhouse.command(_SENDS, comment="bench", parameters=portion, max_seconds=120)
    await engines.clickhouse.command(
        _ORDERS, comment="bench", parameters={"workspace": workspace_id, "now": now_ms()}, max_seconds=120
    )
    choice = Choice(scenario_id=first)
    print(f"statistics of {sends} sends in {MESSAGES} messages (target 1 s):", flush=True)
    for by in (By.TOTAL, By.TOTAL, By.DAY, By.STEP, By.VARIANT):
        with meter() as reading:
            await statistics.read_statistics(engines, workspace_id=workspace_id, choice=choice, by=by)
        print(f"  one message, {by}: {reading.tell()}", flush=True)
    with meter() as report:
        await statistics.read_report(engines, workspace_id=workspace_id, choice=choice)
    print(f"  one message, in every cut at once: {report.tell()}", flush=True)
    with meter() as listing:
        await statistics.list_people(engines, workspace_id=workspace_id, choice=choice, of=Number.READ)
    print(f"  the people behind a number: {listing.tell()}", flush=True)
    with meter() as all_of_them:
        await statistics.list_messages(
            engines, workspace_id=workspace_id, scenario_ids=None, first=None, last=None, order=None
        )
    print(f"  all messages: {all_of_them.tell()}", flush=True)
    await run_sql(engines, _RUNNING, workspace=workspace_id)
    with meter() as watching:
        await watch.look(engines, now=to_datetime(now_ms()))
    print(f"  the watch of all of them, once a day: {watching.tell()}", flush=True)
    with meter() as plain:
        await engines.clickhouse.query(
            "SELECT name, count() AS n FROM events WHERE workspace_id = {workspace_id:UInt32} GROUP BY name",
            workspace_id=workspace_id,
            comment="bench.plain",
        )
    print(f"  yardstick: a plain count of the events {plain.tell()}", flush=True)


async def measure(opened: Opened, arguments: argparse.Namespace) -> None:
    engines, meter = opened.engines, opened.meter
    workspace_id = (await opened.make_workspace()).workspace_id
    chain = await make_chain(engines, workspace_id)
    people = max(arguments.steps, LATE, GIVEN)
    await run_sql(engines, _PEOPLE, workspace=workspace_id, people=people)
    async with await engines.postgres.dedicated() as connection:
        await connection.execute("VACUUM ANALYZE")
    if arguments.sends:
        await measure_statistics(engines, workspace_id, chain[0], arguments.sends, meter)
    if arguments.steps:
        await measure_steps(engines, workspace_id, chain, arguments.steps, meter)
    if arguments.codes:
        await measure_codes(engines, workspace_id, arguments.codes, meter)
    if arguments.waiting:
        await measure_waiting(engines, workspace_id, chain, arguments.waiting)


async def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, usual in (
        ("steps", 20_000),
        ("waiting", 1_000_000),
        ("codes", 1_000_000),
        ("sends", 1_000_000),
    ):
        parser.add_argument(f"--{name}", type=int, default=usual)
    arguments = parser.parse_args()
    async with opened_engines() as opened:
        await measure(opened, arguments)


if __name__ == "__main__":
    asyncio.run(main())
