"""Where the intake may still hold an erased person: log, prepared rows, rejects, leftovers of imports."""

from collections.abc import Sequence
from datetime import datetime

from otklik.infra.postgres import Connection

# What names him stands in these texts as a JSON string, or is the whole text.
_NAMES_HIM = """EXISTS (
    SELECT FROM unnest(%(quoted)s::text[]) AS n(text) WHERE strpos(lower({column}), n.text) > 0)"""
_REJECTS = f"workspace_id = %(workspace_id)s AND at <= %(at)s AND {_NAMES_HIM.format(column='item')}"
_IMPORT_ERRORS = """import_id IN (SELECT id FROM imports WHERE workspace_id = %(workspace_id)s)
    AND EXISTS (SELECT FROM unnest(%(values)s::text[]) AS n(text) WHERE strpos(lower(detail), n.text) > 0)"""


async def read_log(
    connection: Connection, *, workspace_id: int, before: datetime, after_id: int, limit: int
) -> list[tuple[int, int, bytes, bool]]:
    """(id, partition, body, whether the pipeline is past it) of log rows with something of this workspace."""
    cursor = await connection.execute(
        """
        SELECT l.id, l.part, l.body, l.id <= COALESCE(p.position, 0)
        FROM intake_log l LEFT JOIN intake_positions p ON p.part = l.part
        WHERE l.id > %s AND l.received_at <= %s AND jsonb_exists(l.counts, %s) ORDER BY l.id LIMIT %s
        """,
        (after_id, before, str(workspace_id), limit),
    )
    return [(row[0], row[1], bytes(row[2]), row[3]) for row in await cursor.fetchall()]


async def replace_log_body(  # all workspaces: a row of the log holds several; its id is from `read_log`
    connection: Connection, *, log_id: int, body: bytes
) -> None:
    """Put a row of the log that the pipeline is past back without his items."""
    await connection.execute("UPDATE intake_log SET body = %s WHERE id = %s", (body, log_id))


async def read_prepared(  # all workspaces: a batch holds several
    connection: Connection, after_batch: int, limit: int
) -> list[tuple[int, bytes]]:
    """(batch, bodies) of rows on their way to ClickHouse."""
    cursor = await connection.execute(
        "SELECT batch, bodies FROM prepared WHERE batch > %s ORDER BY batch LIMIT %s", (after_batch, limit)
    )
    return [(row[0], bytes(row[1])) for row in await cursor.fetchall()]


async def read_outbox(  # all workspaces: as above
    connection: Connection, after_id: int, limit: int
) -> list[tuple[int, bytes]]:
    """(id, bodies) of rows that wait for a number."""
    cursor = await connection.execute(
        "SELECT id, bodies FROM outbox WHERE id > %s ORDER BY id LIMIT %s", (after_id, limit)
    )
    return [(row[0], bytes(row[1])) for row in await cursor.fetchall()]


async def erase_rejects(
    connection: Connection, *, workspace_id: int, at: datetime, values: Sequence[str], quoted: Sequence[str]
) -> dict[str, int]:
    """Delete rejects and import errors that name him; how many are left."""
    arguments = {"workspace_id": workspace_id, "at": at, "values": list(values), "quoted": list(quoted)}
    left: dict[str, int] = {}
    for table, condition in (("rejects", _REJECTS), ("import_errors", _IMPORT_ERRORS)):
        delete = f"DELETE FROM {table} WHERE {condition}"  # noqa: S608 - names of this module
        await connection.execute(delete.encode(), arguments)
        count = f"SELECT count(*) FROM {table} WHERE {condition}"  # noqa: S608 - names of this module
        row = await (await connection.execute(count.encode(), arguments)).fetchone()
        left[table] = int(row[0]) if row else 0
    return left


async def list_import_files(
    connection: Connection, *, workspace_id: int, before: datetime
) -> list[tuple[str, bool]]:
    """(blob, whether the import is over) of uploads that may hold him."""
    cursor = await connection.execute(
        """
        SELECT blob, status NOT IN ('pending', 'running') FROM imports
        WHERE workspace_id = %s AND created_at <= %s AND blob <> ''
        """,
        (workspace_id, before),
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]
