"""How fast a mailing is planned for many, and how long a rehearsal of 90 days takes.

    python -m bench.sweeps [--mailing 200000] [--people 100000]

The mailing: people of a condition are taken down and a send is planned for each, a portion a transaction.
The rehearsal: a series for abandoned carts (a delay, a condition, three messages, an exit by the order) over
90 days in which each of the people saw two carts and every third ordered, among 30 other events a
person.
"""

import argparse
import asyncio
from collections.abc import Callable
from typing import Any, TypeAlias

from bench._engines import Opened, opened_engines
from bench._meter import Meter
from otklik.automation import scenarios
from otklik.automation.rehearsing import repository as rehearsals
from otklik.automation.rehearsing import running
from otklik.automation.sweeps.running import Sweeper
from otklik.infra.engines import Engines
from otklik.kit.clock import now_ms
from otklik.messaging.channels.registry import Channels
from otklik.messaging.contents import keep_content
from otklik.messaging.contracts import Channel
from otklik.messaging.testing import KeptWire
from otklik.workspaces.roles import system_actor

NewMeter: TypeAlias = Callable[[], Meter]
DAYS = 90
_PEOPLE = """
    INSERT INTO profiles (workspace_id, id, root_id, created_at, properties, stamps, writes)
    SELECT %(workspace)s, n, n, now(), jsonb_build_object('grp', 1), '{}', '{}'
    FROM generate_series(1, %(people)s) AS n
    """
_PROPERTY = """
    INSERT INTO property_now SELECT {workspace:UInt32}, said.1, number + 1, 1, 1, said.2
    FROM numbers({people:UInt64}) ARRAY JOIN [('grp', '1'), ('$phone', '"+79991112233"')] AS said
    """
_WRITES = """
    INSERT INTO property_writes
    SELECT {workspace:UInt32}, 'grp', number + 1, bitShiftLeft(toUInt128(1), 64) + number,
        fromUnixTimestamp64Milli(1000, 'UTC'), 1, 'set', '1', 'test', ''
    FROM numbers({people:UInt64})
    """
_EVENTS = """
    INSERT INTO events (workspace_id, name, ts, person, pos, batch, device, session, received_at, message_id,
        source, identity, url, country, city, device_type, browser, os, context, properties)
    WITH 1 + number % {people:UInt64} AS who, intDiv(number, {people:UInt64}) AS nth,
        fromUnixTimestamp64Milli(
            {begins:Int64} + toInt64(cityHash64(number) % {span:UInt64}), 'UTC') AS at
    SELECT {workspace:UInt32},
        multiIf(nth < 2, '$cart_viewed', nth = 2 AND who % 3 = 0, '$order_completed', '$page_viewed'), at,
        who, (number + 1) * 4096, 1 + intDiv(number, 5000), 1, 1, at, toString(number), 'browser',
        'anonymous_id',
        'https://shop.example/', 'RU', 'Москва', 'desktop', 'Chrome', 'Windows', '{}',
        concat('{"amount":', toString(100 + number % 20000), '}')
    FROM numbers({start:UInt64}, {count:UInt64})
    """


def send(content: int, **ways: object) -> dict[str, Any]:
    return {"send": {"channel": "sms", "content_id": content}, **ways}


async def make(engines: Engines, workspace_id: int, graph: dict[str, Any]) -> tuple[int, int]:
    """A scenario with a version; their ids."""
    actor = system_actor(workspace_id=workspace_id)
    async with engines.postgres.session() as session:
        made = await scenarios.create_scenario(session, actor=actor, kind="chain", values={"name": "Bench"})
        version, faults = await scenarios.save_version(session, actor=actor, scenario_id=made.id, graph=graph)
        assert not faults, faults
    return made.id, version.id


