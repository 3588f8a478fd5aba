"""Requests of subscriptions, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from otklik.infra.postgres import Connection
from otklik.messaging.confirming.contracts import Proof, Request

_COLUMNS: Final = ", ".join(Request.__struct_fields__)


async def open_request(  # noqa: PLR0913 - a row
    connection: Connection,
    *,
    workspace_id: int,
    profile_id: int,
    channel: str,
    topic: str,
    address: str,
    proof: Proof,
    asked_at: datetime,
    expires_at: datetime,
) -> Request:
    """The open request of a person for a channel and topic, with what he said last; locked."""
    cursor = await connection.execute(
        f"""
        INSERT INTO subscription_requests AS r (workspace_id, profile_id, channel, topic, address, asked_at,
            expires_at, text, url, ip, source, form_send_id, scenario_id)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (workspace_id, profile_id, channel, topic) WHERE confirmed_at IS NULL
        DO UPDATE SET address = excluded.address, asked_at = excluded.asked_at,
            expires_at = excluded.expires_at, text = excluded.text, url = excluded.url, ip = excluded.ip,
            source = excluded.source, form_send_id = excluded.form_send_id,
            scenario_id = excluded.scenario_id
        RETURNING {_COLUMNS}
        """.encode(),  # noqa: S608 - our own names
        (
            *(workspace_id, profile_id, channel, topic, address, asked_at, expires_at),
            *(proof.text, proof.url, proof.ip, proof.source, proof.form_send_id, proof.scenario_id),
        ),
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - RETURNING of an upsert
    return Request(*row)


async def find_request(connection: Connection, *, workspace_id: int, request_id: int) -> Request | None:
    """One request, locked until the transaction ends."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM subscription_requests WHERE workspace_id = %s AND id = %s FOR UPDATE".encode(),  # noqa: S608, E501 - our own names
        (workspace_id, request_id),
    )
    row = await cursor.fetchone()
    return Request(*row) if row else None


async def list_of_people(
    connection: Connection, *, workspace_id: int, people: Sequence[int]
) -> list[Request]:
    """All of these homes, the newest first."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM subscription_requests WHERE workspace_id = %s AND profile_id = ANY(%s) "  # noqa: S608 - our own names
        "ORDER BY id DESC".encode(),
        (workspace_id, list(people)),
    )
    return [Request(*row) for row in await cursor.fetchall()]


async def list_open(
    connection: Connection, *, workspace_id: int, people: Sequence[int]
) -> list[tuple[int, str, str]]:
    """(home, channel, topic) of requests that nobody has confirmed, expired ones too."""
    cursor = await connection.execute(
        """
        SELECT profile_id, channel, topic FROM subscription_requests
        WHERE workspace_id = %s AND profile_id = ANY(%s) AND confirmed_at IS NULL
        """,
        (workspace_id, list(people)),
    )
    return [(row[0], row[1], row[2]) for row in await cursor.fetchall()]


async def count_letters(connection: Connection, *, workspace_id: int, address: str, since: datetime) -> int:
    """Letters of requests of an address, whoever asked, that had one since."""
    cursor = await connection.execute(
        """
        SELECT coalesce(sum(letters), 0) FROM subscription_requests
        WHERE workspace_id = %s AND address = %s AND letter_at > %s
        """,
        (workspace_id, address, since),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def write_letter(
    connection: Connection, *, workspace_id: int, request_id: int, send_id: int, at: datetime
) -> None:
    """A letter was planned for a request."""
    await connection.execute(
        """
        UPDATE subscription_requests SET letters = letters + 1, letter_send_id = %s, letter_at = %s
        WHERE workspace_id = %s AND id = %s
        """,
        (send_id, at, workspace_id, request_id),
    )


async def prolong(
    connection: Connection, *, workspace_id: int, request_id: int, address: str, expires_at: datetime
) -> None:
    """A new letter goes out: to where, and how long its link holds."""
    await connection.execute(
        "UPDATE subscription_requests SET address = %s, expires_at = %s WHERE workspace_id = %s AND id = %s",
        (address, expires_at, workspace_id, request_id),
    )


async def write_confirmed(
    connection: Connection,
    *,
    workspace_id: int,
    request_id: int,
    at: datetime,
    ip: str,
    agent: str,
    send_id: int,
) -> None:
    """He confirmed it, from this letter."""
    await connection.execute(
        """
        UPDATE subscription_requests SET confirmed_at = %s, confirmed_ip = %s, confirmed_agent = %s,
            confirmed_send_id = %s
        WHERE workspace_id = %s AND id = %s
        """,
        (at, ip, agent, send_id, workspace_id, request_id),
    )
