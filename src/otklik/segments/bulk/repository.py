"""Bulk actions and the people they are about, in PostgreSQL."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from otklik.infra.postgres import Connection
from otklik.segments.bulk.actions import BulkKind, BulkStatus, Options, Outcome, read_options
from otklik.segments.exports.leaving_out import Tally

OPEN: Final = (BulkStatus.PENDING.value, BulkStatus.COLLECTING.value, BulkStatus.RUNNING.value)
_ENCODE = msgspec.json.Encoder().encode


class ActionRow(msgspec.Struct, frozen=True):
    """A bulk action: what, to whom, how far."""

    id: int
    workspace_id: int
    kind: BulkKind
    options: Options
    audience: dict[str, Any]
    status: BulkStatus
    expected: int
    total: int | None
    portion: int
    done: int
    changed: int
    failed: int
    failures: dict[str, int]
    result: dict[str, Any]
    error: str
    undo_of: int | None
    created_by: str
    created_at: datetime
    finished_at: datetime | None


class PortionRow(msgspec.Struct, frozen=True):
    """Some of the people of an action; `size`: how many they were at the start."""

    number: int
    size: int
    members: list[int]


_COLUMNS: Final = """id, workspace_id, kind, options::text, audience::text, status, expected, total,
    portion, done, changed, failed, failures::text, result::text, error, undo_of, created_by, created_at,
    finished_at"""


def _action(row: tuple[Any, ...]) -> ActionRow:
    kind = BulkKind(row[2])
    return ActionRow(
        id=row[0],
        workspace_id=row[1],
        kind=kind,
        options=read_options(kind, row[3].encode()),
        audience=msgspec.json.decode(row[4]),
        status=BulkStatus(row[5]),
        expected=row[6],
        total=row[7],
        portion=row[8],
        done=row[9],
        changed=row[10],
        failed=row[11],
        failures=msgspec.json.decode(row[12]),
        result=msgspec.json.decode(row[13]),
        error=row[14],
        undo_of=row[15],
        created_by=row[16],
        created_at=row[17],
        finished_at=row[18],
    )


async def insert_action(
    connection: Connection,
    *,
    workspace_id: int,
    kind: BulkKind,
    options: Options,
    audience: Mapping[str, Any],
    expected: int,
    author: str,
    undo_of: int | None = None,
) -> ActionRow:
    """Note an action that waits for a worker."""
    cursor = await connection.execute(
        f"""
        INSERT INTO bulk_actions (workspace_id, kind, options, audience, expected, created_by, undo_of)
        VALUES (%s, %s, %s::jsonb, %s::jsonb, %s, %s, %s) RETURNING {_COLUMNS}
        """.encode(),  # noqa: S608 - names of this module
        (
            workspace_id,
            kind.value,
            _ENCODE(options).decode(),
            _ENCODE(audience).decode(),
            expected,
            author,
            undo_of,
        ),
    )
    return _action(await _one(cursor))


async def _one(cursor: Any) -> tuple[Any, ...]:  # noqa: ANN401 - psycopg's cursor of rows of any shape
    row: tuple[Any, ...] | None = await cursor.fetchone()
    assert row is not None  # noqa: S101 - RETURNING of an INSERT
    return row


async def count_open(connection: Connection, *, workspace_id: int) -> int:
    """How many actions of the workspace are not over."""
    cursor = await connection.execute(
        "SELECT count(*) FROM bulk_actions WHERE workspace_id = %s AND status = ANY(%s)",
        (workspace_id, list(OPEN)),
    )
    return int((await _one(cursor))[0])


async def find_action(
    connection: Connection, *, workspace_id: int, action_id: int, is_locked: bool = False
) -> ActionRow | None:
    """One action; `is_locked`: nobody else changes it until this transaction ends."""
    lock = "FOR UPDATE" if is_locked else ""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM bulk_actions WHERE workspace_id = %s AND id = %s {lock}".encode(),  # noqa: S608 - names of this module
        (workspace_id, action_id),
    )
    row = await cursor.fetchone()
    return _action(row) if row else None


async def list_actions(
    connection: Connection, *, workspace_id: int, limit: int, before_id: int | None
) -> list[ActionRow]:
    """Actions of the workspace, the newest first."""
    cursor = await connection.execute(
        f"""
        SELECT {_COLUMNS} FROM bulk_actions
        WHERE workspace_id = %s AND id < %s ORDER BY id DESC LIMIT %s
        """.encode(),  # noqa: S608 - names of this module
        (workspace_id, before_id or (1 << 63) - 1, limit),
    )
    return [_action(row) for row in await cursor.fetchall()]


async def add_people(
    connection: Connection, *, workspace_id: int, action_id: int, first: int, people: Sequence[Sequence[int]]
) -> None:
    """Write portions down, numbered from `first`."""
    async with connection.cursor() as cursor:
        await cursor.executemany(
            """
            INSERT INTO bulk_action_people (workspace_id, action_id, portion, size, members)
            VALUES (%s, %s, %s, %s, %s)
            """,
            [
                (workspace_id, action_id, first + index, len(portion), list(portion))
                for index, portion in enumerate(people)
            ],
        )


async def copy_changed(connection: Connection, *, workspace_id: int, source_id: int, action_id: int) -> int:
    """Give an action the people for whom another changed something; how many they are."""
    cursor = await connection.execute(
        """
        WITH copied AS (
            INSERT INTO bulk_action_people (workspace_id, action_id, portion, size, members)
            SELECT workspace_id, %(action_id)s, row_number() OVER (ORDER BY portion), cardinality(changed),
                changed
            FROM bulk_action_people
            WHERE workspace_id = %(workspace_id)s AND action_id = %(source_id)s AND changed <> '{}'
            RETURNING size)
        SELECT coalesce(sum(size), 0) FROM copied
        """,
        {"workspace_id": workspace_id, "source_id": source_id, "action_id": action_id},
    )
    return int((await _one(cursor))[0])


async def delete_people(connection: Connection, *, workspace_id: int, action_id: int) -> None:
    """Forget whom an action is about."""
    await connection.execute(
        "DELETE FROM bulk_action_people WHERE workspace_id = %s AND action_id = %s", (workspace_id, action_id)
    )


async def find_portion(
    connection: Connection, *, workspace_id: int, action_id: int, number: int
) -> PortionRow | None:
    """A portion of an action's people."""
    cursor = await connection.execute(
        """
        SELECT portion, size, members FROM bulk_action_people
        WHERE workspace_id = %s AND action_id = %s AND portion = %s
        """,
        (workspace_id, action_id, number),
    )
    row = await cursor.fetchone()
    return PortionRow(row[0], row[1], row[2]) if row else None


