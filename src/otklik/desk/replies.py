"""Saved replies: the team's and each operator's own, with variables and files."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from otklik.desk import errors, rendering, repository_replies
from otklik.desk.authors import get_author, get_operator
from otklik.desk.beside import load_names
from otklik.desk.repository_replies import ReplyRow
from otklik.desk.schemas_replies import ReplyBody, ReplyPatch
from otklik.inbox import files, keeping, repository_files, repository_parts
from otklik.inbox.contracts import AuthorKind, Part, PartKind
from otklik.inbox.repository_files import FileRow
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.profiles import service as profiles
from otklik.workspaces.roles import Actor, Permission, check_permission

MAX_REPLIES: Final = 5_000
_REPLIES: Final = "saved_replies"


async def list_replies(engines: Engines, *, actor: Actor) -> tuple[list[ReplyRow], dict[int, FileRow]]:
    """The team's and one's own by title, and the files of all."""
    async with engines.postgres.connection() as connection:
        rows = await repository_replies.list_replies(
            connection, workspace_id=actor.workspace_id, member_id=actor.member_id or 0
        )
        wanted = [file_id for row in rows for file_id in row.files]
        found = await repository_files.list_files(
            connection, workspace_id=actor.workspace_id, file_ids=wanted
        )
    return rows, {file.id: file for file in found}


async def create_reply(engines: Engines, *, actor: Actor, body: ReplyBody) -> int:
    """Save a reply. Raises ConflictError for a shortcut in use or too many, InvalidError, NotFoundError."""
    owner = _owner(actor, is_shared=body.is_shared)
    words, file_ids = await _take_content(engines, actor, body)
    if not words.strip() and not file_ids:
        raise errors.empty_reply()
    async with engines.postgres.connection() as connection:
        await repository_replies.lock(connection, workspace_id=actor.workspace_id)
        if await repository_replies.count_replies(connection, workspace_id=actor.workspace_id) >= MAX_REPLIES:
            raise errors.too_many_replies(MAX_REPLIES)
        await _check(connection, actor, owner, body.shortcut, body.folder_id)
        await _hold(connection, actor, file_ids)
        return await repository_replies.insert(
            connection,
            workspace_id=actor.workspace_id,
            table=_REPLIES,
            values={
                "title": body.title,
                "body": words,
                "shortcut": body.shortcut,
                "folder_id": body.folder_id,
                "owner": owner,
                "files": file_ids,
            },
        )


def _owner(actor: Actor, *, is_shared: bool) -> int | None:
    """Whose it is to be; what is the team's only those may touch who manage the inbox."""
    if is_shared:
        check_permission(actor, Permission.INBOX_MANAGE)
        return None
    return get_operator(actor).id


async def _take_content(engines: Engines, actor: Actor, body: ReplyBody) -> tuple[str, list[int]]:
    """Words and files: those given, else those of a message of the team, its files copied."""
    words, given = body.body, list(dict.fromkeys(body.files))
    if body.from_part is None:
        return words, given
    part = await _get_message(engines, actor, body.from_part)
    if not given:
        said = [int(each["id"]) for each in part.data.get("files") or []]
        made = await files.copy_files(
            engines, workspace_id=actor.workspace_id, file_ids=said, owner=get_author(actor).text
        )
        given = [file.id for file in made]
    return words or part.body, given


async def _get_message(engines: Engines, actor: Actor, part_id: int) -> Part:
    """A message that the team wrote. Raises NotFoundError, InvalidError for a visitor's."""
    async with engines.postgres.connection() as connection:
        part = await repository_parts.find_part(connection, workspace_id=actor.workspace_id, part_id=part_id)
    if part is None or part.deleted_at is not None or part.kind is not PartKind.MESSAGE:
        raise errors.no_message()
    if part.author.kind is AuthorKind.VISITOR:
        raise errors.not_our_message()
    return part


async def _hold(
    connection: Connection, actor: Actor, file_ids: Sequence[int], *, known: Sequence[int] = ()
) -> None:
    """Hold the files of a reply, and let go of those of `known` that it has no more. Raises InvalidError."""
    new, gone = set(file_ids) - set(known), set(known) - set(file_ids)
    workspace_id, owner = actor.workspace_id, get_author(actor).text
    if new:
        held = await repository_files.hold_files(
            connection, workspace_id=workspace_id, file_ids=sorted(new), owner=owner
        )
        if held < len(new):
            raise errors.unknown_kept_file()
    if gone:
        await repository_files.release_files(
            connection, workspace_id=workspace_id, file_ids=sorted(gone), owner=owner
        )


