"""Who is here, in PostgreSQL. Rows of a process that has not been heard for half a minute do not count."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

import msgspec

from otklik.infra.postgres import Connection

_GONE_S: Final = 120
_HEARD: Final = "seen_at > now() - interval '30 seconds'"
ALIVE: Final = f"process IN (SELECT process FROM presence_processes WHERE {_HEARD})"  # noqa: S608 - ours
_ALL: Final = (
    "SELECT workspace_id, device_id, profile_id, url, title, user_agent, since FROM visitor_presence"
)


class VisitorHere(msgspec.Struct, frozen=True):
    """A browser with a page of ours open. `profile_id`: home of the browser."""

    workspace_id: int
    device_id: int
    profile_id: int
    url: str
    title: str
    user_agent: str
    since: datetime


async def beat(connection: Connection, *, process: int) -> bool:  # all workspaces: a process serves them all
    """Say that a process lives, and forget those long dead; whether it did not count until now.

    So it is with a new one, and with one that was silent for so long that its people were taken for gone.
    """
    cursor = await connection.execute(
        f"""
        WITH counted AS (SELECT FROM presence_processes WHERE process = %(process)s AND {_HEARD})
        INSERT INTO presence_processes (process, seen_at) VALUES (%(process)s, now())
        ON CONFLICT (process) DO UPDATE SET seen_at = excluded.seen_at
        RETURNING NOT EXISTS (SELECT FROM counted)
        """.encode(),  # noqa: S608 - a constant of this module
        {"process": process},
    )
    row = await cursor.fetchone()
    await connection.execute(
        "DELETE FROM presence_processes WHERE process IN (SELECT process FROM presence_processes "
        "WHERE seen_at < now() - make_interval(secs => %s) FOR UPDATE SKIP LOCKED)",
        (_GONE_S,),
    )
    return bool(row and row[0])


async def end(connection: Connection, *, process: int) -> None:  # all workspaces: as beat
    """Forget a process with whoever was there through it."""
    await connection.execute("DELETE FROM presence_processes WHERE process = %s", (process,))


async def write_visitors(  # all workspaces: each row names its own
    connection: Connection, *, process: int, visitors: Sequence[VisitorHere]
) -> None:
    """Write where these visitors are."""
    await connection.execute(
        """
        INSERT INTO visitor_presence
            (workspace_id, device_id, process, profile_id, url, title, user_agent, since)
        SELECT w, d, %s, p, u, t, a, s FROM unnest(
            %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::timestamptz[]
        ) AS given (w, d, p, u, t, a, s)
        ON CONFLICT (workspace_id, device_id, process) DO UPDATE SET
            profile_id = excluded.profile_id, url = excluded.url, title = excluded.title
        """,
        (process, *([getattr(each, name) for each in visitors] for name in VisitorHere.__struct_fields__)),
    )


async def delete_visitors(  # all workspaces: as write_visitors
    connection: Connection, *, process: int, keys: Collection[tuple[int, int]]
) -> None:
    """These visitors (workspace, browser) are not here through this process any more."""
    await connection.execute(
        """
        DELETE FROM visitor_presence WHERE process = %s AND (workspace_id, device_id) IN (
            SELECT * FROM unnest(%s::bigint[], %s::bigint[]))
        """,
        (process, [key[0] for key in keys], [key[1] for key in keys]),
    )


async def write_operators(  # all workspaces: as write_visitors
    connection: Connection, *, process: int, keys: Collection[tuple[int, int]]
) -> None:
    """These operators (workspace, member) are here. Who is back on the line has not moved by that."""
    cursor = await connection.execute(
        """
        INSERT INTO operator_presence (workspace_id, member_id, process, since, active_at)
        SELECT w, m, %s, now(), coalesce(known.active_at, now())
        FROM unnest(%s::bigint[], %s::bigint[]) AS given (w, m)
        LEFT JOIN operator_grace known ON (known.workspace_id, known.member_id) = (w, m)
        ON CONFLICT DO NOTHING RETURNING workspace_id, member_id
        """,
        (process, [key[0] for key in keys], [key[1] for key in keys]),
    )
    await _expect(connection, keys, come=await cursor.fetchall())


async def _expect(
    connection: Connection, keys: Collection[tuple[int, int]], *, come: Sequence[tuple[int, int]]
) -> None:
    """The rules of work are to see that they are here.

    `come`: those who were not, or were so through another process alone. Whoever was gone for less than it
    takes to be missed may have something waiting for him all the same.
    """
    await connection.execute(
        """
        INSERT INTO operator_grace AS known (workspace_id, member_id)
        SELECT * FROM unnest(%s::bigint[], %s::bigint[]) AS given (w, m) ORDER BY w, m
        ON CONFLICT (workspace_id, member_id) DO UPDATE
        SET left_at = NULL, has_come = known.has_come OR known.left_at IS NOT NULL
            OR (known.workspace_id, known.member_id) IN (SELECT * FROM unnest(%s::bigint[], %s::bigint[]))
        """,
        (
            [key[0] for key in keys],
            [key[1] for key in keys],
            [key[0] for key in come],
            [key[1] for key in come],
        ),
    )


async def note_activity(  # all workspaces: as write_visitors
    connection: Connection, *, process: int, keys: Collection[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Somebody moved at these screens; those who were away only because nothing moved, and are back."""
    asked = ([key[0] for key in keys], [key[1] for key in keys])
    await connection.execute(
        """
        UPDATE operator_presence SET active_at = now() WHERE process = %s AND (workspace_id, member_id) IN (
            SELECT * FROM unnest(%s::bigint[], %s::bigint[]))
        """,
        (process, *asked),
    )
    cursor = await connection.execute(
        """
        DELETE FROM operator_away WHERE is_automatic AND (workspace_id, member_id) IN (
            SELECT * FROM unnest(%s::bigint[], %s::bigint[])) RETURNING workspace_id, member_id
        """,
        asked,
    )
    back = [(row[0], row[1]) for row in await cursor.fetchall()]
    await connection.execute(
        """
        UPDATE operator_grace SET active_at = now(), has_come = has_come OR (workspace_id, member_id) IN (
            SELECT * FROM unnest(%s::bigint[], %s::bigint[]))
        WHERE (workspace_id, member_id) IN (
            SELECT workspace_id, member_id FROM operator_grace WHERE (workspace_id, member_id) IN (
                SELECT * FROM unnest(%s::bigint[], %s::bigint[])) ORDER BY 1, 2 FOR UPDATE)
        """,
        ([key[0] for key in back], [key[1] for key in back], *asked),
    )
    return back


