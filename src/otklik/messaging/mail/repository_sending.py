"""What the API asked to be sent, in PostgreSQL: its keys, and the files of single letters."""

from collections.abc import Sequence

import msgspec

from otklik.infra.postgres import Connection
from otklik.letters.contracts import Attachment


class Asked(msgspec.Struct, frozen=True):
    """What stands under a key."""

    digest: bytes
    send_id: int


async def find_request(connection: Connection, *, workspace_id: int, key: str) -> Asked | None:
    """What was asked under a key before."""
    cursor = await connection.execute(
        "SELECT digest, send_id FROM message_requests WHERE workspace_id = %s AND key = %s",
        (workspace_id, key),
    )
    row = await cursor.fetchone()
    return Asked(bytes(row[0]), row[1]) if row else None


async def insert_request(
    connection: Connection, *, workspace_id: int, key: str, digest: bytes, send_id: int
) -> None:
    """Keep what was asked under a key."""
    await connection.execute(
        "INSERT INTO message_requests (workspace_id, key, digest, send_id) VALUES (%s, %s, %s, %s)",
        (workspace_id, key, digest, send_id),
    )


async def insert_files(
    connection: Connection, *, workspace_id: int, send_id: int, files: Sequence[Attachment]
) -> None:
    """Keep the files of a letter until it has left."""
    for number, file in enumerate(files):
        await connection.execute(
            """
            INSERT INTO send_files (workspace_id, send_id, number, name, type, content_id, data)
            VALUES (%s, %s, %s, %s, %s, %s, %s)
            """,
            (workspace_id, send_id, number, file.name, file.type, file.content_id, file.data),
        )


# all workspaces: files of sends that a worker holds
async def list_files(connection: Connection, *, send_ids: Sequence[int]) -> dict[int, list[Attachment]]:
    """All workspaces: files by send, in order."""
    found: dict[int, list[Attachment]] = {}
    cursor = await connection.execute(
        "SELECT send_id, name, type, data, content_id FROM send_files WHERE send_id = ANY(%s)"
        " ORDER BY send_id, number",
        (list(send_ids),),
    )
    for send_id, name, kind, data, content_id in await cursor.fetchall():
        found.setdefault(send_id, []).append(Attachment(name, kind, bytes(data), content_id))
    return found