async def _check(
    connection: Connection,
    actor: Actor,
    owner: int | None,
    shortcut: str,
    folder_id: int | None,
    but: int = 0,
) -> None:
    workspace_id = actor.workspace_id
    if await repository_replies.has_shortcut(
        connection, workspace_id=workspace_id, owner=owner, shortcut=shortcut, but=but
    ):
        raise errors.shortcut_taken(shortcut)
    if folder_id is not None and not await repository_replies.has_folder(
        connection, workspace_id=workspace_id, folder_id=folder_id
    ):
        raise errors.no_reply_folder()


async def get_reply(connection: Connection, *, actor: Actor, reply_id: int) -> ReplyRow:
    """A reply that the actor may see. Raises NotFoundError."""
    found = await repository_replies.find_reply(
        connection, workspace_id=actor.workspace_id, member_id=actor.member_id or 0, reply_id=reply_id
    )
    if found is None:
        raise errors.no_reply()
    return found


async def update_reply(engines: Engines, *, actor: Actor, reply_id: int, patch: ReplyPatch) -> None:
    """Change a reply, or whose it is. Raises NotFoundError, ConflictError, ForbiddenError."""
    async with engines.postgres.connection() as connection:
        await repository_replies.lock(connection, workspace_id=actor.workspace_id)
        before = await get_reply(connection, actor=actor, reply_id=reply_id)
        owner = _owner(actor, is_shared=before.owner is None)
        if patch.is_shared is not None:
            owner = _owner(actor, is_shared=patch.is_shared)
        values: Mapping[str, Any] = {**patch.as_values(), "owner": owner}
        await _check(
            connection,
            actor,
            owner,
            values.get("shortcut", before.shortcut),
            values.get("folder_id"),
            but=reply_id,
        )
        if patch.files is not None:
            await _hold(connection, actor, patch.files, known=before.files)
        await repository_replies.update(
            connection,
            workspace_id=actor.workspace_id,
            table=_REPLIES,
            row_id=reply_id,
            values={**values, "updated_at": keeping.now()},
        )


async def delete_reply(engines: Engines, *, actor: Actor, reply_id: int) -> None:
    """Delete a reply; for a day who deleted it may use its files. Raises NotFoundError, ForbiddenError."""
    async with engines.postgres.connection() as connection:
        await repository_replies.lock(connection, workspace_id=actor.workspace_id)
        known = await get_reply(connection, actor=actor, reply_id=reply_id)
        _owner(actor, is_shared=known.owner is None)
        await _hold(connection, actor, (), known=known.files)
        await repository_replies.delete(
            connection, workspace_id=actor.workspace_id, table=_REPLIES, row_id=reply_id
        )


async def render_reply(
    engines: Engines, *, actor: Actor, reply_id: int, conversation_id: int
) -> tuple[str, list[FileRow]]:
    """A reply for the person of a conversation, and copies of its files to send. Raises NotFoundError."""
    operator = get_operator(actor)
    async with engines.postgres.connection() as connection:
        reply = await get_reply(connection, actor=actor, reply_id=reply_id)
        conversation = await keeping.get_conversation(
            connection, workspace_id=actor.workspace_id, conversation_id=conversation_id
        )
        await repository_replies.note_use(connection, workspace_id=actor.workspace_id, reply_id=reply_id)
    values = await load_values(engines, workspace_id=actor.workspace_id, home=conversation.profile_id)
    names = await load_names(engines, member_ids=[operator.id or 0])
    body = rendering.render(reply.body, {**values, "operator": names.get(operator.id or 0, "")})
    made = await files.copy_files(
        engines, workspace_id=actor.workspace_id, file_ids=reply.files, owner=operator.text
    )
    return body, made


async def load_values(engines: Engines, *, workspace_id: int, home: int) -> dict[str, object]:
    """What variables stand for: properties of the person with and without `$`, in small letters."""
    clusters = await profiles.list_clusters(engines, workspace_id=workspace_id, people=[home])
    root = clusters[home].root
    head = (await profiles.list_heads(engines, workspace_id=workspace_id, roots=[root])).get(root)
    given: dict[str, object] = dict(head.properties) if head else {}
    name = given.get("$name")
    values: dict[str, object] = {
        "first_name": name.split()[0] if isinstance(name, str) and name.strip() else ""
    }
    for key, value in given.items():
        values |= {key.lower(): value, key.removeprefix("$").lower(): value}
    return {**values, "user_id": head.user_id if head else ""}
