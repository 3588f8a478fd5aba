"""A desk whose operators come and go, and whose clock is turned by hand."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from tests.conftest import MakeWorkspace
from tests.integration.desk.asking import Desk

from otklik.inbox import deciding, keeping, reading, writing
from otklik.inbox import repository as inbox_repository
from otklik.inbox.contracts import Author, AuthorKind, Conversation, ConversationStatus, NewPart, Part
from otklik.inbox.hub import Hub
from otklik.inbox.presence import Presence
from otklik.inbox.writing import Decide, Written
from otklik.infra.engines import Engines
from otklik.routing import minding, repository_presence


def operator(member_id: int) -> Author:
    return Author(AuthorKind.OPERATOR, member_id)


def visitor(person: int) -> Author:
    return Author(AuthorKind.VISITOR, person)


@dataclass
class Team:
    """The desk, and the web process through which its operators are here."""

    desk: Desk
    presence: Presence
    ids: list[int] = field(default_factory=list)

    @classmethod
    async def make(cls, make_workspace: MakeWorkspace) -> Self:
        desk = await Desk.make(make_workspace)
        engines = desk.engines
        return cls(desk, Presence(engines, Hub(engines)), [desk.ids["anna"], desk.ids["boris"]])

    @property
    def engines(self) -> Engines:
        return self.desk.engines

    @property
    def workspace(self) -> int:
        return self.desk.workspace.id

    async def set_up(self, mode: str, *members: int, **given: object) -> int:
        """A team to which new conversations come; its id."""
        owner = self.desk.workspace.api
        made = await self.desk.post(owner, "/teams", {"name": mode, "mode": mode, **given})
        put = [{"member_id": member} for member in members]
        answer = await owner.put(f"/api/v1/inbox/teams/{made['id']}/members", json={"members": put})
        assert answer.status_code == 200, answer.text
        await self.rule(default_team=made["id"])
        return int(made["id"])

    async def rule(self, **given: object) -> None:
        answer = await self.desk.workspace.api.put("/api/v1/inbox/routing-settings", json=given)
        assert answer.status_code == 200, answer.text

    async def change(self, team: int, **given: object) -> None:
        answer = await self.desk.workspace.api.patch(f"/api/v1/inbox/teams/{team}", json=given)
        assert answer.status_code == 200, answer.text

    async def come(self, *members: int) -> None:
        for member in members:
            self.presence.enter_operator(workspace_id=self.workspace, member_id=member)
        await self.presence.flush()

    async def leave(self, *members: int) -> None:
        for member in members:
            self.presence.leave_operator(workspace_id=self.workspace, member_id=member)
        await self.presence.flush()

    async def look(self, after: timedelta = timedelta(0)) -> datetime:
        """What the worker does when so much time has gone by."""
        now = keeping.now() + after
        await minding.look(self.engines, now=now)
        return now

    async def says(self, body: str = "hello", *, person: int = 1, conversation: int | None = None) -> int:
        return await self.desk.visitor_says(body, person=person, conversation=conversation)

    async def answers(self, member: int, conversation: int, body: str = "yes") -> Written:
        new = NewPart(operator(member), body=body)
        async with self.engines.postgres.connection() as connection:
            return await writing.write_part(
                self.engines.bus,
                connection,
                workspace_id=self.workspace,
                conversation_id=conversation,
                new=new,
            )

    async def act(self, conversation: int, decide: Decide) -> Conversation:
        async with self.engines.postgres.connection() as connection:
            return await writing.change_conversation(
                self.engines.bus,
                connection,
                workspace_id=self.workspace,
                conversation_id=conversation,
                decide=decide,
            )

    async def close(self, conversation: int, member: int) -> Conversation:
        return await self.act(
            conversation, lambda before, at: deciding.close(before, author=operator(member), at=at)
        )

    async def assign(self, conversation: int, member: int | None) -> Conversation:
        return await self.act(
            conversation, lambda before, _at: deciding.assign(before, member_id=member, author=operator(1))
        )

    async def get(self, conversation: int) -> Conversation:
        async with self.engines.postgres.connection() as connection:
            found = await inbox_repository.find_conversation(
                connection, workspace_id=self.workspace, conversation_id=conversation
            )
        assert found is not None
        return found

    async def holder(self, conversation: int) -> int | None:
        return (await self.get(conversation)).assignee

    async def parts(self, conversation: int) -> list[Part]:
        async with self.engines.postgres.connection() as connection:
            talk = await reading.read_talk(
                connection, workspace_id=self.workspace, conversation_id=conversation
            )
        return talk.parts[::-1]

    async def told(self, conversation: int) -> list[tuple[Any, ...]]:
        """What was told of who has it: (what, member, by)."""
        return [
            (part.data["what"], part.data["member"], part.data.get("by"))
            for part in await self.parts(conversation)
            if part.data.get("what") in {"assigned", "unassigned"}
        ]

    async def say_away(self, member: int, *, is_automatic: bool = False) -> None:
        async with self.engines.postgres.connection() as connection:
            await repository_presence.set_away(
                connection,
                workspace_id=self.workspace,
                member_id=member,
                is_away=True,
                is_automatic=is_automatic,
            )

    async def run(self, statement: str, *values: object) -> None:
        async with self.engines.postgres.connection() as connection:
            await connection.execute(statement.encode(), values)

    async def age(self, conversation: int, by: timedelta) -> None:
        """Let what happened in a conversation lie further back."""
        await self.run(
            "UPDATE conversations SET assigned_at = assigned_at - %s, waiting_since = waiting_since - %s, "
            "due_at = due_at - %s, hours_told_at = hours_told_at - %s WHERE id = %s",
            by,
            by,
            by,
            by,
            conversation,
        )


OPEN = ConversationStatus.OPEN
