"""Slash commands: a registry that integrations add to.

A command gets the conversation, who types it, and what stands behind its name; it answers the conversation
as it is then.
"""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final
from uuid import uuid4

import msgspec

from otklik.desk import acting, errors, repository_members
from otklik.desk.schemas_bodies import ConversationPatch, PartBody
from otklik.inbox import keeping
from otklik.inbox.contracts import Conversation, ConversationStatus
from otklik.infra.engines import Engines
from otklik.routing import service as routing
from otklik.tasks import service as tasks
from otklik.tasks.contracts import MAX_TITLE, NewTask
from otklik.workspaces.roles import Actor

_COMMAND: Final = re.compile(r"/?(?P<name>[a-z0-9_]{1,40})(?:\s+(?P<rest>.*))?\Z", re.DOTALL)
_DURATION: Final = re.compile(r"(?P<number>\d{1,4})\s*(?P<unit>[mhdwмчдн])[a-zа-я]*\Z", re.IGNORECASE)
_UNITS: Final = {
    **dict.fromkeys("mм", timedelta(minutes=1)),
    **dict.fromkeys("hч", timedelta(hours=1)),
    **dict.fromkeys("dд", timedelta(days=1)),
    **dict.fromkeys("wн", timedelta(weeks=1)),
}


class Context(msgspec.Struct, frozen=True):
    """Where a command is typed, by whom, and what stands behind its name."""

    engines: Engines
    actor: Actor
    conversation_id: int
    rest: str


class Command(msgspec.Struct, frozen=True):
    """A command: its name without the slash, what it does in both languages, what may follow it."""

    name: str
    title: dict[str, str]
    hint: str
    run: Callable[[Context], Awaitable[Conversation]]


_commands: dict[str, Command] = {}


def register_command(command: Command) -> None:
    """Add a command; the last one of a name counts."""
    _commands[command.name] = command


def list_commands() -> list[Command]:
    """Every command, by name."""
    return [_commands[name] for name in sorted(_commands)]


async def run_command(engines: Engines, *, actor: Actor, conversation_id: int, text: str) -> Conversation:
    """Do what is typed. Raises InvalidError for what is no command, and what the command raises."""
    match = _COMMAND.match(text)
    command = _commands.get(match["name"]) if match else None
    if match is None or command is None:
        raise errors.unknown_command()
    return await command.run(Context(engines, actor, conversation_id, (match["rest"] or "").strip()))


async def _patch(context: Context, patch: ConversationPatch) -> Conversation:
    return await acting.patch_conversation(
        context.engines, actor=context.actor, conversation_id=context.conversation_id, patch=patch
    )


async def _close(context: Context) -> Conversation:
    return await _patch(context, ConversationPatch(status=ConversationStatus.CLOSED))


async def _snooze(context: Context) -> Conversation:
    match = _DURATION.match(context.rest or "1d")
    if match is None or not int(match["number"]):
        raise errors.wrong_argument()
    until = keeping.now() + int(match["number"]) * _UNITS[match["unit"].lower()]
    return await _patch(context, ConversationPatch(status=ConversationStatus.SNOOZED, snoozed_until=until))


async def _assign(context: Context) -> Conversation:
    return await _patch(context, ConversationPatch(assignee=await _find_member(context)))


async def _find_member(context: Context) -> int | None:
    """`me` (also when nothing is said), `none`, or how a member's name begins."""
    asked = context.rest.removeprefix("@").lower()
    if asked in {"", "me", "я"}:
        return context.actor.member_id
    if asked in {"none", "никто"}:
        return None
    async with context.engines.postgres.connection() as connection:
        members = await repository_members.list_members(connection, workspace_id=context.actor.workspace_id)
    found = [member.id for member in members if member.name.lower().startswith(asked)]
    if len(found) != 1:
        raise errors.wrong_argument()
    return found[0]


async def _team(context: Context) -> Conversation:
    """`none`, or how a team's name begins."""
    asked = context.rest.removeprefix("@").lower()
    if asked in {"none", "нет"}:
        return await _patch(context, ConversationPatch(team=None))
    async with context.engines.postgres.connection() as connection:
        teams = await routing.list_teams(connection, workspace_id=context.actor.workspace_id)
    found = [team for team in teams if asked and team.name.lower().startswith(asked)]
    exact = [team for team in found if team.name.lower() == asked]
    if len(exact or found) != 1:
        raise errors.wrong_argument()
    return await _patch(context, ConversationPatch(team=(exact or found)[0].id))


async def _tag(context: Context) -> Conversation:
    if not context.rest:
        raise errors.tag_missing()
    return await _patch(context, ConversationPatch(tags_add=[context.rest[:60]]))


async def _note(context: Context) -> Conversation:
    body = PartBody(kind="note", body=context.rest, client_key=uuid4().hex)
    written = await acting.write_part(
        context.engines, actor=context.actor, conversation_id=context.conversation_id, body=body
    )
    return written.conversation


async def _task(context: Context) -> Conversation:
    """Make a task out of the conversation, one's own, without a date."""
    actor = context.actor
    new = NewTask(
        title=context.rest[:MAX_TITLE],
        created_by=tasks.name_author(actor),
        conversation_id=context.conversation_id,
        assignee=actor.member_id,
    )
    engines, workspace_id = context.engines, actor.workspace_id
    async with engines.postgres.connection() as connection:
        await tasks.create_task(engines.bus, connection, workspace_id=workspace_id, new=new)
        return await keeping.get_conversation(
            connection, workspace_id=workspace_id, conversation_id=context.conversation_id
        )


for _each in (
    Command("close", {"ru": "Закрыть диалог", "en": "Close the conversation"}, "", _close),
    Command("snooze", {"ru": "Отложить", "en": "Snooze"}, "30m · 2h · 1d · 1w", _snooze),
    Command("assign", {"ru": "Назначить", "en": "Assign"}, "me · none · @name", _assign),
    Command(
        "team", {"ru": "Передать группе операторов", "en": "Put into a team's hands"}, "none · name", _team
    ),
    Command("tag", {"ru": "Поставить тег", "en": "Tag"}, "tag", _tag),
    Command("note", {"ru": "Оставить заметку", "en": "Leave a note"}, "text", _note),
    Command("task", {"ru": "Поставить задачу", "en": "Make a task"}, "text", _task),
):
    register_command(_each)
