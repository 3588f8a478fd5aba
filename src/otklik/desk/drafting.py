"""Drafts: what each operator has begun to write, on the server, so that it follows him."""

from otklik.desk.authors import get_operator
from otklik.desk.schemas import Draft
from otklik.desk.schemas_bodies import DraftBody
from otklik.inbox import files, keeping, repository_drafts, repository_files
from otklik.inbox.contracts import PartKind
from otklik.inbox.repository_drafts import DraftRow
from otklik.infra.engines import Engines
from otklik.workspaces.roles import Actor


async def find_draft(engines: Engines, *, actor: Actor, conversation_id: int) -> Draft | None:
    """The acting member's draft with its files; a token has none."""
    if actor.member_id is None:
        return None
    async with engines.postgres.connection() as connection:
        found = await repository_drafts.find_draft(
            connection,
            workspace_id=actor.workspace_id,
            conversation_id=conversation_id,
            member_id=actor.member_id,
        )
        if found is None:
            return None
        rows = await repository_files.list_files(
            connection, workspace_id=actor.workspace_id, file_ids=found.files
        )
    own = {row.id: row for row in rows if row.owner == f"operator:{actor.member_id}"}
    shown = [
        files.show_file(engines.secrets, workspace_id=actor.workspace_id, file=own[file_id])
        for file_id in found.files
        if file_id in own
    ]
    return Draft(kind=found.kind, body=found.body, files=shown, at=found.at)


async def write_draft(engines: Engines, *, actor: Actor, conversation_id: int, body: DraftBody) -> None:
    """Keep or forget the acting member's draft. Raises NotFoundError, ForbiddenError for a token."""
    member_id = get_operator(actor).id or 0
    async with engines.postgres.connection() as connection:
        found = await keeping.get_conversation(
            connection, workspace_id=actor.workspace_id, conversation_id=conversation_id
        )
        if not body.body and not body.files:
            await repository_drafts.delete_draft(
                connection,
                workspace_id=actor.workspace_id,
                conversation_id=found.id,
                member_id=member_id,
            )
            return
        await repository_drafts.write_draft(
            connection,
            workspace_id=actor.workspace_id,
            conversation_id=found.id,
            member_id=member_id,
            draft=DraftRow(PartKind(body.kind), body.body, tuple(body.files), keeping.now()),
        )
