"""A desk with two operators and visitors who write."""

import asyncio
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Self

import httpx
import msgspec
from tests.conftest import MakeWorkspace, TestWorkspace

from otklik.inbox import writing
from otklik.inbox.contracts import Author, AuthorKind, NewPart, TalkChannel
from otklik.infra.engines import Engines

INBOX = "/api/v1/inbox"
_keys = count(1)


def new_key() -> str:
    return f"k{next(_keys)}"


@dataclass
class Desk:
    """Two operators of one workspace."""

    workspace: TestWorkspace
    anna: httpx.AsyncClient
    boris: httpx.AsyncClient
    ids: dict[str, int] = field(default_factory=dict)

    @classmethod
    async def make(cls, make_workspace: MakeWorkspace) -> Self:
        workspace = await make_workspace()
        anna, boris = await workspace.as_role("operator"), await workspace.as_role("operator")
        desk = cls(workspace, anna, boris)
        for name, client in (("anna", anna), ("boris", boris)):
            desk.ids[name] = int((await client.get("/api/v1/me")).json()["member"]["id"])
        return desk

    @property
    def clients(self) -> tuple[tuple[str, httpx.AsyncClient], ...]:
        return (("anna", self.anna), ("boris", self.boris))

    async def get(self, client: httpx.AsyncClient, path: str) -> dict[str, Any]:
        answer = await client.get(INBOX + path)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def post(self, client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await client.post(INBOX + path, json=body)
        assert answer.status_code in {200, 201}, answer.text
        answered: dict[str, Any] = answer.json()
        return answered

    async def search(self, q: str, *, before: str | None = None) -> dict[str, Any]:
        """What an operator finds."""
        params = {"q": q} if before is None else {"q": q, "before": before}
        answer = await self.anna.get(f"{INBOX}/search", params=params)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def poll(self, client: httpx.AsyncClient, after: int) -> asyncio.Task[dict[str, Any]]:
        """Ask for what changes and wait."""
        return asyncio.create_task(self.get(client, f"/changes?after={after}&wait=20"))

    async def answers(
        self, client: httpx.AsyncClient, conversation: int, body: str, **given: object
    ) -> dict[str, Any]:
        """Write as an operator; what is answered."""
        return await self.post(
            client,
            f"/conversations/{conversation}/parts",
            {"body": body, "client_key": new_key(), **given},
        )

    async def know(self, person: int, **properties: str) -> None:
        """Give a home a card in PostgreSQL."""
        async with self.engines.postgres.connection() as connection:
            await connection.execute(
                "INSERT INTO profiles (workspace_id, id, root_id, created_at, properties) "
                "VALUES (%s, %s, %s, now(), %s::jsonb)",
                (
                    self.workspace.id,
                    person,
                    person,
                    msgspec.json.encode({f"${k}": v for k, v in properties.items()}).decode(),
                ),
            )

    @property
    def engines(self) -> Engines:
        return self.workspace.engines

    async def visitor_says(
        self, body: str, *, person: int = 1, conversation: int | None = None, key: str | None = None
    ) -> int:
        """Write as a visitor; the conversation's id."""
        new = NewPart(Author(AuthorKind.VISITOR, person), body=body, client_key=key or new_key())
        async with self.engines.postgres.connection() as connection:
            if conversation is None:
                written = await writing.start_conversation(
                    self.engines.bus,
                    connection,
                    workspace_id=self.workspace.id,
                    profile_id=person,
                    channel=TalkChannel.CHAT,
                    first=new,
                )
            else:
                written = await writing.write_part(
                    self.engines.bus,
                    connection,
                    workspace_id=self.workspace.id,
                    conversation_id=conversation,
                    new=new,
                )
        return written.conversation.id
