"""Tasks, in PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias

from psycopg import sql

from otklik.infra.postgres import Connection
from otklik.tasks.contracts import Figures, NewTask, Task, View

Place: TypeAlias = tuple[datetime | None, int]
"""Where a page ends: when the last task is due (of done ones, when it was done), and its id."""

_COLUMNS: Final = ", ".join(Task.__struct_fields__)
_DUE: Final = "coalesce(due_at, 'infinity'::timestamptz)"


async def insert_task(connection: Connection, *, workspace_id: int, new: NewTask) -> Task | None:
    """Make a task; None when its key is taken."""
    names = ("workspace_id", *NewTask.__struct_fields__)
    statement = sql.SQL(
        "INSERT INTO tasks ({}) VALUES ({}) "
        "ON CONFLICT (workspace_id, unique_key) WHERE unique_key IS NOT NULL DO NOTHING RETURNING {}"
    ).format(
        sql.SQL(", ").join(map(sql.Identifier, names)),
        sql.SQL(", ").join(sql.Placeholder() for _ in names),
        sql.SQL(", ").join(map(sql.Identifier, Task.__struct_fields__)),
    )
    given = [getattr(new, name) for name in NewTask.__struct_fields__]
    cursor = await connection.execute(statement, [workspace_id, *given])
    row = await cursor.fetchone()
    return Task(*row) if row else None


async def find_task(
    connection: Connection, *, workspace_id: int, task_id: int, is_held: bool = False
) -> Task | None:
    """A task; `is_held`: nobody else changes it until the transaction ends."""
    held = " FOR UPDATE" if is_held else ""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM tasks WHERE workspace_id = %s AND id = %s{held}".encode(),  # noqa: S608 - ours
        (workspace_id, task_id),
    )
    row = await cursor.fetchone()
    return Task(*row) if row else None


async def find_by_key(connection: Connection, *, workspace_id: int, unique_key: str) -> Task | None:
    """The task of a key."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM tasks WHERE workspace_id = %s AND unique_key = %s",  # noqa: S608 - our own names
        (workspace_id, unique_key),
    )
    row = await cursor.fetchone()
    return Task(*row) if row else None


async def update_task(
    connection: Connection, *, workspace_id: int, task_id: int, values: Mapping[str, object]
) -> Task:
    """Change columns of a task that is held."""
    changes = [sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in values]
    statement = sql.SQL(
        "UPDATE tasks SET {} WHERE workspace_id = %(workspace_id)s AND id = %(task_id)s RETURNING {}"
    ).format(
        sql.SQL(", ").join([*changes, sql.SQL("updated_at = now()")]),
        sql.SQL(", ").join(map(sql.Identifier, Task.__struct_fields__)),
    )
    cursor = await connection.execute(statement, {**values, "workspace_id": workspace_id, "task_id": task_id})
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - the caller holds the row
    return Task(*row)


async def delete_task(connection: Connection, *, workspace_id: int, task_id: int) -> bool:
    """Delete a task; False when there is none."""
    cursor = await connection.execute(
        "DELETE FROM tasks WHERE workspace_id = %s AND id = %s", (workspace_id, task_id)
    )
    return cursor.rowcount > 0


async def list_page(
    connection: Connection, *, workspace_id: int, view: View, after: Place | None, limit: int
) -> list[Task]:
    """Open ones by when they are due, those without a date last; done ones, the last done first."""
    where, values = _conditions(view)
    if after is not None:
        where.append("(done_at, id) < (%s, %s)" if view.is_done else f"({_DUE}, id) > (%s, %s)")
        values.extend((after[0] or "infinity", after[1]))
    order = "done_at DESC, id DESC" if view.is_done else f"{_DUE}, id"
    cursor = await connection.execute(
        f"""
        SELECT {_COLUMNS} FROM tasks WHERE {" AND ".join(["workspace_id = %s", *where])}
        ORDER BY {order} LIMIT %s
        """.encode(),  # noqa: S608 - conditions of this module, values bound
        (workspace_id, *values, limit),
    )
    return [Task(*row) for row in await cursor.fetchall()]


async def count_due(
    connection: Connection, *, workspace_id: int, view: View, now: datetime, day_ends: datetime
) -> Figures:
    """How many open tasks of a view are overdue, and how many are due before the day ends."""
    where, values = _conditions(view)
    cursor = await connection.execute(
        f"""
        SELECT count(*) FILTER (WHERE due_at < %s), count(*) FILTER (WHERE due_at >= %s) FROM tasks
        WHERE {" AND ".join(["workspace_id = %s", *where])} AND {_DUE} < %s
        """.encode(),  # noqa: S608 - conditions of this module, values bound
        (now, now, workspace_id, *values, day_ends),
    )
    row = await cursor.fetchone()
    return Figures(*row) if row else Figures(0, 0)


def _conditions(view: View) -> tuple[list[str], list[Any]]:
    where = ["done_at IS NOT NULL" if view.is_done else "done_at IS NULL"]
    values: list[Any] = []
    if view.assignee is not None:
        where.append("assignee = %s" if view.assignee else "assignee IS NULL")
        values.extend([view.assignee] if view.assignee else [])
    for column, given in (("team_id", view.team_ids), ("profile_id", view.profile_ids)):
        if given is not None:
            where.append(f"{column} = ANY(%s)")
            values.append(list(given))
    if view.conversation_id is not None:
        where.append("conversation_id = %s")
        values.append(view.conversation_id)
    return where, values


async def list_of_people(
    connection: Connection, *, workspace_id: int, people: Sequence[int], after: int = 0, limit: int = 1_000
) -> list[Task]:
    """Every task about these homes, by id."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM tasks "  # noqa: S608 - our own names
        "WHERE workspace_id = %s AND profile_id = ANY(%s) AND id > %s ORDER BY id LIMIT %s",
        (workspace_id, list(people), after, limit),
    )
    return [Task(*row) for row in await cursor.fetchall()]


async def delete_of_people(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> int:
    """Delete every task about these homes; how many there were."""
    cursor = await connection.execute(
        "DELETE FROM tasks WHERE workspace_id = %s AND profile_id = ANY(%s)", (workspace_id, list(people))
    )
    return cursor.rowcount


# all workspaces: who left the workspace is still named; the ids come from its tasks
async def find_names(connection: Connection, *, member_ids: Sequence[int]) -> dict[int, str]:
    """Names of members, also of those who have left."""
    cursor = await connection.execute(
        "SELECT id, coalesce(nullif(name, ''), email) FROM members WHERE id = ANY(%s)", (list(member_ids),)
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}
