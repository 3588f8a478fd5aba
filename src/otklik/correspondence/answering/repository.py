"""Letters about conversations and how far they were looked at, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from psycopg.errors import UniqueViolation

from otklik.correspondence.answering.contracts import Claim, End, Kind, State, TalkLetter, Wanted
from otklik.infra.postgres import Connection

_COLUMNS: Final = ", ".join(TalkLetter.__struct_fields__)
_SELECT: Final = f"SELECT {_COLUMNS} FROM talk_letters"  # noqa: S608 - our own names
_HELD_PARTS: Final = ("claimed", "sent", "unknown")


async def list_behind(connection: Connection) -> list[int]:  # all workspaces: one task follows them all
    """Workspaces in which something was said since the last look."""
    cursor = await connection.execute(
        "SELECT h.workspace_id FROM inbox_heads h LEFT JOIN talk_progress p USING (workspace_id) "
        "WHERE h.seq > coalesce(p.seq, 0) ORDER BY h.workspace_id"
    )
    return [row[0] for row in await cursor.fetchall()]


async def take_progress(connection: Connection, *, workspace_id: int) -> int:
    """Up to which number was looked; held until the end."""
    hold = "SELECT seq FROM talk_progress WHERE workspace_id = %s FOR UPDATE"
    row = await (await connection.execute(hold, (workspace_id,))).fetchone()
    if row is None:
        await connection.execute(
            "INSERT INTO talk_progress (workspace_id, seq) VALUES (%s, 0) ON CONFLICT DO NOTHING",
            (workspace_id,),
        )
        row = await (await connection.execute(hold, (workspace_id,))).fetchone()
    return int(row[0]) if row else 0


async def move_on(connection: Connection, *, workspace_id: int, seq: int) -> None:
    """Note up to which number was looked."""
    await connection.execute("UPDATE talk_progress SET seq = %s WHERE workspace_id = %s", (seq, workspace_id))


async def want(connection: Connection, *, workspace_id: int, wanted: Wanted) -> None:
    """Plan a letter; one that waits for the same addressee takes the message along when it is due."""
    await connection.execute(
        """
        INSERT INTO talk_letters AS t (workspace_id, conversation_id, kind, whom_id, first_part, due_at,
            address)
        VALUES (%s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (workspace_id, conversation_id, kind, whom_id) WHERE state = 'waiting'
        DO UPDATE SET first_part = excluded.first_part WHERE t.first_part > excluded.first_part
        """,
        (
            workspace_id,
            wanted.conversation_id,
            wanted.kind.value,
            wanted.whom_id,
            wanted.part_id,
            wanted.due_at,
            wanted.address,
        ),
    )


async def take_due(connection: Connection, *, now: datetime) -> TalkLetter | None:  # all workspaces: as above
    """The letter that has waited longest for its moment, locked."""
    cursor = await connection.execute(
        _SELECT + " WHERE state = 'waiting' AND due_at <= %s ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED",
        (now,),
    )
    row = await cursor.fetchone()
    return _letter(row) if row else None


async def find_next_due(connection: Connection) -> datetime | None:  # all workspaces: as above
    """When the next letter is due, or a claim is over."""
    cursor = await connection.execute(
        "SELECT least((SELECT min(due_at) FROM talk_letters WHERE state = 'waiting'), "
        "(SELECT min(lease_until) FROM talk_letters WHERE state = 'claimed'))"
    )
    row = await cursor.fetchone()
    found: datetime | None = row[0] if row else None
    return found


async def find_covered(
    connection: Connection, *, workspace_id: int, conversation_id: int, kind: Kind, whom_id: int
) -> int:
    """The last message that letters of this kind have brought him, or may have."""
    cursor = await connection.execute(
        "SELECT coalesce(max(last_part), 0) FROM talk_letters WHERE workspace_id = %s "
        "AND conversation_id = %s AND kind = %s AND (kind <> 'notice' OR whom_id = %s) AND state = ANY(%s)",
        (workspace_id, conversation_id, kind.value, whom_id, list(_HELD_PARTS)),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def count_lately(
    connection: Connection, *, workspace_id: int, conversation_id: int, address: str, now: datetime
) -> int:
    """How many letters of a conversation went to an address within an hour."""
    cursor = await connection.execute(
        "SELECT count(*) FROM talk_letters WHERE workspace_id = %s AND conversation_id = %s "
        "AND address = %s AND state = ANY(%s) AND ended_at > %s",
        (workspace_id, conversation_id, address, list(_HELD_PARTS), now - timedelta(hours=1)),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def put_off(connection: Connection, *, workspace_id: int, letter_id: int, at: datetime) -> None:
    """Look at a held letter again then."""
    await connection.execute(
        "UPDATE talk_letters SET due_at = %s WHERE workspace_id = %s AND id = %s",
        (at, workspace_id, letter_id),
    )


async def claim(connection: Connection, *, workspace_id: int, given: Claim, by: str, until: datetime) -> None:
    """Take a held letter for one attempt."""
    await connection.execute(
        """
        UPDATE talk_letters SET state = 'claimed', claimed_by = %s, lease_until = %s, attempts = attempts + 1,
            last_part = %s, address = %s, message_id = %s, subject = %s
        WHERE workspace_id = %s AND id = %s
        """,
        (
            by,
            until,
            given.last_part,
            given.address,
            given.message_id,
            given.subject,
            workspace_id,
            given.letter_id,
        ),
    )


async def hold_claim(
    connection: Connection, *, workspace_id: int, letter_id: int, attempt: int
) -> TalkLetter | None:
    """The letter, locked, if this attempt's outcome still counts."""
    cursor = await connection.execute(
        _SELECT + " WHERE workspace_id = %s AND id = %s AND attempts = %s "
        "AND state IN ('claimed', 'unknown') FOR UPDATE",
        (workspace_id, letter_id, attempt),
    )
    row = await cursor.fetchone()
    return _letter(row) if row else None


async def take_lapsed(
    connection: Connection, *, now: datetime
) -> TalkLetter | None:  # all workspaces: as above
    """A claim whose worker is gone, locked."""
    cursor = await connection.execute(
        _SELECT + " WHERE state = 'claimed' AND lease_until <= %s LIMIT 1 FOR UPDATE SKIP LOCKED", (now,)
    )
    row = await cursor.fetchone()
    return _letter(row) if row else None


async def write_end(
    connection: Connection, *, workspace_id: int, letter_id: int, end: End, now: datetime
) -> bool:
    """Write what became of a held letter; False: it should wait, and another one waits already."""
    try:
        async with connection.transaction():
            await connection.execute(
                """
                UPDATE talk_letters SET state = %s, reason = %s, error = %s, lease_until = NULL,
                    due_at = coalesce(%s, due_at), ended_at = CASE WHEN %s = 'waiting' THEN NULL ELSE %s END
                WHERE workspace_id = %s AND id = %s
                """,
                (
                    *(end.state.value, end.reason, end.error, end.due_at, end.state.value, now),
                    *(workspace_id, letter_id),
                ),
            )
    except UniqueViolation:
        return False
    return True


async def find_letter(connection: Connection, *, workspace_id: int, letter_id: int) -> TalkLetter | None:
    """One letter."""
    cursor = await connection.execute(
        _SELECT + " WHERE workspace_id = %s AND id = %s", (workspace_id, letter_id)
    )
    row = await cursor.fetchone()
    return _letter(row) if row else None


async def find_any(connection: Connection, *, letter_id: int) -> TalkLetter | None:  # all workspaces: a mark
    """The letter of a mark, which names no workspace."""
    cursor = await connection.execute(_SELECT + " WHERE id = %s", (letter_id,))
    row = await cursor.fetchone()
    return _letter(row) if row else None


async def list_letters(
    connection: Connection, *, workspace_id: int, conversation_id: int, limit: int
) -> list[TalkLetter]:
    """Letters of a conversation, the newest first."""
    cursor = await connection.execute(
        _SELECT + " WHERE workspace_id = %s AND conversation_id = %s ORDER BY id DESC LIMIT %s",
        (workspace_id, conversation_id, limit),
    )
    return [_letter(row) for row in await cursor.fetchall()]


async def list_troubled(connection: Connection, *, workspace_id: int, limit: int) -> list[TalkLetter]:
    """Letters that failed or may not have arrived, the newest first."""
    cursor = await connection.execute(
        _SELECT + " WHERE workspace_id = %s AND state IN ('failed', 'unknown') ORDER BY id DESC LIMIT %s",
        (workspace_id, limit),
    )
    return [_letter(row) for row in await cursor.fetchall()]


async def list_thread(
    connection: Connection, *, workspace_id: int, conversation_id: int, address: str
) -> list[str]:
    """Message-IDs of what came by mail and of what was sent to an address, in order."""
    cursor = await connection.execute(
        """
        SELECT id FROM (
            SELECT external_id AS id, at FROM conversation_parts
            WHERE workspace_id = %s AND conversation_id = %s AND channel = 'email' AND external_id IS NOT NULL
                AND deleted_at IS NULL
            UNION ALL
            SELECT message_id, ended_at FROM talk_letters
            WHERE workspace_id = %s AND conversation_id = %s AND address = %s
                AND state IN ('sent', 'unknown') AND message_id <> ''
        ) known ORDER BY at
        """,
        (workspace_id, conversation_id, workspace_id, conversation_id, address),
    )
    return [row[0] for row in await cursor.fetchall()]


async def note_opened(connection: Connection, *, workspace_id: int, letter_id: int, at: datetime) -> bool:
    """Note that a person looked at a letter; False when that is known."""
    cursor = await connection.execute(
        "UPDATE talk_letters SET opened_at = %s WHERE workspace_id = %s AND id = %s AND opened_at IS NULL",
        (at, workspace_id, letter_id),
    )
    return cursor.rowcount > 0


async def enter(
    connection: Connection, *, workspace_id: int, letter_id: int, device_id: int, at: datetime
) -> bool:
    """Let a letter's link belong to a browser; False: it belongs to another one."""
    cursor = await connection.execute(
        "UPDATE talk_letters SET entered_by = %s, entered_at = coalesce(entered_at, %s) "
        "WHERE workspace_id = %s AND id = %s AND coalesce(entered_by, %s) = %s",
        (device_id, at, workspace_id, letter_id, device_id, device_id),
    )
    return cursor.rowcount > 0


async def list_addresses(
    connection: Connection, *, workspace_id: int, conversation_id: int, kinds: Sequence[Kind], whom_id: int
) -> set[str]:
    """Where letters of a conversation went to somebody, in lower case."""
    cursor = await connection.execute(
        "SELECT DISTINCT lower(address) FROM talk_letters WHERE workspace_id = %s AND conversation_id = %s "
        "AND kind = ANY(%s) AND (kind <> 'notice' OR whom_id = %s) AND address <> ''",
        (workspace_id, conversation_id, [kind.value for kind in kinds], whom_id),
    )
    return {row[0] for row in await cursor.fetchall()}


async def list_of_people(
    connection: Connection, *, workspace_id: int, people: Sequence[int]
) -> list[TalkLetter]:
    """Letters to these homes, the oldest first."""
    cursor = await connection.execute(
        _SELECT + " WHERE workspace_id = %s AND kind <> 'notice' AND whom_id = ANY(%s) ORDER BY id",
        (workspace_id, list(people)),
    )
    return [_letter(row) for row in await cursor.fetchall()]


async def delete_of_people(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> None:
    """Delete what concerns these homes: letters to them, and letters to operators about their talks.

    Those that were kept in the mailbox page, too: they have the address and the subject of theirs.
    """
    await connection.execute(
        """
        WITH gone AS (
            DELETE FROM talk_letters t WHERE workspace_id = %s AND ((kind <> 'notice' AND whom_id = ANY(%s))
                OR conversation_id IN (SELECT id FROM conversations c WHERE c.workspace_id = t.workspace_id
                    AND (c.profile_id = ANY(%s) OR (c.profile_id = 0 AND c.deleted_at IS NOT NULL))))
            RETURNING workspace_id, address, subject)
        DELETE FROM mailbox b USING gone WHERE b.workspace_id = gone.workspace_id AND b.send_id IS NULL
            AND b.recipient = gone.address AND b.subject = gone.subject
        """,
        (workspace_id, list(people), list(people)),
    )


async def count_of_people(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> int:
    """How many letters to these homes there are."""
    cursor = await connection.execute(
        "SELECT count(*) FROM talk_letters "
        "WHERE workspace_id = %s AND kind <> 'notice' AND whom_id = ANY(%s)",
        (workspace_id, list(people)),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


def _letter(row: Sequence[Any]) -> TalkLetter:
    given = dict(zip(TalkLetter.__struct_fields__, row, strict=True))
    return TalkLetter(**{**given, "kind": Kind(given["kind"]), "state": State(given["state"])})