async def plan(engines: Engines, workspace_id: int, content: int, people: int, meter: NewMeter) -> None:
    graph = {
        "entry": {"mailing": {}, "audience": {"property": "grp", "op": "eq", "value": 1}},
        "start": "a",
        "nodes": {"a": send(content)},
    }
    scenario_id, _ = await make(engines, workspace_id, graph)
    async with engines.postgres.session() as session:
        actor = system_actor(workspace_id=workspace_id)
        await scenarios.launch(session, actor=actor, scenario_id=scenario_id)
    sweeper = Sweeper(engines)
    with meter() as taking:
        assert await sweeper.step(now_ms=now_ms())
    with meter() as planning:
        while await sweeper.step(now_ms=now_ms()):
            pass
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute("SELECT count(*) FROM sends WHERE scenario_id = %s", (scenario_id,))
        row = await cursor.fetchone()
    assert row is not None
    assert row[0] == people, row
    print(f"mailing to {people}: taken down {taking.tell(people)}", flush=True)
    print(f"  planned {planning.tell(people)} (target: memory that does not follow the people)", flush=True)
    with meter() as bare:
        async with engines.postgres.connection() as connection:
            await connection.execute("CREATE TABLE plain_sends (LIKE sends INCLUDING INDEXES)")
            await connection.execute(
                "INSERT INTO plain_sends SELECT * FROM sends WHERE scenario_id = %s", (scenario_id,)
            )
            await connection.execute("DROP TABLE plain_sends")
    print(f"  yardstick: the same rows copied by one statement {bare.tell(people)}", flush=True)


async def rehearse(
    engines: Engines, workspace_id: int, content: int, *, leaves: dict[str, Any], meter: NewMeter
) -> None:
    """`leaves`: what one leaves the series by."""
    graph = {
        "entry": {
            "triggers": [
                {"event": "$cart_viewed", "after": "PT1H", "unless": [{"event": "$order_completed"}]}
            ],
            "audience": {"property": "grp", "op": "eq", "value": 1},
            "repeat": {"every": "P7D"},
        },
        "exit": leaves,
        "start": "first",
        "nodes": {
            "first": send(content, next="day"),
            "day": {"wait": {"for": "P1D"}, "next": "dear"},
            "dear": {
                "condition": {"property": "grp", "op": "gt", "value": 5},
                "next": "second",
                "otherwise": "two",
            },
            "second": send(content, next="two"),
            "two": {"wait": {"for": "P2D"}, "next": "third"},
            "third": send(content),
        },
    }
    scenario_id, version_id = await make(engines, workspace_id, graph)
    async with engines.postgres.connection() as connection:
        await rehearsals.insert_rehearsal(
            connection,
            workspace_id=workspace_id,
            scenario_id=scenario_id,
            version_id=version_id,
            days=DAYS,
            author="bench",
        )
    with meter() as going:
        assert await running.step(engines)
    async with engines.postgres.connection() as connection:
        done = await rehearsals.list_rehearsals(
            connection, workspace_id=workspace_id, scenario_id=scenario_id
        )
    result = done[0].result or {}
    told = {name: result.get(name) for name in ("events", "begun", "people", "sends", "skipped", "kept_out")}
    print(f"rehearsal, left by {', '.join(leaves)}: {going.tell()}; {told} {done[0].error}", flush=True)


async def measure(opened: Opened, arguments: argparse.Namespace) -> None:
    engines, meter = opened.engines, opened.meter
    made = await opened.make_workspace()
    workspace_id = made.workspace_id
    async with engines.postgres.connection() as connection:
        content = await keep_content(
            connection,
            Channels(KeptWire()),
            workspace_id=workspace_id,
            channel=Channel.SMS,
            content={"text": "Hi"},
        )
        await connection.execute(_PEOPLE.encode(), {"workspace": workspace_id, "people": arguments.mailing})
    clickhouse = engines.clickhouse
    people: dict[str, Any] = {"workspace": workspace_id, "people": arguments.mailing}
    for sql in (_PROPERTY, _WRITES):
        await clickhouse.command(sql, comment="bench", parameters=people, max_seconds=120)
    events, step = arguments.people * 33, 500_000
    span = DAYS * 86_400_000
    for start in range(0, events, step):
        values: dict[str, Any] = {
            "workspace": workspace_id,
            "people": arguments.people,
            "begins": now_ms() - span,
            "span": span,
            "start": start,
            "count": min(step, events - start),
        }
        await clickhouse.command(_EVENTS, comment="bench", parameters=values, max_seconds=120)
    async with await engines.postgres.dedicated() as connection:
        await connection.execute("VACUUM ANALYZE")
    await plan(engines, workspace_id, content, arguments.mailing, meter)
    ordered = {"event": "$order_completed"}
    for leaves in ({"events": [ordered]}, {"condition": {"any": [ordered, {"tag": "quiet"}]}}):
        await rehearse(engines, workspace_id, content, leaves=leaves, meter=meter)


async def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mailing", type=int, default=200_000)
    parser.add_argument("--people", type=int, default=100_000)
    arguments = parser.parse_args()
    async with opened_engines() as opened:
        await measure(opened, arguments)


if __name__ == "__main__":
    asyncio.run(main())
