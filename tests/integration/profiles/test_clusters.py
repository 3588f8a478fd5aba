"""Whom people belong to, asked of many at once."""

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.profiles import service as profiles
from otklik.profiles.repository_clusters import list_clusters
from otklik.workspaces.service import create_workspace_with_owner

CROWD = 20_000
_READ = """
    SELECT pg_stat_get_xact_tuples_returned(oid) + pg_stat_get_xact_tuples_fetched(oid)
    FROM pg_class WHERE oid = 'profiles'::regclass
    """


async def _make_crowd(connection: Connection, workspace_id: int) -> None:
    """Everybody alone but 1, whom 2 and 3 belong to; 3 is a user, 4 has an address."""
    await connection.execute(
        """
        INSERT INTO profiles (workspace_id, id, root_id, created_at, user_id, properties)
        SELECT %s, i, CASE WHEN i IN (2, 3) THEN 1 ELSE i END, now(), CASE i WHEN 3 THEN 'u3' END,
            CASE i WHEN 4 THEN '{"$email": "four@example.com"}'::jsonb ELSE '{}' END
        FROM generate_series(1, %s) AS i
        """,
        (workspace_id, CROWD),
    )


async def _count_read(connection: Connection) -> int:
    row = await (await connection.execute(_READ.encode())).fetchone()
    assert row is not None
    return int(row[0])


async def test_each_is_found_with_all_his_homes(engines: Engines) -> None:
    made = await create_workspace_with_owner(
        engines, name="Shop", email="owner@example.com", password="correct horse battery"
    )
    workspace_id = made.workspace_id
    async with engines.postgres.connection() as connection:
        await _make_crowd(connection, workspace_id)
    found = await profiles.list_clusters(engines, workspace_id=workspace_id, people=[2, 1, 4, 9, CROWD + 1])
    assert {person: (each.root, each.members, each.stage) for person, each in found.items()} == {
        2: (1, (1, 2, 3), "user"),
        1: (1, (1, 2, 3), "user"),
        4: (4, (4,), "lead"),
        9: (9, (9,), "visitor"),
        CROWD + 1: (CROWD + 1, (CROWD + 1,), "visitor"),
    }


async def test_of_a_crowd_that_has_just_come_only_those_asked_for_are_read(engines: Engines) -> None:
    """PostgreSQL has not looked at the table yet, and thinks that it is small."""
    made = await create_workspace_with_owner(
        engines, name="Shop", email="owner@example.com", password="correct horse battery"
    )
    async with engines.postgres.connection() as connection, connection.transaction():
        await _make_crowd(connection, made.workspace_id)
        before = await _count_read(connection)
        await list_clusters(connection, workspace_id=made.workspace_id, people=range(1, 1_001))
        assert await _count_read(connection) - before < 5_000
