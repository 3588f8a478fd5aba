"""Few people's events are found quickly and all of them, also where a part of the table is large."""

from otklik.infra.clickhouse import BY_PERSON, Parameter
from otklik.infra.engines import Engines

WORKSPACE = 1
ROWS = 1_200_000
"""From a million on ClickHouse would take rows by the numbers that the projection holds."""
STEP = 200_000
PEOPLE = 120_000
_FILL = """
    INSERT INTO events
        (workspace_id, name, ts, person, pos, batch, received_at, message_id, source, properties)
    SELECT {workspace:UInt32}, concat('deed ', toString(number % 7)),
        fromUnixTimestamp64Milli(1790000000000 + toInt64(cityHash64(number) % 80000000), 'UTC') AS at,
        bitShiftRight(cityHash64(number % {people:UInt64}), 1), number + 1, number + 1, at, toString(number),
        'browser', '{}'
    FROM numbers({start:UInt64}, {count:UInt64})
    """
_SOME = """
    SELECT DISTINCT person FROM events WHERE workspace_id = {workspace_id:UInt32} ORDER BY person LIMIT 3
    """
_LISTED = """
    SELECT person, pos, properties FROM events
    WHERE workspace_id = {workspace_id:UInt32} AND person IN {homes:Array(UInt64)}
        AND """
_READ = "SELECT value FROM system.events WHERE event = 'SelectedRows'"
EACH = ROWS // PEOPLE


async def test_all_events_of_few_people_are_found_in_a_large_part(engines: Engines) -> None:
    clickhouse = engines.clickhouse
    for start in range(0, ROWS, STEP):
        span = {"workspace": WORKSPACE, "people": PEOPLE, "start": start, "count": STEP}
        await clickhouse.command(_FILL, comment="test", parameters=span)
    await clickhouse.command("OPTIMIZE TABLE events FINAL", comment="test")
    people = await clickhouse.query(_SOME, workspace_id=WORKSPACE, comment="test")
    values: dict[str, Parameter] = {
        "homes": [row["person"] for row in people],
        "first": 1 << 40,
        "last": 1 << 41,
    }

    async def ask(condition: str) -> tuple[int, int]:
        """The events found, and the rows that were read."""
        before = await clickhouse.system_query(_READ, comment="test")
        rows = await clickhouse.query(
            _LISTED + condition, workspace_id=WORKSPACE, comment="test", parameters=values
        )
        after = await clickhouse.system_query(_READ, comment="test")
        found = {(row["person"], row["pos"]) for row in rows}
        return len(found), after[0]["value"] - before[0]["value"]

    found, _ = await ask(
        "NOT (batch BETWEEN {first:UInt64} AND {last:UInt64}) SETTINGS use_query_condition_cache = 0"
    )
    assert found == 3 * EACH
    found, read = await ask(
        f"(batch < {{first:UInt64}} OR batch > {{last:UInt64}}){BY_PERSON}, use_query_condition_cache = 0"
    )
    assert found == 3 * EACH
    assert read < ROWS // 3, "the projection says where they are"
