"""Scenarios and their versions in PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from otklik.automation.contracts import Scenario, ScenarioStatus, Version
from otklik.infra.postgres import Connection
from otklik.messaging.contracts import Purpose

_SCENARIO: Final = (
    "id, workspace_id, kind, name, status, purpose, folder, stage, hypothesis, control_share, version_id,"
    " created_by, created_at, updated_at, launched_at"
)
_VERSION: Final = "id, scenario_id, number, graph, created_by, created_at"
CHANGED: Final = ("name", "status", "purpose", "folder", "stage", "hypothesis", "control_share")


class BookRow(msgspec.Struct, frozen=True):
    """A live scenario: how it stands, its version, the workspace's zone."""

    scenario_id: int
    workspace_id: int
    status: ScenarioStatus
    purpose: Purpose
    control_share: float
    version_id: int
    zone: str
    launched_at: datetime | None


async def list_books(  # all workspaces: of runs in hand, or all that are live
    connection: Connection,
    *,
    scenario_ids: Sequence[int] | None,
    workspace_id: int | None = None,
    begun_by: Sequence[str] = (),
) -> list[BookRow]:
    """How scenarios stand; None: all that are live. `begun_by`: by such triggers."""
    which = "s.status IN ('active', 'paused')" if scenario_ids is None else "s.id = ANY(%(ids)s::bigint[])"
    if workspace_id is not None:
        which += " AND s.workspace_id = %(workspace_id)s"
    if begun_by:
        which += (
            " AND EXISTS (SELECT FROM scenario_versions v WHERE v.id = s.version_id AND v.graph @? %(way)s)"
        )
    way = f"$.entry.triggers[*] ? ({' || '.join(f'exists(@.{kind})' for kind in begun_by)})"
    cursor = await connection.execute(
        f"""
        SELECT s.id, s.workspace_id, s.status, s.purpose, s.control_share, s.version_id, w.time_zone,
            s.launched_at
        FROM scenarios s JOIN workspaces w ON w.id = s.workspace_id
        WHERE s.version_id IS NOT NULL AND {which}
        """,  # noqa: S608 - conditions of this module
        {"ids": list(scenario_ids or ()), "workspace_id": workspace_id, "way": way},
    )
    return [
        msgspec.convert(dict(zip(BookRow.__struct_fields__, row, strict=True)), BookRow)
        for row in await cursor.fetchall()
    ]


