"""What a list of scenarios shows of their graphs, read in the database: whole graphs stay there."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from otklik.infra.postgres import Connection


class Outline(msgspec.Struct, frozen=True):
    """A graph at a glance: channels of its steps that send, how many steps, what begins it, its segments."""

    channels: tuple[str, ...] = ()
    steps: int = 0
    triggers: tuple[dict[str, Any], ...] = ()
    segments: tuple[int, ...] = ()


async def list_outlines(
    connection: Connection, *, workspace_id: int, version_ids: Sequence[int]
) -> Mapping[int, Outline]:
    """Outlines by the ids of versions; a draft's graph may be anything, so what is not there is left out."""
    cursor = await connection.execute(
        """
        SELECT id,
            jsonb_path_query_array(graph, 'lax $.nodes.*.send.channel'),
            jsonb_array_length(jsonb_path_query_array(graph, 'lax $.nodes.*')),
            jsonb_path_query_array(graph, 'lax $.entry.triggers[*] ? (@.type() == "object")'),
            jsonb_path_query_array(graph, 'lax $.entry.**.segment ? (@.type() == "number")')
        FROM scenario_versions WHERE workspace_id = %s AND id = ANY(%s::bigint[])
        """,
        (workspace_id, list(version_ids)),
    )
    return {
        row[0]: Outline(
            channels=tuple(dict.fromkeys(each for each in row[1] if isinstance(each, str))),
            steps=row[2],
            triggers=tuple(row[3]),
            segments=tuple(sorted({int(each) for each in row[4]})),
        )
        for row in await cursor.fetchall()
    }
