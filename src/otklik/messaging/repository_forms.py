"""What people answered in forms, in PostgreSQL: one row a send."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from otklik.infra.postgres import Connection
from otklik.messaging.contracts import Send

MAX_KEYS: Final = 100
"""Calls of one submission."""


class Submission(msgspec.Struct, frozen=True):
    """What somebody answered so far; `keys`: of the calls that were taken."""

    id: int
    workspace_id: int
    send_id: int
    scenario_id: int | None
    content_id: int
    profile_id: int
    answers: dict[str, Any]
    consents: list[dict[str, Any]]
    points: int
    page_url: str
    keys: list[str]
    begun_at: datetime
    changed_at: datetime
    finished_at: datetime | None


_COLUMNS: Final = ", ".join(Submission.__struct_fields__)


async def begin_submission(
    connection: Connection, *, workspace_id: int, send: Send, profile_id: int, at: datetime
) -> Submission:
    """The submission of a send, made when there is none, locked until the transaction ends."""
    cursor = await connection.execute(
        f"""
        INSERT INTO form_submissions AS f
            (workspace_id, send_id, scenario_id, content_id, profile_id, begun_at, changed_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (workspace_id, send_id) DO UPDATE SET changed_at = f.changed_at RETURNING {_COLUMNS}
        """.encode(),  # noqa: S608 - our own names
        (workspace_id, send.id, send.scenario_id, send.content_id, profile_id, at, at),
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - RETURNING of an upsert
    return _read(row)


async def list_answered(connection: Connection, *, workspace_id: int, send_id: int) -> set[str]:
    """The names of fields that were answered in the form of a send."""
    cursor = await connection.execute(
        "SELECT jsonb_object_keys(answers) FROM form_submissions WHERE workspace_id = %s AND send_id = %s",
        (workspace_id, send_id),
    )
    return {row[0] for row in await cursor.fetchall()}


async def write_submission(connection: Connection, *, workspace_id: int, submission: Submission) -> None:
    """Keep what was answered."""
    await connection.execute(
        """
        UPDATE form_submissions SET answers = %s::jsonb, consents = %s::jsonb, points = %s, page_url = %s,
            keys = %s, changed_at = %s, finished_at = %s
        WHERE workspace_id = %s AND id = %s
        """,
        (
            msgspec.json.encode(submission.answers).decode(),
            msgspec.json.encode(submission.consents).decode(),
            submission.points,
            submission.page_url,
            submission.keys[-MAX_KEYS:],
            submission.changed_at,
            submission.finished_at,
            workspace_id,
            submission.id,
        ),
    )


async def list_submissions(
    connection: Connection, *, workspace_id: int, scenario_id: int, before: int, limit: int
) -> list[Submission]:
    """Submissions of a scenario's forms with an id below `before`, the newest first."""
    cursor = await connection.execute(
        f"""
        SELECT {_COLUMNS} FROM form_submissions WHERE workspace_id = %s AND scenario_id = %s AND id < %s
        ORDER BY id DESC LIMIT %s
        """.encode(),  # noqa: S608 - our own names
        (workspace_id, scenario_id, before, limit),
    )
    return [_read(row) for row in await cursor.fetchall()]


async def count_submissions(connection: Connection, *, workspace_id: int, scenario_id: int) -> int:
    """How many there are of a scenario's forms."""
    cursor = await connection.execute(
        "SELECT count(*) FROM form_submissions WHERE workspace_id = %s AND scenario_id = %s",
        (workspace_id, scenario_id),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def list_of_people(
    connection: Connection, *, workspace_id: int, people: Sequence[int]
) -> list[Submission]:
    """What these homes answered."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM form_submissions WHERE workspace_id = %s AND profile_id = ANY(%s) ORDER BY id".encode(),  # noqa: S608, E501 - our own names
        (workspace_id, list(people)),
    )
    return [_read(row) for row in await cursor.fetchall()]


def _read(row: Sequence[Any]) -> Submission:
    values: Mapping[str, Any] = dict(zip(Submission.__struct_fields__, row, strict=True))
    return msgspec.convert(values, Submission, strict=False)
