import json
from typing import Any

import pytest
import zstandard

from otklik.infra.clickhouse import ClickHouseError, WorkspaceGuardError
from otklik.infra.engines import Engines


def body(*rows: dict[str, Any]) -> bytes:
    return zstandard.compress("\n".join(json.dumps(row) for row in rows).encode())


async def test_inserts_rows_and_reads_them_back(engines: Engines) -> None:
    row = {"workspace_id": 1, "name": "x", "ts": "1760000000123", "person": 2**63, "batch": 7}
    await engines.clickhouse.insert("events", body({**row, "properties": '{"a.b": 1}'}), token="t1")
    rows = await engines.clickhouse.query(
        "SELECT name, ts, person, properties FROM events WHERE workspace_id = {workspace_id:UInt32}",
        workspace_id=1,
        comment="test",
    )
    assert rows[0]["name"] == "x"
    assert rows[0]["person"] == 2**63
    assert rows[0]["ts"].isoformat() == "2025-10-09T08:53:20.123000+00:00"
    assert json.loads(rows[0]["properties"]) == {"a.b": 1}


async def test_postgres_session_and_connection(engines: Engines) -> None:
    async with engines.postgres.connection() as connection:
        await connection.execute("INSERT INTO watermarks (name, state) VALUES ('a', '{}')")
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute("SELECT name FROM watermarks")
        assert await cursor.fetchall() == [("a",)]


async def test_query_without_guard_is_not_sent(engines: Engines) -> None:
    with pytest.raises(WorkspaceGuardError):
        await engines.clickhouse.query("SELECT 1", workspace_id=1, comment="test")


async def test_error_code_is_told(engines: Engines) -> None:
    with pytest.raises(ClickHouseError) as caught:
        await engines.clickhouse.system_query("SELECT * FROM nowhere", comment="test")
    assert caught.value.code == 60
    assert not caught.value.is_retryable
