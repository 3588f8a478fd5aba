"""Saved replies, their folders, and slash commands over HTTP."""

from collections.abc import Mapping
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path

from otklik.desk import commands, replies, reply_folders
from otklik.desk.endpoints_talk import show_changed
from otklik.desk.repository_replies import ReplyRow
from otklik.desk.schemas import ConversationChanged, FileAnswer
from otklik.desk.schemas_bodies import LARGEST_ID
from otklik.desk.schemas_replies import (
    CommandAnswer,
    CommandBody,
    CommandList,
    RenderBody,
    Rendered,
    ReplyAnswer,
    ReplyBody,
    ReplyFolderAnswer,
    ReplyFolderBody,
    ReplyFolderList,
    ReplyFolderPatch,
    ReplyList,
    ReplyPatch,
)
from otklik.inbox import files
from otklik.inbox.repository_files import FileRow
from otklik.infra.engines import Engines
from otklik.infra.web import EnginesDep
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(prefix="/inbox", tags=["inbox"])
ReadAccess = Annotated[Actor, require(Permission.INBOX_READ)]
WriteAccess = Annotated[Actor, require(Permission.INBOX_WRITE)]
ManageAccess = Annotated[Actor, require(Permission.INBOX_MANAGE)]
RowId: TypeAlias = Annotated[int, Path(ge=1, le=LARGEST_ID)]


def _show_file(engines: Engines, actor: Actor, file: FileRow) -> FileAnswer:
    return FileAnswer.model_validate(
        files.show_file(engines.secrets, workspace_id=actor.workspace_id, file=file)
    )


def _show(engines: Engines, actor: Actor, row: ReplyRow, known: Mapping[int, FileRow]) -> ReplyAnswer:
    return ReplyAnswer(
        id=row.id,
        title=row.title,
        body=row.body,
        shortcut=row.shortcut,
        folder_id=row.folder_id,
        is_shared=row.owner is None,
        files=[_show_file(engines, actor, known[each]) for each in row.files if each in known],
        used_count=row.used_count,
        used_at=row.used_at,
        updated_at=row.updated_at,
    )


async def _answer(engines: Engines, actor: Actor, reply_id: int) -> ReplyAnswer:
    async with engines.postgres.connection() as connection:
        row = await replies.get_reply(connection, actor=actor, reply_id=reply_id)
    _, known = await replies.list_replies(engines, actor=actor)
    return _show(engines, actor, row, known)


@router.get("/replies")
async def list_replies(engines: EnginesDep, actor: ReadAccess) -> ReplyList:
    """The team's saved replies and one's own, by title."""
    rows, known = await replies.list_replies(engines, actor=actor)
    return ReplyList(items=[_show(engines, actor, row, known) for row in rows])


@router.post("/replies", status_code=201)
async def create_reply(body: ReplyBody, engines: EnginesDep, actor: WriteAccess) -> ReplyAnswer:
    """Save a reply, also one made of a message; of the whole team for those who manage the inbox."""
    return await _answer(engines, actor, await replies.create_reply(engines, actor=actor, body=body))


@router.patch("/replies/{reply_id}")
async def update_reply(
    reply_id: RowId, patch: ReplyPatch, engines: EnginesDep, actor: WriteAccess
) -> ReplyAnswer:
    """Change a reply, or whose it is."""
    await replies.update_reply(engines, actor=actor, reply_id=reply_id, patch=patch)
    return await _answer(engines, actor, reply_id)


@router.delete("/replies/{reply_id}", status_code=204)
async def delete_reply(reply_id: RowId, engines: EnginesDep, actor: WriteAccess) -> None:
    """Delete a reply."""
    await replies.delete_reply(engines, actor=actor, reply_id=reply_id)


@router.post("/replies/{reply_id}/render")
async def render_reply(
    reply_id: RowId, body: RenderBody, engines: EnginesDep, actor: WriteAccess
) -> Rendered:
    """A reply for the person of a conversation, with files ready to send."""
    text, made = await replies.render_reply(
        engines, actor=actor, reply_id=reply_id, conversation_id=body.conversation_id
    )
    return Rendered(body=text, files=[_show_file(engines, actor, file) for file in made])


@router.get("/reply-folders")
async def list_reply_folders(engines: EnginesDep, actor: ReadAccess) -> ReplyFolderList:
    """Folders of saved replies, in their order."""
    rows = await reply_folders.list_folders(engines, workspace_id=actor.workspace_id)
    return ReplyFolderList(items=[ReplyFolderAnswer.model_validate(row) for row in rows])


@router.post("/reply-folders", status_code=201)
async def create_reply_folder(
    body: ReplyFolderBody, engines: EnginesDep, actor: ManageAccess
) -> ReplyFolderAnswer:
    """Make a folder."""
    made = await reply_folders.create_folder(engines, workspace_id=actor.workspace_id, body=body)
    return ReplyFolderAnswer.model_validate(made)


@router.patch("/reply-folders/{folder_id}")
async def update_reply_folder(
    folder_id: RowId, patch: ReplyFolderPatch, engines: EnginesDep, actor: ManageAccess
) -> ReplyFolderAnswer:
    """Rename or move a folder."""
    row = await reply_folders.update_folder(
        engines, workspace_id=actor.workspace_id, folder_id=folder_id, patch=patch
    )
    return ReplyFolderAnswer.model_validate(row)


@router.delete("/reply-folders/{folder_id}", status_code=204)
async def delete_reply_folder(folder_id: RowId, engines: EnginesDep, actor: ManageAccess) -> None:
    """Delete a folder; its replies stay, in none."""
    await reply_folders.delete_folder(engines, workspace_id=actor.workspace_id, folder_id=folder_id)


@router.get("/commands")
async def list_commands(actor: ReadAccess) -> CommandList:  # noqa: ARG001 - who asks must be let in
    """Slash commands that can be typed into a conversation."""
    items = [
        CommandAnswer(name=each.name, title=each.title, hint=each.hint) for each in commands.list_commands()
    ]
    return CommandList(items=items)


@router.post("/conversations/{conversation_id}/commands")
async def run_command(
    conversation_id: RowId, body: CommandBody, engines: EnginesDep, actor: WriteAccess
) -> ConversationChanged:
    """Do what a slash command says."""
    return show_changed(
        await commands.run_command(
            engines, actor=actor, conversation_id=conversation_id, text=body.text.replace("\x00", "")
        )
    )
