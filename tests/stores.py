"""ClickHouse databases of tests: made once, lent to one test after another, and emptied between them.

Making one costs as much as everything else that a test of the API does.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from otklik.infra.clickhouse import ClickHouse
from otklik.infra.migrate import migrate_clickhouse

_TABLES: Final = """
    SELECT name, create_table_query AS made,
        name IN (SELECT table FROM system.parts WHERE database = currentDatabase())
        OR name IN (SELECT name FROM system.dictionaries
                    WHERE database = currentDatabase() AND status != 'NOT_LOADED') AS is_touched
    FROM system.tables WHERE database = currentDatabase()
    ORDER BY engine LIKE '%View' OR engine = 'Dictionary', name"""
_KEPT: Final = "migrations"
"""What has been migrated is the same in all of them."""


@dataclass(slots=True)
class Stores:
    """The databases of one server. A test holds one alone, from `lend` to `take_back`."""

    _schema: dict[str, str] = field(default_factory=dict)
    """How each table is made, the database's name left open."""
    _migrated: list[str] = field(default_factory=list)
    _free: list[str] = field(default_factory=list)
    _made: set[str] = field(default_factory=set)

    def lend(self) -> str:
        """The name of an empty database, or of one that `prepare` makes."""
        return self._free.pop() if self._free else f"test_{uuid.uuid4().hex[:16]}"

    async def prepare(self, clickhouse: ClickHouse) -> None:
        """Make the database if it is new: the first one by the migrations, others as these left it."""
        if clickhouse.database in self._made:
            return
        if not self._schema:
            await migrate_clickhouse(clickhouse)
            await self._learn(clickhouse)
        else:
            await _run(clickhouse, f"CREATE DATABASE `{clickhouse.database}`")
            for made in self._schema.values():
                await _run(clickhouse, made.replace("{database}", clickhouse.database))
            rows = ", ".join(self._migrated)
            await _run(clickhouse, f"INSERT INTO `{clickhouse.database}`.{_KEPT} (file, step) VALUES {rows}")
        self._made.add(clickhouse.database)

    async def take_back(self, clickhouse: ClickHouse) -> None:
        """Make anew what the test wrote to. A database whose tables it changed goes for good."""
        tables = await _read_tables(clickhouse)
        if {name: made for name, (made, _) in tables.items()} != self._schema:
            self._made.discard(clickhouse.database)
            await _run(clickhouse, f"DROP DATABASE `{clickhouse.database}` SYNC")
            return
        written = {name for name, (_, is_touched) in tables.items() if is_touched and name != _KEPT}
        touched = [name for name, made in self._schema.items() if name in written or _reads(made, written)]
        for name in reversed(touched):
            kind = "DICTIONARY" if "CREATE DICTIONARY" in self._schema[name] else "TABLE"
            await _run(clickhouse, f"DROP {kind} `{clickhouse.database}`.{name} SYNC")
        for name in touched:
            await _run(clickhouse, self._schema[name].replace("{database}", clickhouse.database))
        self._free.append(clickhouse.database)

    async def _learn(self, clickhouse: ClickHouse) -> None:
        self._schema = {name: made for name, (made, _) in (await _read_tables(clickhouse)).items()}
        done = await clickhouse.system_query(f"SELECT file, step FROM {_KEPT}", comment="test")
        self._migrated = [f"('{row['file']}', {row['step']})" for row in done]


def _reads(made: str, tables: Collection[str]) -> bool:
    """Whether a dictionary is made from one of these: it has to go before they can."""
    return any(f"{{database}}.{name} " in made for name in tables)


async def _run(clickhouse: ClickHouse, sql: str) -> None:
    await clickhouse.command(sql, comment="test", database="default")


async def _read_tables(clickhouse: ClickHouse) -> dict[str, tuple[str, bool]]:
    """How each table is made, and whether anything was ever written to it (or read into it)."""
    rows = await clickhouse.system_query(_TABLES, comment="test")
    return {
        row["name"]: (str(row["made"]).replace(clickhouse.database, "{database}"), bool(row["is_touched"]))
        for row in rows
    }
