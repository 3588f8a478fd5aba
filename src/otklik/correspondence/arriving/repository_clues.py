"""Who is who among addresses, in PostgreSQL."""

from otklik.infra.postgres import Connection


async def list_senders(connection: Connection, *, workspace_id: int) -> set[str]:
    """Addresses that the workspace's letters are from, in lower case."""
    cursor = await connection.execute(
        "SELECT lower(address) FROM mail_senders WHERE workspace_id = %s", (workspace_id,)
    )
    return {row[0] for row in await cursor.fetchall()}


async def find_member(connection: Connection, *, workspace_id: int, email: str) -> int | None:
    """The member of the workspace who has this address."""
    cursor = await connection.execute(
        "SELECT m.id FROM memberships s JOIN members m ON m.id = s.member_id "
        "WHERE s.workspace_id = %s AND lower(m.email) = %s",
        (workspace_id, email),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else None


async def list_speakers(connection: Connection, *, workspace_id: int, conversation_id: int) -> set[str]:
    """Addresses whose mails are the visitor's words in a conversation: he goes on under them."""
    cursor = await connection.execute(
        "SELECT DISTINCT m.sender FROM inbound_mails m JOIN conversations c "
        "ON c.workspace_id = m.workspace_id AND c.id = m.conversation_id "
        "WHERE m.workspace_id = %s AND m.conversation_id = %s AND m.profile_id IS NOT NULL",
        (workspace_id, conversation_id),
    )
    return {row[0] for row in await cursor.fetchall()}


async def find_last_conversation(connection: Connection, *, workspace_id: int, sender: str) -> int | None:
    """The conversation into which an address wrote last."""
    cursor = await connection.execute(
        "SELECT conversation_id FROM inbound_mails WHERE workspace_id = %s AND sender = %s "
        "AND conversation_id IS NOT NULL ORDER BY id DESC LIMIT 1",
        (workspace_id, sender),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else None