async def list_graphs(  # all workspaces: versions by their ids, which runs name
    connection: Connection, *, version_ids: Sequence[int]
) -> list[tuple[int, str]]:
    """(version, JSON text) of these."""
    if not version_ids:
        return []
    cursor = await connection.execute(
        "SELECT id, graph::text FROM scenario_versions WHERE id = ANY(%s::bigint[])", (list(version_ids),)
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def find_zone(connection: Connection, *, workspace_id: int) -> str:
    """The workspace's time zone."""
    cursor = await connection.execute("SELECT time_zone FROM workspaces WHERE id = %s", (workspace_id,))
    row = await cursor.fetchone()
    return str(row[0]) if row else "UTC"


async def insert_scenario(
    connection: Connection, *, workspace_id: int, kind: str, values: Mapping[str, Any], author: str
) -> int:
    """A new draft; its id."""
    names = [name for name in CHANGED if name in values]
    columns = "".join(f", {name}" for name in names)
    cursor = await connection.execute(
        f"INSERT INTO scenarios (workspace_id, kind, created_by{columns})"  # noqa: S608 - names of this module
        f" VALUES (%s, %s, %s{', %s' * len(names)}) RETURNING id",
        (workspace_id, kind, author, *(values[name] for name in names)),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def update_scenario(
    connection: Connection, *, workspace_id: int, scenario_id: int, values: Mapping[str, Any]
) -> None:
    """Change these columns."""
    names = [name for name in (*CHANGED, "version_id", "launched_at") if name in values]
    columns = "".join(f", {name} = %s" for name in names)
    await connection.execute(
        f"UPDATE scenarios SET updated_at = now(){columns} WHERE workspace_id = %s AND id = %s",  # noqa: S608 - names of this module
        (*(values[name] for name in names), workspace_id, scenario_id),
    )


async def find_scenario(
    connection: Connection, *, workspace_id: int, scenario_id: int, is_locked: bool = False
) -> Scenario | None:
    """One scenario; `is_locked`: nobody else changes it before this transaction ends."""
    cursor = await connection.execute(
        f"SELECT {_SCENARIO} FROM scenarios WHERE workspace_id = %s AND id = %s"  # noqa: S608 - our own names
        + (" FOR UPDATE" if is_locked else ""),
        (workspace_id, scenario_id),
    )
    row = await cursor.fetchone()
    return _scenario(row) if row else None


async def list_scenarios(
    connection: Connection, *, workspace_id: int, status: str | None, kind: str | None, after: int, limit: int
) -> list[Scenario]:
    """Scenarios, the newest first; archived ones only when asked for; `after`: older than this id."""
    cursor = await connection.execute(
        f"""
        SELECT {_SCENARIO} FROM scenarios WHERE workspace_id = %(workspace_id)s
            AND CASE WHEN %(status)s::text IS NULL THEN status <> 'archived' ELSE status = %(status)s END
            AND (%(kind)s::text IS NULL OR kind = %(kind)s) AND (%(after)s = 0 OR id < %(after)s)
        ORDER BY id DESC LIMIT %(limit)s
        """,  # noqa: S608 - our own names
        {"workspace_id": workspace_id, "status": status, "kind": kind, "after": after, "limit": limit},
    )
    return [_scenario(row) for row in await cursor.fetchall()]


async def count_scenarios(connection: Connection, *, workspace_id: int) -> int:
    """How many there are, archived ones apart."""
    cursor = await connection.execute(
        "SELECT count(*) FROM scenarios WHERE workspace_id = %s AND status <> 'archived'", (workspace_id,)
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def insert_version(
    connection: Connection, *, workspace_id: int, scenario_id: int, graph: bytes, author: str
) -> int:
    """The next version; the caller holds the scenario. Its id."""
    cursor = await connection.execute(
        """
        INSERT INTO scenario_versions (workspace_id, scenario_id, number, graph, created_by)
        SELECT %(workspace_id)s, %(scenario_id)s, coalesce(max(number), 0) + 1, %(graph)s::jsonb, %(author)s
        FROM scenario_versions WHERE workspace_id = %(workspace_id)s AND scenario_id = %(scenario_id)s
        RETURNING id
        """,
        {
            "workspace_id": workspace_id,
            "scenario_id": scenario_id,
            "graph": graph.decode(),
            "author": author,
        },
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def find_version(connection: Connection, *, workspace_id: int, version_id: int) -> Version | None:
    """A version."""
    cursor = await connection.execute(
        f"SELECT {_VERSION} FROM scenario_versions WHERE workspace_id = %s AND id = %s",  # noqa: S608 - our own names
        (workspace_id, version_id),
    )
    row = await cursor.fetchone()
    return Version(*row) if row else None


async def list_versions(connection: Connection, *, workspace_id: int, scenario_id: int) -> list[Version]:
    """The versions of a scenario, the newest first (200 at most)."""
    cursor = await connection.execute(
        f"""
        SELECT {_VERSION} FROM scenario_versions WHERE workspace_id = %s AND scenario_id = %s
        ORDER BY number DESC LIMIT 200
        """,  # noqa: S608 - our own names
        (workspace_id, scenario_id),
    )
    return [Version(*row) for row in await cursor.fetchall()]


def _scenario(row: Sequence[Any]) -> Scenario:
    return msgspec.convert(dict(zip(Scenario.__struct_fields__, row, strict=True)), Scenario)
