"""Gives people's conversations to the team, with a note of what it is about."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from otklik.automation.graph.nodes import HandOver
from otklik.inbox import deciding, repository, repository_lists, writing
from otklik.inbox.contracts import (
    Author,
    AuthorKind,
    Conversation,
    ConversationStatus,
    NewPart,
    PartKind,
    TalkChannel,
)
from otklik.inbox.deciding import Decision
from otklik.infra.bus import Bus
from otklik.infra.postgres import Connection
from otklik.routing import service as routing

_BOT = Author(AuthorKind.BOT)


async def hand_over(
    bus: Bus,
    connection: Connection,
    *,
    workspace_id: int,
    home: int,
    members: Sequence[int],
    handover: HandOver,
    key: str,
) -> None:
    """Put the note into his last conversation, or a new one, and let the team see that he waits for it.

    A member or a team that is gone is passed over: the conversation is everybody's then. `key`: of the step;
    the same one writes one note. The visitor sees nothing of it.
    """
    note = NewPart(_BOT, handover.note, PartKind.NOTE, client_key=key)
    last = await repository_lists.list_last_of(connection, workspace_id=workspace_id, people=members)
    if last:
        written = await writing.write_part(
            bus, connection, workspace_id=workspace_id, conversation_id=max(last.values()), new=note
        )
    else:
        written = await writing.start_conversation(
            bus, connection, workspace_id=workspace_id, profile_id=home, channel=TalkChannel.CHAT, first=note
        )
    if not written.is_repeat:
        await _give(bus, connection, written.conversation, handover)


async def _give(bus: Bus, connection: Connection, conversation: Conversation, handover: HandOver) -> None:
    workspace_id = conversation.workspace_id
    teams = await routing.list_teams(connection, workspace_id=workspace_id)
    team = next((each for each in teams if each.id == handover.team), None)
    member_id = handover.assignee
    if member_id is not None and not await repository.is_member(
        connection, workspace_id=workspace_id, member_id=member_id
    ):
        member_id = None

    def decide(before: Conversation, at: datetime) -> Decision:
        decision = Decision(before)
        if before.status is not ConversationStatus.OPEN:
            decision = deciding.reopen(before, author=_BOT)
        if team is not None:
            decision = _after(
                decision,
                deciding.move_to_team(
                    decision.conversation,
                    team=team.id,
                    name=team.name,
                    members=[each.member_id for each in team.members],
                    author=_BOT,
                ),
            )
        if member_id is not None:
            decision = _after(
                decision, deciding.assign(decision.conversation, member_id=member_id, author=_BOT)
            )
        waits = decision.conversation.waiting_since or at
        return replace(decision, conversation=replace(decision.conversation, waiting_since=waits))

    await writing.change_conversation(
        bus, connection, workspace_id=workspace_id, conversation_id=conversation.id, decide=decide
    )


def _after(first: Decision, second: Decision) -> Decision:
    """Both, one after the other."""
    return replace(second, told=(*first.told, *second.told), events=(*first.events, *second.events))
