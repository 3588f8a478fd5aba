"""A desk with two operators and visitors who write."""

from dataclasses import dataclass, field
from itertools import count
from typing import Self

import httpx
from tests.conftest import MakeWorkspace, TestWorkspace

from otklik.inbox import writing
from otklik.inbox.contracts import Author, AuthorKind, Channel, NewPart
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
                    channel=Channel.CHAT,
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
