"""Puts people straight into the engines: what is done to many at once needs no pipeline to be tried."""

from dataclasses import dataclass
from typing import Any

from tests.integration.events.store import Store

from otklik.infra.engines import Engines
from otklik.profiles.contracts import Erased


@dataclass(slots=True)
class Crowd:
    """The people of a workspace."""

    engines: Engines
    workspace_id: int

    async def add(self, person: int, *, root: int = 0, user_id: str = "", **properties: object) -> None:
        """A card with these properties, `$` put before their names."""
        store = Store(self.engines, self.workspace_id)
        await store.add_profile(person, root=root or person, user_id=user_id or None, **properties)

    async def add_many(self, people: range) -> None:
        """Bare cards."""
        await self._run(
            "INSERT INTO profiles (workspace_id, id, root_id, created_at) SELECT %s, n, n, now()"
            " FROM generate_series(%s::bigint, %s::bigint) AS n",
            self.workspace_id,
            people.start,
            people.stop - 1,
        )

    async def say(self, person: int, kind: str, key: str, *, is_on: bool, ts_ms: int) -> None:
        """A word about a mark, the last one of this home."""
        await self._run(
            "INSERT INTO marks (workspace_id, profile_id, kind, key, is_on, ts_ms, position)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (workspace_id, profile_id, kind, key)"
            " DO UPDATE SET is_on = excluded.is_on, ts_ms = excluded.ts_ms",
            self.workspace_id,
            person,
            kind,
            key,
            is_on,
            ts_ms,
            ts_ms,
        )

    async def note_erasure(self, person: int) -> None:
        """Somebody who is being erased: engines may still hold him."""
        await self._run(
            "INSERT INTO erasures (workspace_id, profile_id, members, requested_by) VALUES (%s, %s, %s, 'x')",
            self.workspace_id,
            person,
            [person],
        )

    async def browse(self, home: int, **ids: str) -> None:
        """What follows from the visits of a browser with these ids of ad systems."""
        pairs = ", ".join(f"'{name}', (1, '{value}')" for name, value in ids.items())
        await self.engines.clickhouse.command(
            "INSERT INTO home_facts (workspace_id, person, tick, ad_ids)"
            f" SELECT {self.workspace_id}, {home}, 1,"
            f" CAST(map({pairs}), 'Map(String, Tuple(UInt128, String))')",
            comment="test",
        )

    async def _run(self, sql: str, *values: object) -> None:
        async with self.engines.postgres.connection() as connection:
            await connection.execute(sql.encode(), values)

    async def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What a statement of PostgreSQL finds."""
        async with self.engines.postgres.connection() as connection:
            return await (await connection.execute(sql.encode(), values)).fetchall()

    async def marked(self, kind: str, key: str) -> set[int]:
        """Homes whose last word about a mark is yes."""
        found = await self.rows(
            "SELECT profile_id FROM marks WHERE kind = %s AND key = %s AND is_on", kind, key
        )
        return {row[0] for row in found}

    async def list_cards(self) -> set[int]:
        """Everybody who has a row."""
        return {row[0] for row in await self.rows("SELECT id FROM profiles")}

    async def go_first(self, action_id: str) -> None:
        """Give a bulk action the next turn."""
        await self._run(
            "UPDATE bulk_actions SET stepped_at = stepped_at - interval '1 hour' WHERE id = %s",
            int(action_id),
        )

    async def erased(self, person: int) -> Erased:
        """What erasers are told of somebody."""
        found = await self.rows("SELECT id, requested_at FROM erasures WHERE profile_id = %s", person)
        return Erased(self.workspace_id, found[0][0], person, (person,), {}, found[0][1])

    async def state(self, person: int, name: str, value: str) -> None:
        """A property with a value (JSON text), as conditions find it."""
        await self.engines.clickhouse.command(
            "INSERT INTO property_writes (workspace_id, property, person, k, ts, batch, op, value)"
            f" VALUES ({self.workspace_id}, '{name}', {person}, bitShiftLeft(toUInt128(1000), 64), 1, 1,"
            f" 'set', '{value}')",
            comment="test",
        )
        await self.engines.clickhouse.command(
            "INSERT INTO property_now (workspace_id, property, person, version, batch, value)"
            f" VALUES ({self.workspace_id}, '{name}', {person}, 1, 1, '{value}')",
            comment="test",
        )
