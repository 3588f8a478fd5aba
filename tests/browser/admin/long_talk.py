"""A conversation of years, written down at once."""

from typing import Final

import psycopg
from tests.integration.infra.installation import Installation

from otklik.infra.embedded.running import find_running

_FILL: Final = """
    WITH head AS (
        UPDATE inbox_heads SET seq = seq + %(parts)s RETURNING workspace_id, seq - %(parts)s AS before
    ), said AS (
        INSERT INTO conversation_parts (workspace_id, id, seq, conversation_id, kind, author_kind, author_id,
            channel, body, data, at)
        SELECT workspace_id, before + i, before + i, %(conversation)s,
            CASE WHEN i %% 17 = 0 THEN 'note' ELSE 'message' END,
            CASE WHEN i %% 17 > 0 AND i %% 5 < 3 THEN 'visitor' ELSE 'operator' END,
            CASE WHEN i %% 17 > 0 AND i %% 5 < 3 THEN NULL ELSE m.id END,
            'chat', repeat('Когда привезут заказ? ', 1 + i * 7 %% 9) || 'part ' || i, '{}',
            now() - make_interval(mins => (%(parts)s - i) * 11)
        FROM head, (SELECT min(id) AS id FROM members) m, generate_series(1, %(parts)s) i
        RETURNING id
    )
    UPDATE conversations SET last_part = (SELECT max(id) FROM said), last_at = now()
    WHERE id = %(conversation)s"""


def write_down(server: Installation, conversation: int, *, parts: int) -> None:
    """Parts 1 to `parts`, of the visitor and the first member in turns, eleven minutes apart."""
    found = find_running(server.data)
    assert found is not None
    with psycopg.connect(found.postgres_url, autocommit=True) as connection:
        connection.execute(_FILL, {"parts": parts, "conversation": conversation})
