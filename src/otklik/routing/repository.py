"""Teams, their members and the settings of the rules, in PostgreSQL."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from otklik.infra.asking import Question, Rows
from otklik.infra.postgres import Connection
from otklik.routing.contracts import Config, RoutingSettings, Team, TeamMember
from otklik.workspaces.roles import ROLE_PERMISSIONS, Permission

WRITERS: Final = [role.value for role, may in ROLE_PERMISSIONS.items() if Permission.INBOX_WRITE in may]
_CONFIG: Final = """
    SELECT (SELECT s.settings::text FROM routing_settings s WHERE s.workspace_id = %(workspace)s), (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'id', t.id, 'name', t.name, 'mode', t.mode, 'operator_limit', t.operator_limit,
            'back_after_minutes', t.back_after_minutes, 'position', t.position, 'members', (
                SELECT coalesce(jsonb_agg(jsonb_build_object('member_id', m.member_id,
                    'limit', m.operator_limit, 'last_given', m.last_given) ORDER BY m.member_id), '[]')
                FROM team_members m JOIN memberships s USING (workspace_id, member_id)
                WHERE m.workspace_id = %(workspace)s AND m.team_id = t.id AND s.role = ANY(%(roles)s))
            ) ORDER BY t.position, t.id), '[]')::text
        FROM teams t WHERE t.workspace_id = %(workspace)s AND t.deleted_at IS NULL)
"""


def config(workspace_id: int) -> Question[Config]:
    """What is set, by one statement."""
    return Question(_CONFIG, {"workspace": workspace_id, "roles": WRITERS}, _read_config)


async def read_config(connection: Connection, *, workspace_id: int) -> Config:
    """What is set."""
    return await config(workspace_id).ask(connection)


def _read_config(rows: Rows) -> Config:
    ((*row,),) = rows  # a SELECT of two values gives its row
    settings = msgspec.json.decode(row[0], type=RoutingSettings) if row[0] else RoutingSettings()
    teams = msgspec.json.decode(row[1], type=list[Team])
    return Config(settings, {team.id: team for team in teams})


async def list_team_names(connection: Connection, *, workspace_id: int) -> dict[int, str]:
    """How teams are or were called, deleted ones too."""
    cursor = await connection.execute("SELECT id, name FROM teams WHERE workspace_id = %s", (workspace_id,))
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def list_team_ids(connection: Connection, *, workspace_id: int, member_id: int) -> list[int]:
    """Teams that somebody belongs to."""
    cursor = await connection.execute(
        "SELECT team_id FROM team_members WHERE workspace_id = %s AND member_id = %s ORDER BY team_id",
        (workspace_id, member_id),
    )
    return [row[0] for row in await cursor.fetchall()]


async def insert_team(connection: Connection, *, workspace_id: int, team: Team) -> int:
    """Make a team behind the others; its id."""
    cursor = await connection.execute(
        """
        INSERT INTO teams (workspace_id, name, mode, operator_limit, back_after_minutes, position)
        SELECT %s, %s, %s, %s, %s, coalesce(max(position) + 1, 0) FROM teams WHERE workspace_id = %s
        RETURNING id
        """,
        (
            workspace_id,
            team.name,
            team.mode.value,
            team.operator_limit,
            team.back_after_minutes,
            workspace_id,
        ),
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - RETURNING of an INSERT
    return int(row[0])


async def update_team(connection: Connection, *, workspace_id: int, team: Team) -> None:
    """Write what may change of a team."""
    await connection.execute(
        """
        UPDATE teams SET name = %s, mode = %s, operator_limit = %s, back_after_minutes = %s, position = %s
        WHERE workspace_id = %s AND id = %s
        """,
        (
            team.name,
            team.mode.value,
            team.operator_limit,
            team.back_after_minutes,
            team.position,
            workspace_id,
            team.id,
        ),
    )


async def delete_team(connection: Connection, *, workspace_id: int, team_id: int) -> None:
    """Nobody is in it and nothing comes to it any more; closed conversations and statistics keep it."""
    await connection.execute(
        "UPDATE teams SET deleted_at = now() WHERE workspace_id = %s AND id = %s", (workspace_id, team_id)
    )
    await connection.execute(
        "DELETE FROM team_members WHERE workspace_id = %s AND team_id = %s", (workspace_id, team_id)
    )


async def is_name_taken(connection: Connection, *, workspace_id: int, name: str, but: int) -> bool:
    """Whether another living team is called so."""
    cursor = await connection.execute(
        "SELECT 1 FROM teams WHERE workspace_id = %s AND lower(name) = lower(%s) AND id <> %s "
        "AND deleted_at IS NULL",
        (workspace_id, name, but),
    )
    return await cursor.fetchone() is not None


async def list_able(connection: Connection, *, workspace_id: int) -> set[int]:
    """Members whose role lets them answer."""
    cursor = await connection.execute(
        "SELECT member_id FROM memberships WHERE workspace_id = %s AND role = ANY(%s)",
        (workspace_id, WRITERS),
    )
    return {row[0] for row in await cursor.fetchall()}


async def set_members(
    connection: Connection, *, workspace_id: int, team_id: int, members: Sequence[TeamMember]
) -> None:
    """Let exactly these belong to the team; who stays keeps his turn."""
    ids = [each.member_id for each in members]
    await connection.execute(
        "DELETE FROM team_members WHERE workspace_id = %s AND team_id = %s AND member_id <> ALL(%s)",
        (workspace_id, team_id, ids),
    )
    await connection.execute(
        """
        INSERT INTO team_members (workspace_id, team_id, member_id, operator_limit)
        SELECT %s, %s, m, l FROM unnest(%s::bigint[], %s::integer[]) AS given (m, l)
        ON CONFLICT (team_id, member_id) DO UPDATE SET operator_limit = excluded.operator_limit
        """,
        (workspace_id, team_id, ids, [each.limit for each in members]),
    )


async def write_settings(connection: Connection, *, workspace_id: int, settings: Mapping[str, Any]) -> None:
    """Keep the settings of the rules."""
    await connection.execute(
        "INSERT INTO routing_settings (workspace_id, settings) VALUES (%s, %s::jsonb) "
        "ON CONFLICT (workspace_id) DO UPDATE SET settings = excluded.settings",
        (workspace_id, msgspec.json.encode(dict(settings)).decode()),
    )


async def forget_default(connection: Connection, *, workspace_id: int, team_id: int) -> None:
    """New conversations do not come to this team any more."""
    await connection.execute(
        """
        UPDATE routing_settings SET settings = settings || '{"default_team": null}'
        WHERE workspace_id = %s AND (settings->>'default_team')::bigint = %s
        """,
        (workspace_id, team_id),
    )


async def order_teams(connection: Connection, *, workspace_id: int, team_ids: Sequence[int]) -> None:
    """Let the teams stand in this order."""
    await connection.execute(
        "UPDATE teams SET position = array_position(%s::bigint[], id) - 1 "
        "WHERE workspace_id = %s AND id = ANY(%s)",
        (list(team_ids), workspace_id, list(team_ids)),
    )
