"""Gives conversations of a queue to somebody, and takes them back.

Its callers hold the workspace's number (docs/adr/0011-conversations.md).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from otklik.inbox import deciding, keeping
from otklik.inbox import repository as inbox_repository
from otklik.inbox.contracts import SYSTEM, Conversation, ConversationStatus
from otklik.inbox.deciding import Decision
from otklik.infra.bus import Bus
from otklik.infra.postgres import Connection
from otklik.routing import repository_queue
from otklik.routing.choosing import Bench
from otklik.routing.contracts import By, Config, Standing, Team
from otklik.routing.timing import set_times

GRACE: Final = timedelta(minutes=1)
"""So long somebody who left may be on his way back: a page loads anew, a line breaks."""
_MOST: Final = 100
"""Conversations of a team that one change gives away; the rest goes with the next look."""


def is_queued(row: Conversation) -> bool:
    """Whether it waits for somebody: a visitor waits, and nobody has it."""
    is_open = row.status is ConversationStatus.OPEN and row.deleted_at is None
    return is_open and row.assignee is None and row.waiting_since is not None


async def find_standing(
    connection: Connection, *, workspace_id: int, member_id: int, at: datetime
) -> Standing:
    """Where one member is."""
    found = await repository_queue.read_standings(
        connection, workspace_id=workspace_id, member_ids=[member_id], left_after=at - GRACE
    )
    return found[member_id]


async def load_bench(
    connection: Connection, *, workspace_id: int, teams: Iterable[Team], at: datetime
) -> Bench:
    """Who of these teams is here, and what each has."""
    known = list(teams)
    members = {each.member_id for team in known for each in team.members}
    standings = await repository_queue.read_standings(
        connection, workspace_id=workspace_id, member_ids=members, left_after=at - GRACE
    )
    loads = await repository_queue.count_loads(connection, workspace_id=workspace_id, member_ids=members)
    return Bench(known, standings, loads)


async def give(
    connection: Connection, config: Config, decision: Decision, *, seq: int, at: datetime
) -> Decision:
    """Give the conversation to whoever's turn it is, if it waits and its team does so."""
    row = decision.conversation
    team = config.find_team(row.team)
    if team is None or not team.is_giving or not is_queued(row):
        return decision
    bench = await load_bench(connection, workspace_id=row.workspace_id, teams=[team], at=at)
    member_id = bench.choose(team, but=row.passed_by)
    if member_id is None:
        return decision
    return await _hand(connection, decision, team, member_id, seq=seq, at=at)


async def _hand(
    connection: Connection, decision: Decision, team: Team, member_id: int, *, seq: int, at: datetime
) -> Decision:
    row = decision.conversation
    given = deciding.assign(row, member_id=member_id, author=SYSTEM, by=team.mode.value)
    await repository_queue.note_given(
        connection, workspace_id=row.workspace_id, team_id=team.id, member_id=member_id, seq=seq
    )
    held = deciding.note_holder(row, given.conversation, at=at)
    return replace(decision, conversation=held, told=(*decision.told, *given.told))


def take_back(decision: Decision, *, by: By) -> Decision:
    """Take the conversation from its holder; one who was silent is not given it again."""
    row = decision.conversation
    freed = deciding.assign(row, member_id=None, author=SYSTEM, by=by.value)
    passed_by = row.assignee if by is By.SILENCE else None
    after = replace(freed.conversation, assigned_at=None, passed_by=passed_by)
    return replace(decision, conversation=after, told=(*decision.told, *freed.told))


async def drain(bus: Bus, connection: Connection, config: Config, *, workspace_id: int, at: datetime) -> int:
    """Give what waits to whoever has room, the longest waiting first; how many were given."""
    queue = [
        row
        for team in config.list_giving()
        for row in await repository_queue.list_queue(
            connection, workspace_id=workspace_id, team_id=team.id, limit=_MOST
        )
    ]
    if not queue:
        return 0
    queue.sort(key=lambda row: (row.waiting_since or at, row.id))
    bench = await load_bench(connection, workspace_id=workspace_id, teams=config.list_giving(), at=at)
    given = 0
    for row in queue:
        team = config.teams[row.team or 0]
        member_id = bench.choose(team, but=row.passed_by)
        if member_id is None:
            continue
        seq = await inbox_repository.take_numbers(connection, workspace_id=workspace_id)
        handed = await _hand(connection, Decision(row), team, member_id, seq=seq, at=at)
        await put(bus, connection, config, row, handed, seq=seq, at=at)
        bench.give(team, member_id, seq=seq)
        given += 1
    return given


async def take_from(
    bus: Bus, connection: Connection, config: Config, *, workspace_id: int, member_id: int, at: datetime
) -> int:
    """Take from who is absent what visitors wait for, and give it to others; how many it was."""
    if not config.settings.back_when_away:
        return 0
    rows = await repository_queue.list_waited_for(connection, workspace_id=workspace_id, member_id=member_id)
    for row in rows:
        await put_back(bus, connection, config, row, by=By.AWAY, at=at)
    return len(rows)


async def put_back(
    bus: Bus, connection: Connection, config: Config, row: Conversation, *, by: By, at: datetime
) -> Conversation:
    """Take one conversation from its holder and give it to the next."""
    seq = await inbox_repository.take_numbers(connection, workspace_id=row.workspace_id)
    freed = take_back(Decision(row), by=by)
    handed = await give(connection, config, freed, seq=seq, at=at)
    return await put(bus, connection, config, row, handed, seq=seq, at=at)


async def put(
    bus: Bus,
    connection: Connection,
    config: Config,
    before: Conversation,
    decision: Decision,
    *,
    seq: int,
    at: datetime,
) -> Conversation:
    """Write what a rule decided, with its next time; no other rule looks at it."""
    timed = replace(decision, conversation=set_times(config, before, decision.conversation, at=at))
    return await keeping.put(bus, connection, timed, at=at, seq=seq)