async def set_collecting(connection: Connection, *, workspace_id: int, action_id: int) -> bool:
    """Note that its people are being looked for; False when it was cancelled."""
    cursor = await connection.execute(
        """
        UPDATE bulk_actions SET status = 'collecting', stepped_at = clock_timestamp()
        WHERE workspace_id = %s AND id = %s AND status IN ('pending', 'collecting')
        """,
        (workspace_id, action_id),
    )
    return cursor.rowcount > 0


async def set_running(connection: Connection, *, workspace_id: int, action_id: int, total: int) -> None:
    """Note that its people are known, unless it was cancelled."""
    await connection.execute(
        """
        UPDATE bulk_actions SET status = 'running', total = %s, tries = 0, stepped_at = clock_timestamp()
        WHERE workspace_id = %s AND id = %s AND status IN ('pending', 'collecting')
        """,
        (total, workspace_id, action_id),
    )


async def advance(
    connection: Connection, *, workspace_id: int, action: ActionRow, portion: PortionRow, outcome: Outcome
) -> None:
    """Note that a portion of a locked `action` is done, in the transaction that did it."""
    await connection.execute(
        """
        UPDATE bulk_action_people SET changed = %s
        WHERE workspace_id = %s AND action_id = %s AND portion = %s
        """,
        (outcome.undoable, workspace_id, action.id, portion.number),
    )
    failed = outcome.failures.total()
    await connection.execute(
        """
        UPDATE bulk_actions SET portion = %s, tries = 0, stepped_at = clock_timestamp(),
            done = done + %s, changed = changed + %s, failed = failed + %s,
            failures = %s::jsonb, result = %s::jsonb
        WHERE workspace_id = %s AND id = %s
        """,
        (
            portion.number,
            portion.size - failed,
            len(outcome.changed),
            failed,
            _ENCODE(outcome.failures + Counter(action.failures)).decode(),
            _ENCODE(_add_tally(action.result, outcome.tally)).decode(),
            workspace_id,
            action.id,
        ),
    )


def _add_tally(result: Mapping[str, Any], tally: Tally | None) -> dict[str, Any]:
    """What a file's portions gave together: {"written", "left_out": {reason: people}}."""
    if tally is None:
        return dict(result)
    left_out = tally.left_out + Counter(result.get("left_out", {}))
    return {"written": tally.written + result.get("written", 0), "left_out": left_out}


async def finish(
    connection: Connection, *, workspace_id: int, action_id: int, status: BulkStatus, error: str = ""
) -> bool:
    """End an action that is open; False when it was over already."""
    cursor = await connection.execute(
        """
        UPDATE bulk_actions SET status = %s, error = %s, finished_at = clock_timestamp()
        WHERE workspace_id = %s AND id = %s AND status = ANY(%s)
        """,
        (status.value, error, workspace_id, action_id, list(OPEN)),
    )
    return cursor.rowcount > 0
