"""Many visitors write at once while operators come, go, answer, close and die with their web process."""

import asyncio
import random
from collections import Counter
from datetime import timedelta

from tests.conftest import MakeWorkspace
from tests.integration.routing.team import Team, operator

from otklik.inbox import deciding, keeping, writing
from otklik.inbox import repository as inbox_repository
from otklik.inbox.contracts import Conversation, ConversationStatus, NewPart
from otklik.inbox.hub import Hub
from otklik.inbox.presence import Presence
from otklik.routing import giving, minding

VISITORS = 24
LIMIT = 3
MINUTE = timedelta(minutes=1)
GIVEN = "round_robin"
TURNS = 12
TURN = MINUTE / 4
LATER = TURNS * TURN
"""By so much the workers' clock is ahead when the crowd has gone; from there on it goes forward, too."""


class Crowd:
    """Visitors and operators of one team, the operators through three web processes."""

    def __init__(self, team: Team, members: list[int], rng: random.Random) -> None:
        self.team = team
        self.members = members
        self.rng = rng
        self.processes = [Presence(team.engines, Hub(team.engines)) for _ in range(3)]
        self.conversations: list[int] = []

    async def visit(self, person: int) -> None:
        talk = await self.team.says(person=person)
        self.conversations.append(talk)
        for _ in range(2):
            await self.team.says(person=person, conversation=talk)

    async def work(self, member: int) -> None:
        """Come, answer, close, hand on, be away, leave: whatever he has."""
        for step in range(8):
            process = self.processes[(member + step) % len(self.processes)]
            process.enter_operator(workspace_id=self.team.workspace, member_id=member)
            await process.flush()
            if self.conversations:
                await self._touch(member, self.rng.choice(self.conversations))
            process.leave_operator(workspace_id=self.team.workspace, member_id=member)
            if self.rng.random() < 0.5:
                await process.flush()

    async def _touch(self, member: int, conversation: int) -> None:
        match self.rng.randrange(4):
            case 0:
                await self.team.answers(member, conversation)
            case 1:
                await self.team.close(conversation, member)
            case 2:
                await self.team.assign(conversation, None)
            case _:
                await self.team.says(person=1, conversation=conversation)

    async def clock(self) -> None:
        for turn in range(TURNS):
            await minding.look(self.team.engines, now=keeping.now() + turn * TURN)


async def test_nobody_is_over_his_limit_and_nothing_is_given_twice_or_left_behind(
    make_workspace: MakeWorkspace,
) -> None:
    team = await Team.make(make_workspace)
    for _ in ("carl", "dora"):
        client = await team.desk.workspace.as_role("operator")
        team.ids.append(int((await client.get("/api/v1/me")).json()["member"]["id"]))
    await team.set_up(GIVEN, *team.ids, operator_limit=LIMIT)
    crowd = Crowd(team, team.ids, random.Random(17))
    async with asyncio.TaskGroup() as tasks:
        for person in range(1, VISITORS + 1):
            tasks.create_task(crowd.visit(person))
        for member in team.ids:
            tasks.create_task(crowd.work(member))
        for _ in range(2):  # workers
            tasks.create_task(crowd.clock())
    await check_history(crowd)

    # Two are here through a process that is killed, one through another; the fourth is gone.
    killed, alive = Presence(team.engines, Hub(team.engines)), Presence(team.engines, Hub(team.engines))
    for process, members in ((killed, team.ids[:2]), (alive, team.ids[2:3])):
        for member in members:
            process.enter_operator(workspace_id=team.workspace, member_id=member)
        await process.flush()
    await team.look(LATER)
    assert await list_free(crowd) == [], "what waits is with whoever has room"
    await team.run(
        "UPDATE presence_processes SET seen_at = now() - interval '1 minute' WHERE process <> %s",
        alive.process,
    )
    await team.look(LATER)
    await team.look(LATER + 2 * MINUTE)
    rows = [await team.get(each) for each in crowd.conversations]
    assert [row.id for row in rows if is_waiting(row) and row.assignee not in {None, team.ids[2]}] == []
    assert await list_free(crowd) == []
    await check_history(crowd)