async def delete_operators(  # all workspaces: as write_visitors
    connection: Connection, *, process: int, keys: Collection[tuple[int, int]]
) -> None:
    """These operators are not here through this process any more."""
    await connection.execute(
        """
        DELETE FROM operator_presence WHERE process = %s AND (workspace_id, member_id) IN (
            SELECT * FROM unnest(%s::bigint[], %s::bigint[]))
        """,
        (process, [key[0] for key in keys], [key[1] for key in keys]),
    )


async def list_watched(connection: Connection) -> set[int]:  # all workspaces: who is to be told
    """Workspaces with an operator who is here."""
    cursor = await connection.execute(
        f"SELECT DISTINCT workspace_id FROM operator_presence WHERE {ALIVE}".encode()  # noqa: S608 - ours
    )
    return {row[0] for row in await cursor.fetchall()}


async def list_visitors(connection: Connection, *, workspace_id: int, limit: int) -> list[VisitorHere]:
    """Visitors who are here, the last come first; one browser once."""
    cursor = await connection.execute(
        f"""
        SELECT * FROM (
            SELECT DISTINCT ON (device_id) * FROM ({_ALL} WHERE workspace_id = %s AND {ALIVE}) here
            ORDER BY device_id, since DESC
        ) once ORDER BY since DESC, device_id DESC LIMIT %s
        """.encode(),  # noqa: S608 - constants of this module
        (workspace_id, limit),
    )
    return [VisitorHere(*row) for row in await cursor.fetchall()]


async def list_online(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> set[int]:
    """Those of these homes that are here."""
    cursor = await connection.execute(
        f"SELECT profile_id FROM visitor_presence "  # noqa: S608 - a constant of this module
        f"WHERE workspace_id = %s AND profile_id = ANY(%s) AND {ALIVE}".encode(),
        (workspace_id, list(people)),
    )
    return {row[0] for row in await cursor.fetchall()}


async def list_operators(connection: Connection, *, workspace_id: int) -> dict[int, bool]:
    """Operators who are here: whether each said that he is away."""
    cursor = await connection.execute(
        f"""
        SELECT DISTINCT here.member_id, away.member_id IS NOT NULL
        FROM operator_presence here LEFT JOIN operator_away away USING (workspace_id, member_id)
        WHERE here.workspace_id = %s AND here.{ALIVE}
        """.encode(),  # noqa: S608 - a constant of this module
        (workspace_id,),
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def list_idle(connection: Connection, *, workspace_id: int) -> set[int]:
    """Operators who are away because nothing moved at their screens."""
    cursor = await connection.execute(
        "SELECT member_id FROM operator_away WHERE workspace_id = %s AND is_automatic", (workspace_id,)
    )
    return {row[0] for row in await cursor.fetchall()}
