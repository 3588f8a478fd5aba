"""Sends of the site, in PostgreSQL: what waits for somebody's browsers, who took what."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from otklik.infra.postgres import Connection
from otklik.messaging.contracts import Send
from otklik.messaging.repository import COLUMNS, to_send

_NOT_HELD: Final = """NOT EXISTS (SELECT 1 FROM send_holds h WHERE h.workspace_id = s.workspace_id
            AND h.scenario_id = s.scenario_id
            AND (h.what = 'pause' OR (h.what = 'stop' AND s.id <= h.up_to_id)))"""
_FROM: Final = ", ".join(f"s.{name}" for name in Send.__struct_fields__)
_EMBEDDED: Final = "(c.content->>'look' IS NOT DISTINCT FROM 'embedded')"


class Claim(msgspec.Struct, frozen=True):
    """A send of the site with who has it: a browser's word (`device:12:tab`) or None."""

    send: Send
    claimed_by: str | None
    is_embedded: bool


async def is_site_used(connection: Connection, *, workspace_id: int) -> bool:
    """Whether anything was ever written for the pages of a workspace."""
    cursor = await connection.execute(
        "SELECT EXISTS (SELECT 1 FROM message_contents WHERE workspace_id = %s"
        " AND channel IN ('chat', 'popup', 'form'))",
        (workspace_id,),
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def list_ready(
    connection: Connection, *, workspace_id: int, homes: Sequence[int], now: datetime, limit: int
) -> list[Send]:
    """What waits for the browsers of these homes, the more important first."""
    cursor = await connection.execute(
        f"""
        SELECT {_FROM} FROM sends s WHERE s.workspace_id = %s AND s.profile_id = ANY(%s) AND s.state = 'ready'
            AND s.channel IN ('chat', 'popup', 'form') AND s.release_at <= %s
            AND (s.expires_at IS NULL OR s.expires_at > %s) AND {_NOT_HELD}
        ORDER BY s.priority DESC, s.id LIMIT %s
        """.encode(),  # noqa: S608 - our own names
        (workspace_id, list(homes), now, now, limit),
    )
    return [to_send(row) for row in await cursor.fetchall()]


async def list_standing(
    connection: Connection, *, workspace_id: int, homes: Sequence[int], now: datetime, limit: int
) -> list[Send]:
    """Embedded ones that were taken, and neither closed nor sent off nor are over."""
    cursor = await connection.execute(
        f"""
        SELECT {_FROM} FROM sends s
        JOIN message_contents c ON c.workspace_id = s.workspace_id AND c.id = s.content_id
        WHERE s.workspace_id = %s AND s.profile_id = ANY(%s) AND s.channel IN ('popup', 'form')
            AND s.state IN ('claimed', 'sent', 'unknown') AND s.closed_at IS NULL AND s.expires_at > %s
            AND {_EMBEDDED} AND {_NOT_HELD} AND NOT EXISTS (SELECT 1 FROM form_submissions f
                WHERE f.workspace_id = s.workspace_id AND f.send_id = s.id AND f.finished_at IS NOT NULL)
        ORDER BY s.priority DESC, s.id DESC LIMIT %s
        """.encode(),  # noqa: S608 - our own names
        (workspace_id, list(homes), now, limit),
    )
    return [to_send(row) for row in await cursor.fetchall()]


async def list_spoken(
    connection: Connection, *, workspace_id: int, homes: Sequence[int], since: datetime, limit: int
) -> list[Send]:
    """Chat messages that reached these homes since then and were not answered, the newest first."""
    cursor = await connection.execute(
        f"""
        SELECT {COLUMNS} FROM sends WHERE workspace_id = %s AND profile_id = ANY(%s) AND channel = 'chat'
            AND state IN ('claimed', 'sent', 'unknown') AND replied_at IS NULL AND released_at > %s
        ORDER BY id DESC LIMIT %s
        """.encode(),  # noqa: S608 - our own names
        (workspace_id, list(homes), since, limit),
    )
    return [to_send(row) for row in await cursor.fetchall()]


async def lock_claim(connection: Connection, *, workspace_id: int, send_id: int) -> Claim | None:
    """A send of the site and who has it, locked until the transaction ends."""
    cursor = await connection.execute(
        f"""
        SELECT s.claimed_by, {_EMBEDDED}, {_FROM} FROM sends s
        JOIN message_contents c ON c.workspace_id = s.workspace_id AND c.id = s.content_id
        WHERE s.workspace_id = %s AND s.id = %s AND s.channel IN ('chat', 'popup', 'form') FOR UPDATE OF s
        """.encode(),  # noqa: S608 - our own names
        (workspace_id, send_id),
    )
    row = await cursor.fetchone()
    return Claim(to_send(row[2:]), row[0], bool(row[1])) if row else None


async def count_taken_since(
    connection: Connection, *, workspace_id: int, homes: Sequence[int], since: datetime
) -> int:
    """How many promotional popups and forms that are not embedded these homes took since then."""
    cursor = await connection.execute(
        f"""
        SELECT count(*) FROM sends s
        JOIN message_contents c ON c.workspace_id = s.workspace_id AND c.id = s.content_id
        WHERE s.workspace_id = %s AND s.profile_id = ANY(%s) AND s.released_at IS NOT NULL
            AND s.channel IN ('popup', 'form') AND s.kind = 'promotional' AND s.claimed_at >= %s
            AND s.state IN ('claimed', 'sent', 'unknown') AND NOT {_EMBEDDED}
        """.encode(),  # noqa: S608 - our own names
        (workspace_id, list(homes), since),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0
