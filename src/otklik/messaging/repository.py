"""The ledger in PostgreSQL: planned, found, stopped (docs/adr/0013-one-ledger-of-sends.md)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from otklik.infra.postgres import Connection
from otklik.messaging.contracts import Channel, NewSend, Planned, Send, SendState

COLUMNS: Final = ", ".join(Send.__struct_fields__)
_TYPES: Final = {
    "unique_key": "text",
    "scenario_id": "bigint",
    "version_id": "bigint",
    "node": "text",
    "run_id": "bigint",
    "profile_id": "bigint",
    "channel": "text",
    "content_id": "bigint",
    "purpose": "text",
    "kind": "text",
    "topic": "text",
    "priority": "smallint",
    "lane": "smallint",
    "arm": "text",
    "control_share": "real",
    "address_group": "text",
    "cause_send_id": "bigint",
    "release_at": "timestamptz",
    "expires_at": "timestamptz",
    "variables": "jsonb",
    "address": "text",
}
_INSERT: Final = f"""
    INSERT INTO sends (workspace_id, planned_at, {", ".join(_TYPES)})
    SELECT %s, %s, * FROM unnest({", ".join(f"%s::{type_}[]" for type_ in _TYPES.values())})
    ON CONFLICT (workspace_id, unique_key) DO NOTHING RETURNING unique_key, id"""  # noqa: S608 - our own names
_SELECT: Final = f"SELECT {COLUMNS} FROM sends WHERE workspace_id = %s"  # noqa: S608 - our own names


async def insert_sends(
    connection: Connection, *, workspace_id: int, sends: Sequence[NewSend], at: datetime
) -> list[Planned]:
    """Write sends; those whose key is there already stay as they are. What stands there, in order."""
    rows = [[_value(send, name) for name in _TYPES] for send in sends]
    columns = [[row[index] for row in rows] for index in range(len(_TYPES))]
    cursor = await connection.execute(_INSERT, (workspace_id, at, *columns))
    made = {row[0]: row[1] for row in await cursor.fetchall()}
    absent = [send.unique_key for send in sends if send.unique_key not in made]
    known = await _find_keys(connection, workspace_id, absent) if absent else {}
    planned: list[Planned] = []
    for send in sends:
        is_new = send.unique_key in made
        planned.append(Planned(made.pop(send.unique_key) if is_new else known[send.unique_key], is_new))
        if is_new:
            known[send.unique_key] = planned[-1].send_id
    return planned


async def _find_keys(connection: Connection, workspace_id: int, keys: Sequence[str]) -> dict[str, int]:
    cursor = await connection.execute(
        "SELECT unique_key, id FROM sends WHERE workspace_id = %s AND unique_key = ANY(%s)",
        (workspace_id, list(keys)),
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}


def _value(send: NewSend, name: str) -> Any:  # noqa: ANN401 - a column of any type
    if name == "variables":
        return msgspec.json.encode(send.variables).decode()
    value = getattr(send, name)
    return value.value if hasattr(value, "value") else value


async def find_send(
    connection: Connection, *, workspace_id: int, send_id: int, is_locked: bool = False
) -> Send | None:
    """One send; `is_locked` until the transaction ends."""
    sql = _SELECT + " AND id = %s" + (" FOR UPDATE" if is_locked else "")
    cursor = await connection.execute(sql.encode(), (workspace_id, send_id))
    row = await cursor.fetchone()
    return to_send(row) if row else None


async def list_sends(
    connection: Connection,
    *,
    workspace_id: int,
    people: Sequence[int],
    scenario_id: int | None,
    before: int,
    limit: int,
    channel: Channel | None = None,
) -> list[Send]:
    """Sends to these homes with an id below `before`, newest first; of one scenario, channel if given."""
    cursor = await connection.execute(
        (
            _SELECT + " AND profile_id = ANY(%s) AND id < %s AND (%s::bigint IS NULL OR scenario_id = %s)"
            " AND (%s::text IS NULL OR channel = %s) ORDER BY id DESC LIMIT %s"
        ).encode(),
        (workspace_id, list(people), before, scenario_id, scenario_id, channel, channel, limit),
    )
    return [to_send(row) for row in await cursor.fetchall()]


async def list_left(
    connection: Connection, *, workspace_id: int, people: Sequence[int], scenario_ids: Sequence[int]
) -> list[Send]:
    """Sends of these scenarios that left for these homes."""
    cursor = await connection.execute(
        (
            _SELECT + " AND profile_id = ANY(%s) AND scenario_id = ANY(%s) AND state = 'sent'"
            " AND greatest(sent_at, shown_at, read_at, clicked_at, replied_at) > now() - interval '31 days'"
            " ORDER BY id"
        ).encode(),
        (workspace_id, list(people), list(scenario_ids)),
    )
    return [to_send(row) for row in await cursor.fetchall()]


async def take_unsent(
    connection: Connection, *, workspace_id: int, run_ids: Sequence[int], send_ids: Sequence[int]
) -> list[Send]:
    """Planned and ready sends of these runs, or with these ids, locked; what a worker has in hand is left."""
    cursor = await connection.execute(
        (
            _SELECT + " AND state IN ('planned', 'ready') AND (run_id = ANY(%s) OR id = ANY(%s))"
            " ORDER BY id FOR UPDATE SKIP LOCKED"
        ).encode(),
        (workspace_id, list(run_ids), list(send_ids)),
    )
    return [to_send(row) for row in await cursor.fetchall()]


async def make_ready_again(
    connection: Connection, *, workspace_id: int, send_id: int, now: datetime, entry: Mapping[str, Any]
) -> None:
    """Let a send leave once more."""
    await connection.execute(
        """
        UPDATE sends SET state = 'ready', reason = '', error = '', release_at = %s, lease_until = NULL,
            expires_at = NULL, journal = journal || %s::jsonb
        WHERE workspace_id = %s AND id = %s
        """,
        (now, msgspec.json.encode([entry]).decode(), workspace_id, send_id),
    )


async def find_or_insert_content(
    connection: Connection, *, workspace_id: int, channel: str, digest: bytes, content: Mapping[str, Any]
) -> int:
    """The id of a content; the same one has one id."""
    cursor = await connection.execute(
        """
        WITH made AS (
            INSERT INTO message_contents (workspace_id, channel, hash, content) VALUES (%s, %s, %s, %s::jsonb)
            ON CONFLICT (workspace_id, hash) DO NOTHING RETURNING id
        )
        SELECT id FROM made
        UNION ALL SELECT id FROM message_contents WHERE workspace_id = %s AND hash = %s LIMIT 1
        """,
        (workspace_id, channel, digest, msgspec.json.encode(dict(content)).decode(), workspace_id, digest),
    )
    row = await cursor.fetchone()
    if row is not None:
        return int(row[0])
    # Another transaction wrote it meanwhile: it is seen by a statement of its own.
    cursor = await connection.execute(
        "SELECT id FROM message_contents WHERE workspace_id = %s AND hash = %s", (workspace_id, digest)
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - contents are never deleted but with their workspace
    return int(row[0])


async def list_contents(
    connection: Connection, *, workspace_id: int, content_ids: Sequence[int]
) -> dict[int, tuple[str, dict[str, Any]]]:
    """(channel, content) by id."""
    cursor = await connection.execute(
        "SELECT id, channel, content::text FROM message_contents WHERE workspace_id = %s AND id = ANY(%s)",
        (workspace_id, list(content_ids)),
    )
    return {row[0]: (row[1], msgspec.json.decode(row[2])) for row in await cursor.fetchall()}


def to_send(row: Sequence[Any]) -> Send:  # all workspaces: a row, however found
    """A row of COLUMNS."""
    return msgspec.convert(dict(zip(Send.__struct_fields__, row, strict=True)), Send, strict=False)


def states(*given: SendState) -> list[str]:  # all workspaces: names of states
    """As they stand in the table."""
    return [state.value for state in given]