def is_waiting(row: Conversation) -> bool:
    return row.status is ConversationStatus.OPEN and row.waiting_since is not None


async def list_free(crowd: Crowd) -> list[int]:
    """Conversations that wait although somebody who may have them has room."""
    rows = [await crowd.team.get(each) for each in crowd.conversations]
    loads = Counter(row.assignee for row in rows if row.status is ConversationStatus.OPEN)
    async with crowd.team.engines.postgres.connection() as connection:
        here = {
            member
            for member in crowd.members
            if (
                await giving.find_standing(
                    connection, workspace_id=crowd.team.workspace, member_id=member, at=keeping.now()
                )
            ).is_free
        }
    free = {member for member in here if loads[member] < LIMIT}
    return [row.id for row in rows if giving.is_queued(row) and free - {row.passed_by}]


async def check_history(crowd: Crowd) -> None:
    """Tell everything again in its order: who had what when the rules gave him more."""
    parts = [part for each in crowd.conversations for part in await crowd.team.parts(each)]
    holders: dict[int, int] = {}
    is_open = dict.fromkeys(crowd.conversations, True)
    for part in sorted(parts, key=lambda part: part.id):
        talk, what = part.conversation_id, part.data.get("what")
        if what in {"closed", "reopened"}:
            is_open[talk] = what == "reopened"
        elif what == "unassigned":
            assert holders.pop(talk) == part.data["member"]
        elif what == "assigned":
            assert talk not in holders, "given while somebody has it"
            member = part.data["member"]
            load = sum(is_open[each] for each, holder in holders.items() if holder == member)
            assert part.data["by"] != GIVEN or load < LIMIT
            holders[talk] = member
    assert holders == {
        row.id: row.assignee
        for row in [await crowd.team.get(each) for each in crowd.conversations]
        if row.assignee is not None
    }


async def test_turns_are_fair_however_many_write_at_once(make_workspace: MakeWorkspace) -> None:
    team = await Team.make(make_workspace)
    await team.set_up(GIVEN, *team.ids)
    await team.come(*team.ids)
    talks = await asyncio.gather(*(team.says(person=person) for person in range(1, 21)))
    assert Counter([await team.holder(each) for each in talks]) == dict.fromkeys(team.ids, 10)
    anna, boris = team.ids
    async with asyncio.TaskGroup() as tasks:
        for talk in talks:
            tasks.create_task(
                team.act(talk, lambda before, at: deciding.close(before, author=operator(anna), at=at))
            )
    await team.leave(boris)
    for person in (31, 32, 33):
        assert await team.holder(await team.says(person=person)) == anna
    await team.come(boris)
    order = [await team.holder(await team.says(person=person)) for person in (34, 35, 36)]
    assert order == [boris, anna, boris], "who comes back does not have to make up for what he missed"


async def test_a_rule_decides_upon_what_stands_when_nobody_else_writes(make_workspace: MakeWorkspace) -> None:
    team = await Team.make(make_workspace)
    _, boris = team.ids
    await team.set_up(GIVEN, *team.ids)
    talk = await team.says()
    await team.come(*team.ids)
    async with team.engines.postgres.connection() as connection:
        await inbox_repository.hold_numbers(connection, workspace_id=team.workspace)
        look = asyncio.create_task(team.look())
        async with asyncio.timeout(60):
            while not await is_somebody_waiting(team):
                continue
        await writing.write_part(
            team.engines.bus,
            connection,
            workspace_id=team.workspace,
            conversation_id=talk,
            new=NewPart(operator(boris), body="I have it"),
        )
    await look
    assert await team.told(talk) == [("assigned", boris, "answer")], "the look began before he took it"


async def is_somebody_waiting(team: Team) -> bool:
    """Whether a transaction waits for another one."""
    async with team.engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return await cursor.fetchone() is not None
