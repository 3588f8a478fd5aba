"""The hand of who acts at the desk: his workspace, his name and one transaction, given once."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import msgspec

from otklik.desk import errors, repository_members
from otklik.desk.authors import get_author, get_operator
from otklik.inbox import files, writing
from otklik.inbox.contracts import Author, Conversation, NewPart, TalkChannel
from otklik.inbox.repository import line_of
from otklik.inbox.writing import Decide, Written
from otklik.infra.bus import Bus
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.workspaces.roles import Actor


class Hand(msgspec.Struct, frozen=True):
    """Writes as the acting member into his workspace, in one transaction."""

    bus: Bus
    connection: Connection
    actor: Actor

    @property
    def workspace_id(self) -> int:
        """The workspace of everything it touches."""
        return self.actor.workspace_id

    @property
    def author(self) -> Author:
        """Who writes."""
        return get_author(self.actor)

    async def start(
        self, new: NewPart, file_ids: Sequence[int], *, profile_id: int, channel: TalkChannel, subject: str
    ) -> Written:
        """Begin a conversation with a message and its files. Raises InvalidError, ConflictError."""
        written = await writing.start_conversation(
            self.bus,
            self.connection,
            workspace_id=self.workspace_id,
            profile_id=profile_id,
            channel=channel,
            subject=subject,
            first=await self._with_files(new, file_ids),
        )
        return await self._attached(written, file_ids)

    async def write(
        self,
        new: NewPart,
        file_ids: Sequence[int],
        *,
        conversation_id: int,
        seen_part: int | None,
        is_forced: bool,
    ) -> Written:
        """Write a message or a note with its files. Raises as `writing.write_part`."""
        written = await writing.write_part(
            self.bus,
            self.connection,
            workspace_id=self.workspace_id,
            conversation_id=conversation_id,
            new=await self._with_files(new, file_ids),
            seen_part=seen_part,
            is_forced=is_forced,
        )
        return await self._attached(written, file_ids)

    async def change(self, conversation_id: int, decide: Decide) -> Conversation:
        """Make of a conversation what `decide` says. Raises NotFoundError."""
        return await writing.change_conversation(
            self.bus,
            self.connection,
            workspace_id=self.workspace_id,
            conversation_id=conversation_id,
            decide=decide,
        )

    async def read_up_to(self, conversation_id: int, part: int) -> Conversation:
        """Move the member's mark; it never goes back. Raises NotFoundError, ForbiddenError for a token."""
        return await writing.read_up_to(
            self.bus,
            self.connection,
            workspace_id=self.workspace_id,
            conversation_id=conversation_id,
            reader=get_operator(self.actor),
            part=part,
        )

    async def check_members(self, member_ids: Sequence[int]) -> None:
        """Raise InvalidError unless all of them are in the workspace."""
        members = await repository_members.list_members(self.connection, workspace_id=self.workspace_id)
        if not set(member_ids) <= {member.id for member in members}:
            raise errors.no_such_member()

    async def _with_files(self, new: NewPart, file_ids: Sequence[int]) -> NewPart:
        if not file_ids:
            return new
        taken = await files.take_files(
            self.connection, workspace_id=self.workspace_id, file_ids=file_ids, owner=self.author.text
        )
        return msgspec.structs.replace(new, data={**new.data, "files": taken})

    async def _attached(self, written: Written, file_ids: Sequence[int]) -> Written:
        await files.attach_files(self.connection, written=written, file_ids=file_ids)
        return written


@asynccontextmanager
async def at_work(engines: Engines, actor: Actor) -> AsyncIterator[Hand]:
    """The actor's hand for one transaction."""
    async with engines.postgres.in_line(line_of(actor.workspace_id)) as connection:
        yield Hand(engines.bus, connection, actor)
