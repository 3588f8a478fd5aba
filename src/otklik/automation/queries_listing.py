"""What a list of scenarios shows of their graphs, read in the database: whole graphs stay there."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from otklik.infra.postgres import Connection


class Outline(msgspec.Struct, frozen=True):
    """A graph at a glance: channels and topics of what it sends, how many steps, triggers, segments."""

    channels: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
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
            jsonb_path_query_array(graph, 'lax $.nodes.*.send.topic'),
            jsonb_array_length(jsonb_path_query_array(graph, 'lax $.nodes.*')),
            jsonb_path_query_array(graph, 'lax $.entry.triggers[*] ? (@.type() == "object")'),
            jsonb_path_query_array(graph, 'lax $.entry.**.segment ? (@.type() == "number")')
        FROM scenario_versions WHERE workspace_id = %s AND id = ANY(%s::bigint[])
        """,
        (workspace_id, list(version_ids)),
    )
    return {
        row[0]: Outline(
            channels=_words(row[1]),
            topics=_words(row[2]),
            steps=row[3],
            triggers=tuple(row[4]),
            segments=tuple(sorted({int(each) for each in row[5]})),
        )
        for row in await cursor.fetchall()
    }


def _words(found: Sequence[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in found if isinstance(each, str) and each))
